"""The report of visits with an event against those without: association, which is not cause.

Shoppers who mean to buy also look at size charts: that both go together does not say that showing the chart sells.
Only an experiment, which decides by chance who sees it, can say that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.domain.reports.period import Period
from shared.domain.reports.proportion import Proportion, proportion

NOTE = (
    "Association, not cause: shoppers who mean to buy do more of everything. Intervals are Wilson's, 95 % each;"
    " of twenty comparisons one may stand apart by chance alone."
)


@dataclass(frozen=True, slots=True)
class Side:
    """Visits of one kind: how many bought, and what a purchase came to on average, in minor units."""

    conversion: Proportion
    order_value: int | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Visits with the event before any purchase against all others.

    ``lift`` is the one conversion over the other, less one; ``apart`` says that the intervals do not touch.
    """

    event_name: str
    having: Side
    lacking: Side
    lift: float | None
    apart: bool


@dataclass(frozen=True, slots=True)
class ComparisonsReport:
    """Every event that visits of the period had, the one in the most visits first; read ``note`` before the figures."""

    since: str
    until: str
    bots: bool
    as_of: int | None
    currency: str
    note: str
    everyone: Side
    events: tuple[Comparison, ...]


def comparisons_report(
    rows: Sequence[Mapping[str, Any]], period: Period, currency: str, *, bots: bool, as_of: int | None
) -> ComparisonsReport:
    """Return the report on the sums per event name, of which the nameless is of all visits."""
    everyone = next(row for row in rows if row["event_name"] is None)
    named = sorted((row for row in rows if row["event_name"]), key=lambda row: (-row["visits"], row["event_name"]))
    return ComparisonsReport(
        since=period.days[0].isoformat(),
        until=period.days[-1].isoformat(),
        bots=bots,
        as_of=as_of,
        currency=currency,
        note=NOTE,
        everyone=_side(everyone),
        events=tuple(_comparison(row, everyone) for row in named),
    )


def _comparison(row: Mapping[str, Any], everyone: Mapping[str, Any]) -> Comparison:
    rest = {name: (everyone[name] or 0) - (row[name] or 0) for name in ("visits", "bought", "priced", "worth")}
    having, lacking = _side(row), _side(rest)
    some, other = having.conversion, lacking.conversion
    lift = round(some.share / other.share - 1, 4) if some.share is not None and other.share else None
    return Comparison(row["event_name"], having, lacking, lift, _apart(some, other))


def _side(row: Mapping[str, Any]) -> Side:
    priced = row["priced"]
    return Side(proportion(row["bought"], row["visits"]), round(row["worth"] / priced) if priced else None)


def _apart(some: Proportion, other: Proportion) -> bool:
    if some.low is None or some.high is None or other.low is None or other.high is None:
        return False
    return some.low > other.high or other.low > some.high
