"""When a condition could change by itself, with no news but time."""

from collections.abc import Mapping

from shared.domain.conditions.holding import holds
from shared.domain.conditions.tree import All, Comparison, Condition, Not, parts_of
from shared.domain.facts.gathered import Facts

# How far past the required value a running fact must be for the comparison to change: first step, then last.
_STEPS: Mapping[str, tuple[int, ...]] = {"gt": (1,), "le": (1,), "ge": (0,), "lt": (0,), "eq": (0, 1), "ne": (0, 1)}


def changes_at(condition: Condition, facts: Facts, now: int) -> int | None:
    """Return the earliest moment after ``now`` at which ``condition`` could change with no new facts but time.

    Epoch milliseconds; ``None`` when time alone cannot change it.
    """
    if isinstance(condition, Comparison):
        origin = facts.origin(condition.fact)
        if origin is None or not isinstance(condition.value, int):
            return None
        moments = (origin + condition.value + step for step in _STEPS[condition.op])
        return min((moment for moment in moments if moment > now), default=None)
    if isinstance(condition, Not):
        return changes_at(condition.part, facts, now)
    return combined_change(
        [(holds(part, facts), changes_at(part, facts, now)) for part in parts_of(condition)],
        every=isinstance(condition, All),
    )


def combined_change(parts: list[tuple[bool, int | None]], *, every: bool) -> int | None:
    """Return when ``all`` (``every``) or ``any`` of ``parts`` could change, each given as (holds, changes at).

    What holds fails with the first part to fail; what fails holds only when the last of its failing parts has changed.
    """
    decisive = [moment for value, moment in parts if value is not every]
    if decisive:
        return None if None in decisive else max(moment for moment in decisive if moment is not None)
    return min((moment for _, moment in parts if moment is not None), default=None)
