"""When a condition will change by itself, with no news but time."""

from collections.abc import Iterator, Sequence
from datetime import timedelta, tzinfo
from functools import lru_cache

from shared.domain.clocks import LATEST, QUARTER_HOUR_MS, day_begins, shown, soonest
from shared.domain.conditions.comparing import compare, turning_points
from shared.domain.conditions.holding import holds
from shared.domain.conditions.tree import All, AnyOf, Comparison, Condition, Not, Weighted, parts_of
from shared.domain.facts.catalogue import FACTS
from shared.domain.facts.gathered import Facts

# A condition of several parts is looked at again at each moment at which it could change, so many times at most.
_LOOKS = 32
# How far a comparison with the clock is followed: over a leap year.
_DAYS_AHEAD = 367


def changes_at(condition: Condition, facts: Facts, now: int) -> int | None:
    """Return the first moment after ``now`` at which ``condition`` changes with no new facts but time.

    Epoch milliseconds; ``None`` when time alone never changes it, or not within a year of the clock. ``facts`` are
    those of ``now``.
    """
    moment = _may_change_at(condition, facts, now)
    if moment is None or isinstance(condition, Comparison):
        return moment
    held = holds(condition, facts)
    for _ in range(_LOOKS):
        later = facts.at(moment)
        if holds(condition, later) is not held:
            return moment
        following = _may_change_at(condition, later, moment)
        if following is None:
            return None
        moment = following
    # It wavers without changing: to look once too often is better than too late.
    return moment


def combined_change(parts: Sequence[tuple[bool, int | None]], *, every: bool) -> int | None:
    """Return when ``all`` (``every``) or ``any`` of ``parts`` could change, each given as (holds, changes at).

    What holds fails with the first part to fail; what fails holds only when the last of its failing parts has changed.
    """
    decisive = [moment for value, moment in parts if value is not every]
    if decisive:
        return None if None in decisive else max(moment for moment in decisive if moment is not None)
    return soonest(moment for _, moment in parts)


def _may_change_at(condition: Condition, facts: Facts, now: int) -> int | None:
    """Return a moment before which ``condition`` does not change; for a comparison the moment at which it does."""
    match condition:
        case Comparison():
            return _comparison_changes_at(condition, facts, now)
        case Not():
            return _may_change_at(condition.part, facts, now)
        case All() | AnyOf():
            parts = [(holds(part, facts), _may_change_at(part, facts, now)) for part in parts_of(condition)]
            return combined_change(parts, every=isinstance(condition, All))
        case Weighted():
            return _weight_may_change_at(condition, facts, now)
    # Nothing of a line changes by itself.
    return None


def _weight_may_change_at(condition: Weighted, facts: Facts, now: int) -> int | None:
    """Return when the weights could first cross the mark, if every part that helps changed as soon as it can."""
    total, helpful = 0, []
    for weight, part in condition.parts:
        held, moment = holds(part, facts), _may_change_at(part, facts, now)
        total += weight if held else 0
        if moment is not None:
            helpful.append((moment, -weight if held else weight))
    is_met = total >= condition.at_least
    for moment, change in sorted(helpful):
        if change > 0 if not is_met else change < 0:
            total += change
            if (total >= condition.at_least) is not is_met:
                return moment
    return None


def _comparison_changes_at(comparison: Comparison, facts: Facts, now: int) -> int | None:
    fact = FACTS[comparison.fact]
    if fact.of_clock:
        # The clock's facts change on quarter hours, wherever the shop is: one answer serves all of one.
        return _clock_changes_at(comparison, facts.zone, now // QUARTER_HOUR_MS)
    origin = facts.origin(comparison.fact)
    if origin is None:
        return None
    held = holds(comparison, facts)
    for point in turning_points(comparison.op, comparison.value):
        moment = origin + point * fact.scale_ms
        # A value never falls below 0, so what lies there is no turning point.
        if point > 0 and moment > now and compare(comparison.op, point, comparison.value) is not held:
            return moment if moment < LATEST else None
    return None


@lru_cache(maxsize=4096)
def _clock_changes_at(comparison: Comparison, zone: tzinfo, quarter_hour: int) -> int | None:
    fact = FACTS[comparison.fact]
    assert fact.of_clock is not None
    now = quarter_hour * QUARTER_HOUR_MS
    held = compare(comparison.op, fact.of_clock(shown(now, zone)), comparison.value)
    moments = _hours(now, zone) if fact.unit == "hours" else _midnights(now, zone)
    for moment in moments:
        if compare(comparison.op, fact.of_clock(shown(moment, zone)), comparison.value) is not held:
            return moment
    return None


def _hours(now: int, zone: tzinfo) -> Iterator[int]:
    """Return the moments of the next days at which the clock in ``zone`` comes to show another hour."""
    hour = shown(now, zone).hour
    for moment in range(now + QUARTER_HOUR_MS, now + 3 * 24 * 4 * QUARTER_HOUR_MS, QUARTER_HOUR_MS):
        here = shown(moment, zone).hour
        if here != hour:
            hour = here
            yield moment


def _midnights(now: int, zone: tzinfo) -> Iterator[int]:
    """Return the next moments at which a day begins in ``zone``."""
    today = shown(now, zone).date()
    for days in range(1, _DAYS_AHEAD + 1):
        yield day_begins(today + timedelta(days=days), zone)
