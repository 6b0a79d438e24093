"""Schedules: the hours of the week and the days of the year in which a rule may act, in the shop's own time zone.

Local wall time decides, so a window means the same hours before and after a daylight-saving change.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from shared.domain.errors import FieldError, RuleSetError

MINUTE_MS = 60_000
QUARTER_HOUR_MS = 15 * MINUTE_MS
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Window:
    """From ``start`` (included) to ``end`` (excluded) on each of ``weekdays`` (0 is Monday)."""

    weekdays: frozenset[int]
    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Season:
    """From (month, day) to (month, day) of every year, both days included; may run over New Year."""

    first: tuple[int, int]
    last: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Schedule:
    """Open when every part that is given is open."""

    zone: ZoneInfo
    window: Window | None = None
    season: Season | None = None

    def is_open(self, now: int) -> bool:
        """Return whether ``now`` (epoch ms) lies within the schedule."""
        return _in_minute(self, now // MINUTE_MS)[0]

    def next_edge(self, now: int) -> int:
        """Return the first moment after ``now`` at which the schedule opens or closes, in epoch ms.

        A schedule that neither opens nor closes within 366 days is taken to change then.
        """
        return _in_minute(self, now // MINUTE_MS)[1]

    def opens(self, moment: int) -> bool:
        """Return what ``is_open`` does, computed anew."""
        local = _local(moment, self.zone)
        return self._in_season(local.date()) and self._in_window(local)

    def edges_of(self, day: date) -> list[int]:
        """Return every moment of ``day`` at which the schedule may open or close, in epoch ms, in order."""
        edges = [time()] if self.season else []
        if self.window:
            edges += [self.window.start, self.window.end]
        moments = {_epoch_ms(datetime.combine(day, edge, self.zone)) for edge in edges}
        start, end = (datetime.combine(day + timedelta(days=n), time(), self.zone) for n in (0, 1))
        if start.utcoffset() != end.utcoffset():
            # The night the clocks change: an edge may fall into the hour that is skipped or comes twice.
            moments.update(range(_epoch_ms(start), _epoch_ms(end), QUARTER_HOUR_MS))
        return sorted(moments)

    def _in_window(self, local: datetime) -> bool:
        window = self.window
        return window is None or (local.weekday() in window.weekdays and window.start <= local.time() < window.end)

    def _in_season(self, day: date) -> bool:
        if self.season is None:
            return True
        first, last, today = self.season.first, self.season.last, (day.month, day.day)
        return first <= today <= last if first <= last else today >= first or today <= last


@lru_cache(maxsize=4096)
def _in_minute(schedule: Schedule, minute: int) -> tuple[bool, int]:
    """Return (open, next edge) for a whole minute: edges lie on minutes, so one answer serves all of it."""
    now = minute * MINUTE_MS
    state = schedule.opens(now)
    today = _local(now, schedule.zone).date()
    for days in range(367):
        for moment in schedule.edges_of(today + timedelta(days=days)):
            if moment > now and schedule.opens(moment) is not state:
                return state, moment
    return state, _epoch_ms(datetime.combine(today + timedelta(days=366), time(), schedule.zone))


def parse_schedule(document: Any, zone: ZoneInfo, path: str) -> Schedule:
    """Return the schedule ``{"weekly": {"days", "from", "until"}, "yearly": {"from", "until"}}`` describes.

    Either part may be missing. Raises ``RuleSetError`` with the path of what cannot be read.
    """
    if not isinstance(document, dict) or not document or not document.keys() <= {"weekly", "yearly"}:
        raise _refusal(path, "a schedule has 'weekly', 'yearly' or both")
    weekly, yearly = document.get("weekly"), document.get("yearly")
    return Schedule(
        zone,
        _parse_window(weekly, f"{path}.weekly") if weekly is not None else None,
        _parse_season(yearly, f"{path}.yearly") if yearly is not None else None,
    )


def _parse_window(document: Any, path: str) -> Window:
    try:
        weekdays = frozenset(WEEKDAYS.index(day) for day in document["days"])
        window = Window(weekdays, *(_time_of_day(document[key]) for key in ("from", "until")))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise _refusal(path, "needs 'days' (mon ... sun), 'from' and 'until' (HH:MM)") from error
    if window.start >= window.end:
        raise _refusal(path, "'from' comes before 'until' on the same day")
    return window


def _time_of_day(text: str) -> time:
    hour, minute = text.split(":")
    return time(int(hour), int(minute))


def _parse_season(document: Any, path: str) -> Season:
    try:
        # A leap year, so that 29 February can be said.
        first, last = (date.fromisoformat(f"2024-{document[key]}") for key in ("from", "until"))
    except (KeyError, TypeError, ValueError) as error:
        raise _refusal(path, "needs 'from' and 'until' (MM-DD)") from error
    return Season((first.month, first.day), (last.month, last.day))


def _refusal(path: str, message: str) -> RuleSetError:
    return RuleSetError(f"{path}: {message}", errors=(FieldError(path, "invalid_schedule", message),))


def _local(now: int, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(now // 1000, UTC).astimezone(zone)


def _epoch_ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
