"""Schedules: the days, the hours of the week and the seasons in which a rule may act.

Local wall time decides, so a window means the same hours before and after a daylight-saving change.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shared.domain.clocks import clock_changes, day_begins, moment_of, moments_of, shown
from shared.domain.errors import FieldError, RuleSetError
from shared.domain.windows import Season, Window, read_season, read_windows

MINUTE_MS = 60_000
# Within these a schedule with hours, or with a season, opens or closes if it ever does: 24 December is a Saturday at
# least every eleventh year, 29 February comes at least every eighth.
_DAYS_OF_HOURS = 9
_DAYS_OF_SEASONS = 12 * 366
# Up to ``LATEST``.
_YEARS = range(1970, 9000)


@dataclass(frozen=True, slots=True)
class Schedule:
    """Open when every part that is given is open; of several ``windows`` one must be.

    ``begins_at`` is included, ``ends_at`` excluded; both in epoch ms.
    """

    zone: ZoneInfo
    windows: tuple[Window, ...] = ()
    season: Season | None = None
    begins_at: int | None = None
    ends_at: int | None = None

    def is_open(self, now: int) -> bool:
        """Return whether ``now`` (epoch ms) lies within the schedule."""
        state, edges = _in_minute(self, now // MINUTE_MS)
        for edge in edges:
            if edge is None or now < edge:
                break
            state = not state
        return state

    def next_edge(self, now: int) -> int | None:
        """Return the first moment after ``now`` at which the schedule opens or closes, in epoch ms.

        ``None`` when it never does so again.
        """
        edges = _in_minute(self, now // MINUTE_MS)[1]
        return next((edge for edge in edges if edge is None or edge > now), None)

    def closes_at(self, now: int) -> int | None:
        """Return when the schedule, open at ``now``, closes; ``None`` when it never does, or is not open."""
        return self.next_edge(now) if self.is_open(now) else None

    def opens(self, moment: int) -> bool:
        """Return what ``is_open`` does, computed anew."""
        if self.begins_at is not None and moment < self.begins_at:
            return False
        if self.ends_at is not None and moment >= self.ends_at:
            return False
        local = shown(moment, self.zone)
        if self.season and not self.season.holds(local.date()):
            return False
        return not self.windows or any(window.holds(local) for window in self.windows)

    def edge_after(self, now: int) -> int | None:
        """Return what ``next_edge`` does, computed anew."""
        state, first, end = self.opens(now), now, self.ends_at
        if end is not None and now >= end:
            return None
        if self.begins_at is not None and now < self.begins_at:
            if self.opens(self.begins_at):
                return self.begins_at
            first = self.begins_at
        for moment in self._candidates(first) if self.windows or self.season else ():
            if end is not None and moment >= end:
                break
            if moment > first and self.opens(moment) is not state:
                return moment
        # Nothing but the end of all is left.
        return end if state else None

    def _candidates(self, now: int) -> Iterator[int]:
        """Return, in order, the moments from the day of ``now`` on at which it may open or close."""
        today, season = shown(now, self.zone).date(), self.season
        for days in range(_DAYS_OF_SEASONS if season else _DAYS_OF_HOURS):
            day = today + timedelta(days=days)
            if season is None or season.holds(day) or season.holds(day - timedelta(days=1)):
                yield from self._candidates_of(day)

    def _candidates_of(self, day: date) -> list[int]:
        walls = {datetime.combine(day, edge) for window in self.windows for edge in (window.start, window.end)}
        moments = {moment for wall in walls for moment in moments_of(wall, self.zone)}
        moments.add(day_begins(day, self.zone))
        # When the clocks change, a window may open or close just then.
        return sorted(moments.union(clock_changes(day, self.zone)))


@lru_cache(maxsize=4096)
def _in_minute(schedule: Schedule, minute: int) -> tuple[bool, tuple[int | None, ...]]:
    """Return whether it is open as a minute begins, and its edges from then on to the first after that minute."""
    edges: list[int | None] = []
    moment: int | None = minute * MINUTE_MS
    while moment is not None and moment < (minute + 1) * MINUTE_MS:
        moment = schedule.edge_after(moment)
        edges.append(moment)
    return schedule.opens(minute * MINUTE_MS), tuple(edges)


def parse_schedule(document: Any, zone: ZoneInfo, path: str) -> Schedule:
    """Return the schedule that ``document`` describes, in the shop's ``zone`` unless it names its own.

    Raises ``RuleSetError`` with the path of everything that cannot be read.
    """
    faults: list[FieldError] = []
    known = _members(document, path, faults)
    zone = _zone(known["time_zone"], f"{path}.time_zone", faults) if "time_zone" in known else zone
    schedule = Schedule(
        zone,
        read_windows(known["weekly"], f"{path}.weekly", faults) if "weekly" in known else (),
        read_season(known["yearly"], f"{path}.yearly", faults) if "yearly" in known else None,
        _edge(known["from"], f"{path}.from", zone, faults) if "from" in known else None,
        _edge(known["until"], f"{path}.until", zone, faults, last=True) if "until" in known else None,
    )
    if schedule.begins_at is not None and schedule.ends_at is not None and schedule.begins_at >= schedule.ends_at:
        faults.append(FieldError(f"{path}.until", "out_of_range", "'until' comes after 'from'"))
    if faults:
        raise RuleSetError(f"{faults[0].path}: {faults[0].message}", errors=tuple(faults))
    return schedule


def _members(document: Any, path: str, faults: list[FieldError]) -> dict[str, Any]:
    if type(document) is not dict:
        faults.append(FieldError(path, "wrong_type", "a schedule is an object"))
        return {}
    names = ("from", "until", "weekly", "yearly")
    if all(document.get(name) is None for name in names):
        faults.append(FieldError(path, "missing", "a schedule has 'from', 'until', 'weekly' or 'yearly'"))
    faults += [
        FieldError(f"{path}.{name}", "unknown_key", f"a schedule has {', '.join(map(repr, names))} and 'time_zone'")
        for name in document
        if name not in (*names, "time_zone")
    ]
    return {name: value for name, value in document.items() if value is not None}


def _zone(name: Any, path: str, faults: list[FieldError]) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError):
        faults.append(FieldError(path, "unknown_time_zone", "an IANA name such as Europe/Rome is expected"))
        return ZoneInfo("UTC")


def _edge(text: Any, path: str, zone: ZoneInfo, faults: list[FieldError], *, last: bool = False) -> int | None:
    """Return the moment that a day or a date-time names; a ``last`` day is included, so it ends with the next."""
    try:
        wall = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        wall = None
    if wall is None or wall.tzinfo or wall.microsecond or text[4:5] != "-":
        message = "a day (2026-12-24) or a moment (2026-12-24T18:00:00) by the clock on the wall belongs here"
        faults.append(FieldError(path, "wrong_type", message))
        return None
    if wall.year not in _YEARS:
        message = "a year from 1970 to 8999 belongs here; what has no end needs no 'until', what always was no 'from'"
        faults.append(FieldError(path, "out_of_range", message))
        return None
    is_day = len(text) == len("2026-12-24")
    return moment_of(wall + timedelta(days=1) if last and is_day else wall, zone)
