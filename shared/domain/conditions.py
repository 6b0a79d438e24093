"""Conditions: trees of ``all``, ``any`` and ``not`` over comparisons of one fact with one value.

A condition is asked three things: does it hold, when could that change by itself, and why.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shared.domain.errors import FieldError, RuleSetError
from shared.domain.facts import FACTS, Facts, FactType, Value

# How far past the required value a running fact must be for the comparison to change: first step, then last.
_STEPS: Mapping[str, tuple[int, ...]] = {"gt": (1,), "le": (1,), "ge": (0,), "lt": (0,), "eq": (0, 1), "ne": (0, 1)}

# What a growing fact can come to meet.
RAISING = ("gt", "ge")

_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "gt": lambda actual, required: actual > required,
    "ge": lambda actual, required: actual >= required,
    "lt": lambda actual, required: actual < required,
    "le": lambda actual, required: actual <= required,
    "eq": lambda actual, required: actual == required,
    "ne": lambda actual, required: actual != required,
    "contains": lambda actual, required: required in actual,
}

_OPERATORS: Mapping[FactType, tuple[frozenset[str], type]] = {
    "integer": (frozenset({"gt", "ge", "lt", "le", "eq", "ne"}), int),
    "boolean": (frozenset({"eq", "ne"}), bool),
    "text": (frozenset({"eq", "ne"}), str),
    "texts": (frozenset({"contains"}), str),
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """One fact against one required value."""

    fact: str
    op: str
    value: Value


@dataclass(frozen=True, slots=True)
class All:
    """Every part must hold; no parts: holds."""

    parts: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One part must hold; no parts: does not hold."""

    parts: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class Not:
    """The part must not hold."""

    part: "Condition"


Condition = Comparison | All | AnyOf | Not
ALWAYS = All(())


def holds(condition: Condition, facts: Facts) -> bool:
    """Return whether ``condition`` is met by ``facts``."""
    if isinstance(condition, Comparison):
        return _COMPARE[condition.op](facts.values[condition.fact], condition.value)
    if isinstance(condition, All):
        for part in condition.parts:  # noqa: SIM110 - asked for every rule of every cart: all() would build a generator
            if not holds(part, facts):
                return False
        return True
    if isinstance(condition, AnyOf):
        return any(holds(part, facts) for part in condition.parts)
    return not holds(condition.part, facts)


def changes_at(condition: Condition, facts: Facts, now: int) -> int | None:
    """Return the earliest moment after ``now`` at which ``condition`` could change with no new facts but time.

    Epoch milliseconds; ``None`` when time alone cannot change it.
    """
    if isinstance(condition, Comparison):
        origin = facts.origins.get(condition.fact)
        if origin is None or not isinstance(condition.value, int):
            return None
        moments = (origin + condition.value + step for step in _STEPS[condition.op])
        return min((moment for moment in moments if moment > now), default=None)
    if isinstance(condition, Not):
        return changes_at(condition.part, facts, now)
    return combined_change(
        [(holds(part, facts), changes_at(part, facts, now)) for part in condition.parts],
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


def comparisons(condition: Condition) -> Iterator[Comparison]:
    """Return every comparison of the tree."""
    if isinstance(condition, Comparison):
        yield condition
    else:
        for part in (condition.part,) if isinstance(condition, Not) else condition.parts:
            yield from comparisons(part)


def short_by(comparison: Comparison, facts: Facts) -> int | None:
    """Return how far the fact is from meeting ``comparison``, in the fact's unit; ``None`` when met or not a number."""
    actual, required = facts.values[comparison.fact], comparison.value
    if holds(comparison, facts) or type(actual) is not int or type(required) is not int:
        return None
    distance = abs(required - actual)
    return distance + 1 if comparison.op in ("gt", "lt") else distance


def explained(condition: Condition, facts: Facts) -> dict[str, Any]:
    """Return the tree with ``fact, op, required, actual, met, short_by`` in every leaf."""
    if isinstance(condition, Comparison):
        actual = facts.values[condition.fact]
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
    return {kind: [explained(part, facts) for part in condition.parts], "met": holds(condition, facts)}


def parse_condition(document: Any, path: str) -> Condition:
    """Return the condition that ``document`` describes.

    Raises ``RuleSetError`` with the path of an unknown fact, operator or key, or of a value of the wrong type.
    """
    if not isinstance(document, dict):
        raise _refusal(path, "wrong_type", "a condition is an object")
    if document.keys() == {"all"} or document.keys() == {"any"}:
        kind = All if "all" in document else AnyOf
        key = next(iter(document))
        if not isinstance(document[key], list):
            raise _refusal(f"{path}.{key}", "wrong_type", f"'{key}' takes a list of conditions")
        return kind(tuple(parse_condition(part, f"{path}.{key}[{n}]") for n, part in enumerate(document[key])))
    if document.keys() == {"not"}:
        return Not(parse_condition(document["not"], f"{path}.not"))
    if document.keys() == {"fact", "op", "value"}:
        return _parse_comparison(document, path)
    raise _refusal(path, "unknown_key", "a condition has 'all', 'any', 'not', or 'fact', 'op' and 'value'")


def _parse_comparison(document: dict[str, Any], path: str) -> Comparison:
    fact = FACTS.get(document["fact"]) if isinstance(document["fact"], str) else None
    if fact is None:
        raise _refusal(f"{path}.fact", "unknown_fact", f"no such fact; there are: {', '.join(FACTS)}")
    operators, value_type = _OPERATORS[fact.type]
    if document["op"] not in operators:
        raise _refusal(f"{path}.op", "unknown_operator", f"{fact.name} takes one of {', '.join(sorted(operators))}")
    if type(document["value"]) is not value_type:
        raise _refusal(f"{path}.value", "wrong_type", f"{fact.name} is compared with {fact.type} ({fact.unit})")
    return Comparison(fact.name, document["op"], document["value"])


def _refusal(path: str, code: str, message: str) -> RuleSetError:
    return RuleSetError(f"{path}: {message}", errors=(FieldError(path, code, message),))
