"""The operators: which a type of fact takes, what each says, and between which values its answer changes."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from shared.domain.conditions.tree import Operator
from shared.domain.facts.fact import FactType

_ORDERED: tuple[Operator, ...] = ("gt", "ge", "lt", "le", "eq", "ne", "between", "in", "not_in", "exists")

OPERATORS: Mapping[FactType, tuple[Operator, ...]] = {
    "integer": _ORDERED,
    "date": _ORDERED,
    "boolean": ("eq", "ne", "exists"),
    "text": ("eq", "ne", "in", "not_in", "starts_with", "exists"),
    "texts": ("contains", "contains_any", "contains_all", "exists"),
}
# The operators that take a list of values.
OF_MANY: tuple[Operator, ...] = ("in", "not_in", "contains_any", "contains_all")
# The operators that compare the number of lines, or a sum over them.
OF_LINES: tuple[Operator, ...] = ("gt", "ge", "lt", "le", "eq", "ne", "between", "in", "not_in")

COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "gt": lambda actual, required: actual > required,
    "ge": lambda actual, required: actual >= required,
    "lt": lambda actual, required: actual < required,
    "le": lambda actual, required: actual <= required,
    "eq": lambda actual, required: actual == required,
    "ne": lambda actual, required: actual != required,
    "between": lambda actual, required: required[0] <= actual <= required[1],
    "in": lambda actual, required: actual in required,
    "not_in": lambda actual, required: actual not in required,
    "contains": lambda actual, required: required in actual,
    "contains_any": lambda actual, required: not required.isdisjoint(actual),
    "contains_all": lambda actual, required: required <= actual,
    "starts_with": lambda actual, required: actual.startswith(required),
}


def compare(op: Operator, actual: Any, required: Any) -> bool:
    """Return whether ``actual`` meets what is ``required``; what has no value (``None``) meets no comparison."""
    if op == "exists":
        return (actual is not None) is required
    return actual is not None and COMPARE[op](actual, required)


def turning_points(op: Operator, required: Any) -> tuple[int, ...]:
    """Return, in ascending order, the whole numbers at which a growing one may come to meet ``required``, or cease to.

    Days count by their ordinals. None for ``exists``.
    """
    if op == "exists":
        return ()
    numbers = in_numbers(required)
    if op == "between":
        return numbers[0], numbers[1] + 1
    if op in ("ge", "lt"):
        return (numbers,)
    if op in ("gt", "le"):
        return (numbers + 1,)
    if isinstance(numbers, int):
        return numbers, numbers + 1
    return tuple(sorted({point for number in numbers for point in (number, number + 1)}))


def distance(op: Operator, actual: Any, required: Any) -> int | None:
    """Return how far a number or day that does not meet ``required`` is from doing so; ``None`` when nothing near does.

    One that does is at a distance of 0.
    """
    if compare(op, actual, required):
        return 0
    if actual is None:
        return None
    number, numbers = in_numbers(actual), in_numbers(required)
    # The nearest that could do lie beside the turning points: the point itself, or the last before it.
    near = [value for point in turning_points(op, required) for value in (point - 1, point)]
    return min((abs(value - number) for value in near if compare(op, value, numbers)), default=None)


def in_numbers(value: Any) -> Any:
    """Return ``value`` with its days (``2026-12-24``) as numbers since year 1; numbers stay as they are."""
    if isinstance(value, str):
        return date.fromisoformat(value).toordinal()
    if isinstance(value, tuple | frozenset):
        return type(value)(map(in_numbers, value))
    return value
