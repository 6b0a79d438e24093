"""The facts of the clock: local time in the shop's own zone, so they mean the same in summer and winter."""

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache

from shared.domain.facts.fact import Fact

DAYS_UNTIL = "clock.days_until."
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# 29 February comes at least every eighth year (1896 to 1904).
_YEARS_AHEAD = 9


@lru_cache(maxsize=1024)
def of_day(named: str) -> Fact | None:
    """Return the fact that counts the days until ``named`` (MM-DD or YYYY-MM-DD), ``None`` when it is no day."""
    try:
        if re.fullmatch(r"\d\d-\d\d", named):
            leap_day = date.fromisoformat(f"2024-{named}")
            return _until(named, lambda today: _next(leap_day.month, leap_day.day, today))
        if re.fullmatch(r"\d{4}-\d\d-\d\d", named):
            day = date.fromisoformat(named)
            return _until(named, lambda today: day if day >= today else None)
    except ValueError:
        pass
    return None


def _until(named: str, day_from: Callable[[date], date | None]) -> Fact:
    def days(local: datetime) -> int | None:
        day = day_from(local.date())
        return None if day is None else (day - local.date()).days

    return Fact(
        name=DAYS_UNTIL + named,
        type="integer",
        unit="days",
        source="clock",
        example=7,
        meaning=f"days until {named}, 0 on the day; none once a day of one year is past",
        optional=True,
        of_clock=days,
    )


def _next(month: int, day: int, today: date) -> date | None:
    for year in range(today.year, today.year + _YEARS_AHEAD):
        try:
            candidate = date(year, month, day)
        except ValueError:
            continue
        if candidate >= today:
            return candidate
    return None


CLOCK_FACTS = (
    Fact(
        name="clock.hour",
        type="integer",
        unit="hours",
        source="clock",
        example=18,
        meaning="the full hour, 0 to 23",
        of_clock=lambda local: local.hour,
    ),
    Fact(
        name="clock.weekday",
        type="text",
        source="clock",
        example="sat",
        meaning="mon, tue, wed, thu, fri, sat or sun",
        choices=WEEKDAYS,
        of_clock=lambda local: WEEKDAYS[local.weekday()],
    ),
    Fact(
        name="clock.date",
        type="date",
        unit="days",
        source="clock",
        example="2026-12-24",
        meaning="the day",
        of_clock=lambda local: local.date().isoformat(),
    ),
)
