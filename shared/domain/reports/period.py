"""The days that a report is about: whole days of the shop's clock, asked for by their dates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from shared.domain.clocks import day_begins, shown
from shared.domain.errors import FieldError, RefusedError

DEFAULT_DAYS = 7
MOST_DAYS = 92
DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Period:
    """Days of the shop's clock; day n lasts from ``midnights[n]`` to ``midnights[n + 1]``, in epoch ms.

    A day on which the clocks change has 23 or 25 hours.
    """

    days: tuple[date, ...]
    midnights: tuple[int, ...]

    @property
    def begins_at(self) -> int:
        """The first moment of the first day."""
        return self.midnights[0]

    @property
    def ends_at(self) -> int:
        """The first moment after the last day."""
        return self.midnights[-1]

    def utc_days(self, before_ms: int = 0, after_ms: int = 0) -> tuple[date, date]:
        """Return the first and last UTC date that the period touches, so much time before and after it included."""
        last_ms = self.ends_at + after_ms - 1
        return _utc(self.begins_at - before_ms), _utc(last_ms)


def period_of(first: date, last: date, zone: ZoneInfo) -> Period:
    """Return the period from ``first`` to ``last``, both included."""
    days = tuple(first + timedelta(days=n) for n in range((last - first).days + 1))
    return Period(days, tuple(day_begins(day, zone) for day in (*days, last + timedelta(days=1))))


def read_period(query: Mapping[str, str], now: int, zone: ZoneInfo) -> Period:
    """Return the period that ``from`` and ``until`` ask for: without them the seven days that end with today.

    Raises ``RefusedError`` for what is no date, for a period that ends before it begins, and for more than 92 days.
    """
    last = _date(query, "until") or shown(now, zone).date()
    first = _date(query, "from") or last - timedelta(days=DEFAULT_DAYS - 1)
    if last < first:
        raise _refused("from", "period_backwards", "the period ends before it begins")
    if (last - first).days >= MOST_DAYS:
        raise _refused("from", "period_too_long", f"a report is about at most {MOST_DAYS} days")
    return period_of(first, last, zone)


def read_bots(query: Mapping[str, str]) -> bool:
    """Return whether bots are reported, too; raise ``RefusedError`` for what is neither ``true`` nor ``false``."""
    told = query.get("bots", "false")
    if told not in ("true", "false"):
        raise _refused("bots", "not_a_flag", "send true or false")
    return told == "true"


def _date(query: Mapping[str, str], name: str) -> date | None:
    if name not in query:
        return None
    text = query[name]
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    # Far from the end of the calendar, so that there is a day before and after.
    if day is None or len(text) != 10 or not 1970 < day.year < 9999:
        raise _refused(name, "not_a_date", "send a date such as 2026-11-30")
    return day


def _refused(name: str, code: str, message: str) -> RefusedError:
    return RefusedError(f"{name}: {message}", errors=(FieldError(f"$.query.{name}", code, message),))


def _utc(moment: int) -> date:
    return datetime.fromtimestamp(moment // 1000, UTC).date()
