"""Conditions as trees: ``all``, ``any``, ``not`` and ``weighted`` over comparisons of one fact, or of the cart's lines.

Plain values. Whether one holds is ``holding.py``, when that could change ``timing.py``, why ``reasons.py``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from shared.domain.facts.fact import Value

Operator = Literal[
    "gt",
    "ge",
    "lt",
    "le",
    "eq",
    "ne",
    "between",
    "in",
    "not_in",
    "contains",
    "contains_any",
    "contains_all",
    "starts_with",
    "exists",
]

# What a growing fact can come to meet.
RAISING = ("gt", "ge")


@dataclass(frozen=True, slots=True)
class Comparison:
    """One fact against one required value: two bounds, both included, for ``between``; a set for ``in`` and its like.

    Days are texts (``2026-12-24``), which compare as days do.

    A fact that has no value (``None``) meets no comparison but ``exists`` with ``False``.
    """

    fact: str
    op: Operator
    value: "Value | frozenset[int] | tuple[int, int] | tuple[str, str]"


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


@dataclass(frozen=True, slots=True)
class Weighted:
    """The weights of the parts that hold must add up to ``at_least``; a weight may be negative."""

    parts: "tuple[tuple[int, Condition], ...]"
    at_least: int


@dataclass(frozen=True, slots=True)
class AnyLine:
    """One line must meet ``where``, a condition on ``line.*`` facts."""

    where: "Condition"


@dataclass(frozen=True, slots=True)
class EveryLine:
    """Every line must meet ``where``; a cart without lines does."""

    where: "Condition"


@dataclass(frozen=True, slots=True)
class CountLines:
    """The number of lines that meet ``where`` is compared with ``value``."""

    where: "Condition"
    op: Operator
    value: int | frozenset[int] | tuple[int, int]


@dataclass(frozen=True, slots=True)
class SumLines:
    """``fact`` (``line.amount``, ``line.quantity`` ...) added up over the lines that meet ``where``, is compared."""

    fact: str
    where: "Condition"
    op: Operator
    value: int | frozenset[int] | tuple[int, int]


LineCondition = AnyLine | EveryLine | CountLines | SumLines
Condition = Comparison | All | AnyOf | Not | Weighted | LineCondition
ALWAYS = All(())


def parts_of(condition: Condition) -> "tuple[Condition, ...]":
    """Return the conditions that ``condition`` is directly made of; a line condition counts as a leaf."""
    if isinstance(condition, All | AnyOf):
        return condition.parts
    if isinstance(condition, Not):
        return (condition.part,)
    if isinstance(condition, Weighted):
        return tuple(part for _, part in condition.parts)
    return ()


def leaves(condition: Condition) -> Iterator[Comparison | LineCondition]:
    """Return every comparison and line condition of the tree."""
    if isinstance(condition, Comparison | LineCondition):
        yield condition
    for part in parts_of(condition):
        yield from leaves(part)


def comparisons(condition: Condition) -> Iterator[Comparison]:
    """Return every comparison of a fact of the whole cart, session, customer or clock; those of lines are left out."""
    for leaf in leaves(condition):
        if isinstance(leaf, Comparison):
            yield leaf
