"""What operations.md and privacy.md say is there is there, and the other way round."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from infra import api, catalog, lake, queues, warehouse_tables
from infra.stages import STAGES, Stage
from shared.adapters import exports as export_files
from shared.domain import exports, lake_tables
from shared.domain.erasures import NEXT_STEP_AFTER_S
from shared.domain.jobs import LIVES_ON
from shared.edge.keys import Keys
from shared.store import decisions, jobs, reminders, session_items, usage, visitors, wishes, withdrawals
from shared.store.erasures import _CUSTOMER_KINDS, _VISITOR_KINDS

DOCS = Path(__file__).parents[2] / "docs"
OPERATIONS = (DOCS / "operations.md").read_text(encoding="utf-8")
PRIVACY = (DOCS / "privacy.md").read_text(encoding="utf-8")
DAY_MS = 86_400_000


def test_every_key_says_what_its_rotation_ends():
    assert re.findall(r"^\| `(\w+_key|\w+_secret)` \|", OPERATIONS, flags=re.MULTILINE) == [
        each.name for each in fields(Keys)
    ]


def test_every_queue_says_what_to_do_with_its_dead_letters():
    rows = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", OPERATIONS.partition("## Dead letters")[2], flags=re.MULTILINE)
    told = {name for row in rows for name in re.findall(r"`(\w+)`", row)}

    assert {queue.name for queue in catalog.QUEUES} | {"schedules", "follow_sessions"} <= told


def test_every_setting_of_a_stage_is_named():
    ours = {"name", "local"}

    assert [each.name for each in fields(Stage) if each.name not in ours and f"`{each.name}`" not in OPERATIONS] == []


def test_the_alarms_are_as_many_as_it_says():
    deployed = catalog.functions(local=False)
    dead_letters = len(catalog.QUEUES) + 2
    slow = sum(line.p99_ms is not None for line in deployed)
    behind = sum(bool(line.follows_table) for line in deployed)
    rule_sets = 1

    assert f"{2 * len(deployed) + slow + behind + dead_letters + rule_sets} alarms" in OPERATIONS


def test_the_access_log_holds_no_address_and_no_query():
    assert set(api.ACCESS_LOG) == {"request_id", "at", "route", "status", "ms", "integration_ms", "bytes"}


def test_the_days_of_logs_and_lake_are_the_ones_deployed():
    assert [stage.log_days for stage in STAGES.values()] == [7, 30, 90]
    assert "7 (dev), 30 (staging), 90 (prod)" in PRIVACY
    assert LIVES_ON["lake_landing"] == lake.LANDING_DAYS * DAY_MS
    assert LIVES_ON["lake_errors"] == lake.ERROR_DAYS * DAY_MS
    assert LIVES_ON["lake_answers"] == lake.RESULT_DAYS * DAY_MS
    assert LIVES_ON["lake_snapshots"] == (warehouse_tables.SNAPSHOT_HOURS // 24 + 2) * DAY_MS
    assert LIVES_ON["lake_erased_ids"] == lake_tables.ERASED_DAYS * DAY_MS
    assert LIVES_ON["dead_letters"] == queues.KEPT.to_days() * DAY_MS
    assert LIVES_ON["logs"] == max(stage.log_days for stage in STAGES.values()) * DAY_MS
    assert (export_files.EXPORTS, jobs.KEPT_S["export"]) == (lake.EXPORTS, lake.EXPORT_DAYS * 86_400)


def test_nothing_of_an_erased_shopper_is_on_its_way_for_longer_than_it_is_kept_out():
    late = ("lake_landing", "queues", "dead_letters")

    assert max(LIVES_ON[where] for where in late) < LIVES_ON["lake_erased_ids"]


def rows(heading: str, columns: int) -> list[list[str]]:
    """Return the cells of the table below a heading of privacy.md."""
    section = PRIVACY.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in re.findall(r"^\|.*\|$", section, re.MULTILINE)
    ]
    return [row for row in cells if len(row) == columns and not set(row[0]) <= set("-")][1:]


def test_what_remains_is_explained_with_its_days():
    table = {name.strip("`"): int(days) for name, days, _ in rows("Erasure", 3) if days.isdigit()}

    assert table == {name: lives_ms // DAY_MS for name, lives_ms in LIVES_ON.items()}


@pytest.mark.parametrize(
    ("item", "kept_s"),
    [
        ("session, cart", session_items.KEPT_WITH_CONSENT_S),
        ("decision", decisions.KEPT_S),
        ("visitor, profile", visitors.KEPT_S),
        ("visitor, session trace", visitors.TRACE_KEPT_S),
        ("visitor, wish", wishes.KEPT_S),
        ("visitor, reminder", reminders.KEPT_S),
        ("visitor or customer, redemptions", usage.KEPT_S),
        ("withdrawal", withdrawals.KEPT_S),
        ("job, erasure", jobs.KEPT_S["erasure"]),
        ("job, export", jobs.KEPT_S["export"]),
        ("export trace", jobs.KEPT_S["export"]),
        ("job, back-test", jobs.KEPT_S["backtest"]),
    ],
)
def test_an_item_is_kept_as_long_as_the_table_says(item: str, kept_s: int):
    table = {row[0]: row[3] for row in rows("The table", 7)}

    assert re.findall(r"(\d+) days", table[item]) == [str(kept_s // 86_400)]


def test_without_consent_a_session_goes_an_hour_after_its_end():
    table = {row[0]: row[4] for row in rows("The table", 7)}

    assert (table["session, cart"], session_items.KEPT_WITHOUT_S) == ("until 1 hour after it", 3600)
    assert table["session, events"] == "not written"


def test_every_table_of_the_lake_is_told():
    told = re.findall(r"`(\w+)`", " ".join(row[0] for row in rows("The lake", 6) if row[0].startswith("table")))

    assert sorted(told) == sorted(lake_tables.TABLES)


def test_every_member_of_an_export_is_told():
    told = [name for row in rows("Export", 2) for name in re.findall(r"`(\w+)`", row[0])]

    assert told == ["format", "version", "generated_at", "about", "lake_as_of", *exports.SECTIONS]
    assert f"`{exports.FORMAT}`, {exports.VERSION}" in PRIVACY
    assert exports.LINK_S == 15 * 60
    assert exports.MOST_LOOKS * exports.LOOK_AGAIN_S == 10 * 60
    assert exports.MOST_BYTES == 400_000_000


def test_everything_that_an_erasure_counts_is_explained():
    kinds = {*_VISITOR_KINDS.values(), *_CUSTOMER_KINDS.values(), "sessions", "event_counters", "decisions", "exports"}
    kinds |= {f"lake_{table.name}" for table in lake_tables.TABLES.values() if table.erasure == "delete"} | {*LIVES_ON}

    assert sorted(kind for kind in kinds if f"`{kind}`" not in PRIVACY) == []


def test_an_erasures_last_step_comes_after_any_answer_that_the_first_one_met():
    shoppers = [each for each in catalog.FUNCTIONS if each.name in {"evaluate_cart", "ingest_events", "set_consent"}]

    assert max(line.timeout_s for line in shoppers) < 2 * NEXT_STEP_AFTER_S == 32
