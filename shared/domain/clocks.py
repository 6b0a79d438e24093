"""Clocks on walls: what they show at a moment, and the moment at which they come to show something.

Moments are epoch milliseconds. Time zones change their offset on quarter hours.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo

QUARTER_HOUR_MS = 15 * 60_000
# The year 9000: calendars end with 9999, and from any moment we look some years ahead, in zones on either side.
LATEST = 221_845_392_000_000


def soonest(moments: Iterable[int | None]) -> int | None:
    """Return the first of ``moments``; those that never come are ``None``, and so is the first of none."""
    return min((moment for moment in moments if moment is not None), default=None)


def shown(moment: int, zone: tzinfo) -> datetime:
    """Return what a clock in ``zone`` shows at ``moment``, to the second."""
    return datetime.fromtimestamp(moment // 1000, UTC).astimezone(zone)


def moment_of(wall: datetime, zone: tzinfo) -> int:
    """Return the first moment at which a clock in ``zone`` shows ``wall``, or a later time where it skips that."""
    first = datetime.combine(wall.date(), wall.time(), zone)
    moment = _ms(first.replace(fold=0))
    if shown(moment, zone).replace(tzinfo=None) == wall:
        return moment
    # It is skipped: the clock jumps past it less than a quarter hour after one of these moments.
    before = _ms(first.replace(fold=1)) // QUARTER_HOUR_MS * QUARTER_HOUR_MS
    return next(
        moment
        for moment in range(before, before + 16 * QUARTER_HOUR_MS, QUARTER_HOUR_MS)
        if shown(moment, zone).replace(tzinfo=None) >= wall
    )


def moments_of(wall: datetime, zone: tzinfo) -> set[int]:
    """Return every moment at which a clock in ``zone`` shows ``wall``: two in the hour that comes twice."""
    first = datetime.combine(wall.date(), wall.time(), zone)
    return {moment_of(wall, zone), max(_ms(first.replace(fold=fold)) for fold in (0, 1))}


def day_begins(day: date, zone: tzinfo) -> int:
    """Return the first moment of ``day`` in ``zone``."""
    return moment_of(datetime.combine(day, time()), zone)


def clock_changes(day: date, zone: tzinfo) -> range:
    """Return the quarter hours of ``day`` when the clocks change on it, else an empty range."""
    start, end = day_begins(day, zone), day_begins(day + timedelta(days=1), zone)
    if end - start == 24 * 4 * QUARTER_HOUR_MS:
        return range(0)
    return range(start, end, QUARTER_HOUR_MS)


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
