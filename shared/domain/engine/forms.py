"""The normal form of a rule: one test per fact, and the rest that is no conjunction of such tests.

All matching is built on it. What a part of a condition accepts is found by asking the reference interpreter at every
value where its answer can change, so a test agrees with ``conditions/holding.py`` because it was made by it.

The engine's values are named tuples: a dataclass takes ten times as long to define, at every cold start.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from shared.domain.conditions.holding import holds
from shared.domain.conditions.tree import ALWAYS, All, AnyOf, Comparison, Condition, Not, leaves
from shared.domain.facts.catalogue import find

_TEXTS = ("contains", "contains_any", "contains_all")
_ORDERED = ("gt", "ge", "lt", "le", "between")
# A text that no rule names.
_ANOTHER = "\0"


class Within(NamedTuple):
    """A number or a day: accepted or not below the first cut, then the other way round from each cut on."""

    fact: str
    cuts: tuple[int, ...] | tuple[str, ...]
    below: bool
    absent: bool


class Among(NamedTuple):
    """A text or a boolean: one of ``values`` is accepted, any other value as ``others`` says.

    ``named`` are all values that the rule names: the ones it accepts and the ones it does not.
    """

    fact: str
    values: frozenset[str | bool]
    named: frozenset[str | bool]
    others: bool
    absent: bool


class Carrying(NamedTuple):
    """A set of texts: it has one of each of ``needed``; absent is as good as empty."""

    fact: str
    needed: tuple[frozenset[str], ...]


class Lacking(NamedTuple):
    """A set of texts: it has none of ``banned``; absent is as good as empty."""

    fact: str
    banned: frozenset[str]


Test = Within | Among | Carrying | Lacking


class Form(NamedTuple):
    """Every test must pass, and ``rest`` must hold."""

    tests: tuple[Test, ...]
    rest: Condition


def normal(conditions: Iterable[Condition]) -> Form:
    """Return the normal form of ``conditions``, all of which must hold."""
    by_fact: dict[str, list[Condition]] = {}
    rest: list[Condition] = []
    for part in _conjuncts(All(tuple(conditions)), negated=False):
        fact = _only_fact(part)
        if fact is None:
            rest.append(part)
        else:
            by_fact.setdefault(fact, []).append(part)
    tests: list[Test] = []
    for fact, parts in by_fact.items():
        sets = [part for part in parts if any(leaf.op in _TEXTS for leaf in _comparisons(part))]
        plain = [part for part in parts if part not in sets]
        if plain:
            tests.append(_tested(fact, All(tuple(plain))))
        of_texts, more = _of_texts(fact, sets)
        tests += of_texts
        rest += more
    return Form(tuple(tests), All(tuple(rest)) if rest else ALWAYS)


def is_timed(fact: str) -> bool:
    """Return whether time alone changes the fact."""
    known = find(fact)
    return known is not None and known.moves


def _conjuncts(condition: Condition, *, negated: bool) -> Iterator[Condition]:
    """Yield conditions that must all hold, as fine as they can be split."""
    if isinstance(condition, Not):
        yield from _conjuncts(condition.part, negated=not negated)
    elif isinstance(condition, AnyOf if negated else All) or (
        isinstance(condition, AnyOf) and len(condition.parts) == 1
    ):
        for part in condition.parts:
            yield from _conjuncts(part, negated=negated)
    else:
        yield Not(condition) if negated else condition


def _comparisons(condition: Condition) -> list[Comparison]:
    return [leaf for leaf in leaves(condition) if isinstance(leaf, Comparison)]


def _only_fact(condition: Condition) -> str | None:
    """Return the one fact that decides ``condition``, ``None`` when there are several, or a prefix or lines decide."""
    found: set[str] = set()
    for leaf in leaves(condition):
        if not isinstance(leaf, Comparison) or leaf.op == "starts_with":
            return None
        found.add(leaf.fact)
    return found.pop() if len(found) == 1 else None


def _tested(fact: str, condition: Condition) -> Test:
    found = _comparisons(condition)
    constants: set[Any] = set()
    for leaf in found:
        if leaf.op != "exists":
            constants.update(leaf.value if isinstance(leaf.value, tuple | frozenset) else (leaf.value,))
    absent = _accepts(condition, fact, None)
    if any(type(constant) is int for constant in constants):
        # Facts are whole numbers: between two neighbours of this list the answer cannot change.
        edges = sorted({edge for constant in constants for edge in (constant, constant + 1)})
        return _within(fact, condition, edges, edges[0] - 1, absent=absent)
    if any(leaf.op in _ORDERED for leaf in found):
        # Days are texts, and the text that follows "2026-12-24" at once is this one.
        edges = sorted({edge for constant in constants for edge in (constant, constant + "\0")})
        return _within(fact, condition, edges, "", absent=absent)
    if not constants and (known := find(fact)) and known.type == "integer":
        # A number that is only asked for whether there is one.
        return Within(fact, (), _accepts(condition, fact, _ANOTHER), absent)
    another = _ANOTHER
    while another in constants:
        another += _ANOTHER
    accepted = frozenset(constant for constant in constants if _accepts(condition, fact, constant))
    return Among(fact, accepted, frozenset(constants), others=_accepts(condition, fact, another), absent=absent)


def _within(fact: str, condition: Condition, edges: list[Any], lowest: int | str, *, absent: bool) -> Within:
    below = state = _accepts(condition, fact, lowest)
    cuts: list[Any] = []
    for edge in edges:
        if _accepts(condition, fact, edge) is not state:
            cuts.append(edge)
            state = not state
    return Within(fact, tuple(cuts), below, absent)


def _accepts(condition: Condition, fact: str, value: int | str | bool | None) -> bool:
    return holds(condition, {fact: value})  # ty: ignore


def _of_texts(fact: str, parts: list[Condition]) -> tuple[list[Test], list[Condition]]:
    """Return a test of all the parts that say what a set has, one of what it has not, and the parts that say more."""
    needed: list[frozenset[str]] = []
    banned: set[str] = set()
    rest: list[Condition] = []
    for part in parts:
        leaf = part.part if isinstance(part, Not) else part
        if not isinstance(leaf, Comparison):
            rest.append(part)
            continue
        asked: frozenset[Any] = frozenset({leaf.value}) if isinstance(leaf.value, str) else leaf.value  # ty: ignore[invalid-assignment]
        every = leaf.op == "contains_all" and len(asked) > 1
        if not asked or (isinstance(part, Not) and every):
            rest.append(part)
        elif isinstance(part, Not):
            banned |= asked
        elif leaf.op == "contains_all":
            needed += [frozenset({text}) for text in sorted(asked)]
        else:
            needed.append(asked)
    tests: list[Test] = [Carrying(fact, tuple(needed))] if needed else []
    if banned:
        tests.append(Lacking(fact, frozenset(banned)))
    return tests, rest
