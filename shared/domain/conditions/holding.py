"""Whether a condition holds: the plain reading of the tree, by which the compiled engine is judged."""

from collections.abc import Callable, Mapping
from typing import Any

from shared.domain.conditions.tree import All, AnyOf, Comparison, Condition, Not
from shared.domain.facts.gathered import Facts

_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "gt": lambda actual, required: actual > required,
    "ge": lambda actual, required: actual >= required,
    "lt": lambda actual, required: actual < required,
    "le": lambda actual, required: actual <= required,
    "eq": lambda actual, required: actual == required,
    "ne": lambda actual, required: actual != required,
    "contains": lambda actual, required: required in actual,
}


def holds(condition: Condition, facts: Facts) -> bool:
    """Return whether ``condition`` is met by ``facts``."""
    if isinstance(condition, Comparison):
        return _COMPARE[condition.op](facts[condition.fact], condition.value)
    if isinstance(condition, All):
        for part in condition.parts:  # noqa: SIM110 - asked for every rule of every cart: all() would build a generator
            if not holds(part, facts):
                return False
        return True
    if isinstance(condition, AnyOf):
        return any(holds(part, facts) for part in condition.parts)
    if isinstance(condition, Not):
        return not holds(condition.part, facts)
    raise NotImplementedError(type(condition).__name__)
