"""The report on time to conversion: how long a purchase takes from the first step, and from the first add."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.domain.reports.period import DAY_MS, Period

MEASURES = ("first_event", "add_to_cart")
LOOK_BACK_MS = 30 * DAY_MS
_MINUTE, _HOUR = 60_000, 3_600_000
# Where one bucket ends and the next begins: the steps in which people speak of time.
BUCKETS_MS = (
    _MINUTE,
    5 * _MINUTE,
    15 * _MINUTE,
    30 * _MINUTE,
    _HOUR,
    3 * _HOUR,
    DAY_MS,
    3 * DAY_MS,
    7 * DAY_MS,
    LOOK_BACK_MS,
)


@dataclass(frozen=True, slots=True)
class Bucket:
    """So many purchases took from ``from_ms`` up to ``to_ms`` (excluded; ``None``: any longer time)."""

    from_ms: int
    to_ms: int | None
    purchases: int


@dataclass(frozen=True, slots=True)
class TimeTo:
    """How long the purchases took from one moment on; of none, the quantiles are ``None``.

    ``returned`` of them needed more than one visit.
    """

    since: str
    purchases: int
    returned: int
    median_ms: int | None
    p90_ms: int | None
    histogram: tuple[Bucket, ...]


@dataclass(frozen=True, slots=True)
class ConversionReport:
    """How long the purchases of a period took; days are the shop's, both included."""

    since: str
    until: str
    bots: bool
    as_of: int | None
    measures: tuple[TimeTo, ...]


def conversion_report(
    rows: Sequence[Mapping[str, Any]], period: Period, *, bots: bool, as_of: int | None
) -> ConversionReport:
    """Return the report on the measures' buckets; an empty bucket is there with zero."""
    return ConversionReport(
        since=period.days[0].isoformat(),
        until=period.days[-1].isoformat(),
        bots=bots,
        as_of=as_of,
        measures=tuple(_time_to(name, [row for row in rows if row["measure"] == name]) for name in MEASURES),
    )


def _time_to(name: str, rows: Sequence[Mapping[str, Any]]) -> TimeTo:
    some: Mapping[str, Any] = rows[0] if rows else {"purchases": 0, "returned": 0, "median": None, "p90": None}
    counts = {row["bucket"]: row["count"] for row in rows}
    begins, ends = (0, *BUCKETS_MS), (*BUCKETS_MS, None)
    histogram = tuple(Bucket(*edges, counts.get(n, 0)) for n, edges in enumerate(zip(begins, ends, strict=True)))
    return TimeTo(name, some["purchases"], some["returned"], some["median"], some["p90"], histogram)
