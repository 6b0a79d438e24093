"""What insights.md says of the reports is what they do."""

import re
from dataclasses import fields
from pathlib import Path

from functions.report_insights import handler
from shared.domain.reports import audit, conversion, funnel, period, proportion
from shared.insights import visits

DOCS = (Path(__file__).parents[2] / "docs" / "insights.md").read_text(encoding="utf-8")
MINUTE = 60_000
DAY = 86_400_000


def section(name: str) -> str:
    return DOCS.partition(f"## `{name}`")[2].partition("\n## ")[0]


def test_every_report_is_told_and_each_from_the_lake_explained():
    told = re.findall(r"^\| `(\w+)` \| the", DOCS, flags=re.MULTILINE)

    assert told == [*handler.REPORTS, *handler.FROM_THE_LAKE]
    assert [name for name in handler.FROM_THE_LAKE if not section(name)] == []


def test_every_figure_of_the_audit_is_explained():
    unexplained = {each.name for each in fields(audit.AuditReport) if f"`{each.name}`" not in section("audit")}

    assert unexplained == {"since", "until", "as_of", "note", "events"}


def test_the_numbers_are_the_ones_counted_by():
    low, high = funnel.BENCHMARKS["add_to_cart"].low, funnel.BENCHMARKS["cart_abandonment"].high

    assert f"a pause of {visits.PAUSE_MS // MINUTE} minutes" in DOCS
    assert f"{conversion.LOOK_BACK_MS // DAY} days back at most" in DOCS
    assert f"at most {period.MOST_DAYS};" in DOCS
    assert f"longer than {handler.ANSWERED_WITHIN_S} s" in DOCS
    assert f"add to cart {low * 100:.0f} to" in DOCS
    assert f"to {high * 100:.0f} %" in DOCS
    assert f"z* = {proportion.Z:.2f}" in DOCS
    assert f"at most {audit.MOST_REFUSALS} rows" in DOCS
    assert "`" + "`, then `".join(funnel.JOURNEY[:3]) + "`" in DOCS
