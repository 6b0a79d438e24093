"""The report of the interventions: how often each was shown, what shoppers did with it, and what they then bought.

A purchase after a showing is no proof of it: who is near the checkout is shown more. Only an experiment can tell.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.domain.reports.period import Period
from shared.domain.reports.proportion import Proportion, proportion

NOTE = (
    "Counted in visits, each of which is shown an intervention once. A purchase after it is an association, not its"
    " effect. Intervals are Wilson's, 95 % each."
)


@dataclass(frozen=True, slots=True)
class InterventionLine:
    """One rule's intervention: shares are of the visits that were shown it.

    ``orders`` are the orders that followed in those visits, ``revenue`` what was bought then, in minor units.
    """

    rule: str
    type: str
    shown: int
    clicked: Proportion
    dismissed: Proportion
    converted: Proportion
    orders: int
    revenue: int


@dataclass(frozen=True, slots=True)
class InterventionsReport:
    """Every intervention that was shown in the period, by rule and type; read ``note`` before the figures."""

    since: str
    until: str
    bots: bool
    as_of: int | None
    currency: str
    note: str
    interventions: tuple[InterventionLine, ...]


def interventions_report(
    rows: Sequence[Mapping[str, Any]], period: Period, currency: str, *, bots: bool, as_of: int | None
) -> InterventionsReport:
    """Return the report on the counts per rule and type."""
    return InterventionsReport(
        since=period.days[0].isoformat(),
        until=period.days[-1].isoformat(),
        bots=bots,
        as_of=as_of,
        currency=currency,
        note=NOTE,
        interventions=tuple(_line(row) for row in rows),
    )


def _line(row: Mapping[str, Any]) -> InterventionLine:
    shown = row["shown"]
    clicked, dismissed, converted = (proportion(row[name], shown) for name in ("clicked", "dismissed", "converted"))
    return InterventionLine(
        row["rule"], row["kind"], shown, clicked, dismissed, converted, row["orders"] or 0, row["worth"] or 0
    )
