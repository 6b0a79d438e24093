"""Conditions as closures: for the few parts of a rule that are no conjunction of tests of one fact each."""

from collections.abc import Callable
from typing import Any

from shared.domain.conditions.comparing import COMPARE, compare
from shared.domain.conditions.tree import (
    All,
    AnyLine,
    AnyOf,
    Comparison,
    Condition,
    EveryLine,
    LineCondition,
    Not,
    SumLines,
    Weighted,
)

Check = Callable[[Any], bool]


def closure(condition: Condition) -> Check:
    """Return a function that says of facts whether ``condition`` holds, a few times faster than walking the tree."""
    if isinstance(condition, Comparison):
        return _comparison(condition)
    if isinstance(condition, Not):
        part = closure(condition.part)
        return lambda facts: not part(facts)
    if isinstance(condition, All | AnyOf):
        return _list([closure(part) for part in condition.parts], every=isinstance(condition, All))
    if isinstance(condition, Weighted):
        return _weighted([(weight, closure(part)) for weight, part in condition.parts], condition.at_least)
    return _lines(condition, closure(condition.where))


def _list(parts: list[Check], *, every: bool) -> Check:
    if len(parts) == 1:
        return parts[0]
    if len(parts) == 2:
        first, second = parts
        if every:
            return lambda facts: first(facts) and second(facts)
        return lambda facts: first(facts) or second(facts)

    def check(facts: Any) -> bool:
        for part in parts:
            if part(facts) is not every:
                return not every
        return every

    return check


def _weighted(parts: list[tuple[int, Check]], at_least: int) -> Check:
    def check(facts: Any) -> bool:
        reached = 0
        for weight, part in parts:
            if part(facts):
                reached += weight
        return reached >= at_least

    return check


def _lines(condition: LineCondition, where: Check) -> Check:
    if isinstance(condition, AnyLine):
        return lambda facts: any(map(where, facts.lines))
    if isinstance(condition, EveryLine):
        return lambda facts: all(map(where, facts.lines))
    op, required = condition.op, condition.value
    if isinstance(condition, SumLines):
        fact = condition.fact
        return lambda facts: compare(op, sum(line[fact] or 0 for line in facts.lines if where(line)), required)
    return lambda facts: compare(op, sum(map(where, facts.lines)), required)


def _comparison(comparison: Comparison) -> Check:
    fact, required = comparison.fact, comparison.value
    if comparison.op == "exists":
        return lambda facts: (facts[fact] is not None) is required
    meets = COMPARE[comparison.op]
    return lambda facts: (actual := facts[fact]) is not None and meets(actual, required)
