"""The hours of the week and the seasons of the year that a schedule is made of, and how a document says them."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from shared.domain.errors import FieldError
from shared.domain.facts.of_clock import WEEKDAYS

MIDNIGHT = "24:00"


@dataclass(frozen=True, slots=True)
class Window:
    """From ``start`` (included) to ``end`` (excluded) on each of ``weekdays`` (0 is Monday).

    With an ``end`` no later than its ``start`` it goes on until then on the next day.
    """

    weekdays: frozenset[int]
    start: time
    end: time

    def holds(self, local: datetime) -> bool:
        """Return whether a clock that shows ``local`` is within the window."""
        now, today = local.time(), local.weekday()
        if self.start < self.end:
            return today in self.weekdays and self.start <= now < self.end
        return (today in self.weekdays and self.start <= now) or ((today - 1) % 7 in self.weekdays and now < self.end)


@dataclass(frozen=True, slots=True)
class Season:
    """From (month, day) to (month, day) of every year, both days included; may run over New Year."""

    first: tuple[int, int]
    last: tuple[int, int]

    def holds(self, day: date) -> bool:
        """Return whether ``day`` is within the season."""
        first, last, today = self.first, self.last, (day.month, day.day)
        return first <= today <= last if first <= last else today >= first or today <= last


def read_windows(document: Any, path: str, faults: list[FieldError]) -> tuple[Window, ...]:
    """Return the window, or the windows of a list; what cannot be read is noted in ``faults`` and left out."""
    if type(document) is not list:
        window = _window(document, path, faults)
        return (window,) if window else ()
    if not document:
        faults.append(FieldError(path, "out_of_range", "name a window at least"))
    windows = [_window(each, f"{path}[{n}]", faults) for n, each in enumerate(document)]
    return tuple(window for window in windows if window)


def read_season(document: Any, path: str, faults: list[FieldError]) -> Season | None:
    """Return the season, ``None`` when it cannot be read."""
    if not _has_members(document, ("from", "until"), path, faults):
        return None
    days = [_day_of_year(document[name]) for name in ("from", "until")]
    for name, day in zip(("from", "until"), days, strict=True):
        if day is None:
            faults.append(FieldError(f"{path}.{name}", "wrong_type", "a day of every year belongs here: MM-DD"))
    first, last = days
    return Season(first, last) if first and last else None


def _window(document: Any, path: str, faults: list[FieldError]) -> Window | None:
    if not _has_members(document, ("days", "from", "until"), path, faults):
        return None
    before, days = len(faults), document["days"]
    if type(days) is not list or not days:
        faults.append(FieldError(f"{path}.days", "wrong_type", f"a list of days belongs here: {', '.join(WEEKDAYS)}"))
        days = []
    for n, day in enumerate(days):
        if day not in WEEKDAYS:
            faults.append(FieldError(f"{path}.days[{n}]", "unknown_value", f"a day is one of {', '.join(WEEKDAYS)}"))
    start, end = _time_of_day(document["from"]), _time_of_day(document["until"])
    if document["until"] == MIDNIGHT:
        end = time()
    for name, moment in (("from", start), ("until", end)):
        if moment is None:
            faults.append(FieldError(f"{path}.{name}", "wrong_type", "a time belongs here: HH:MM, or HH:MM:SS"))
    if document["from"] == document["until"]:
        faults.append(FieldError(path, "out_of_range", "a window ends after it begins; a whole day is 00:00 to 24:00"))
    if len(faults) > before or start is None or end is None:
        return None
    return Window(frozenset(WEEKDAYS.index(day) for day in days), start, end)


def _has_members(document: Any, members: tuple[str, ...], path: str, faults: list[FieldError]) -> bool:
    needed = f"{', '.join(map(repr, members[:-1]))} and {members[-1]!r} are needed here, and nothing else"
    if type(document) is not dict:
        faults.append(FieldError(path, "wrong_type", needed))
        return False
    wrong = [FieldError(f"{path}.{name}", "missing", needed) for name in members if name not in document]
    wrong += [FieldError(f"{path}.{name}", "unknown_key", needed) for name in document if name not in members]
    faults += wrong
    return not wrong


def _time_of_day(text: Any) -> time | None:
    if type(text) is not str or text[2:3] != ":":
        return None
    try:
        moment = time.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is None and not moment.microsecond else None


def _day_of_year(text: Any) -> tuple[int, int] | None:
    try:
        # A leap year, so that 29 February can be said.
        day = date.fromisoformat(f"2024-{text}")
    except ValueError:
        return None
    return day.month, day.day
