"""Why a condition holds or does not: actual against required, and how much is missing."""

from typing import Any

from shared.domain.conditions.holding import holds
from shared.domain.conditions.tree import All, Comparison, Condition, Not, parts_of
from shared.domain.facts.gathered import Facts


def unmet(condition: Condition, facts: Facts) -> list[Comparison] | None:
    """Return the comparisons that alone keep ``condition`` from holding; ``None`` when it is no plain list of them."""
    if isinstance(condition, Comparison):
        return [] if holds(condition, facts) else [condition]
    if isinstance(condition, All):
        missing: list[Comparison] = []
        for part in condition.parts:
            more = unmet(part, facts)
            if more is None:
                return None
            missing += more
        return missing
    return [] if holds(condition, facts) else None


def short_by(comparison: Comparison, facts: Facts) -> int | None:
    """Return how far the fact is from meeting ``comparison``, in the fact's unit; ``None`` when met or not a number."""
    actual, required = facts[comparison.fact], comparison.value
    if holds(comparison, facts) or type(actual) is not int or type(required) is not int:
        return None
    distance = abs(required - actual)
    return distance + 1 if comparison.op in ("gt", "lt") else distance


def explained(condition: Condition, facts: Facts) -> dict[str, Any]:
    """Return the tree with ``fact, op, required, actual, met, short_by`` in every leaf."""
    if isinstance(condition, Comparison):
        actual = facts[condition.fact]
        return {
            "fact": condition.fact,
            "op": condition.op,
            "required": condition.value,
            "actual": sorted(actual) if isinstance(actual, frozenset) else actual,
            "met": holds(condition, facts),
            "short_by": short_by(condition, facts),
        }
    if isinstance(condition, Not):
        return {"not": explained(condition.part, facts), "met": holds(condition, facts)}
    kind = "all" if isinstance(condition, All) else "any"
    return {kind: [explained(part, facts) for part in parts_of(condition)], "met": holds(condition, facts)}
