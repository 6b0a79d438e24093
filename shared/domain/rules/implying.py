"""What follows from conditions alone, whatever the cart: that one can never hold, or that one holds whenever another.

Cautious on purpose: an answer of ``True`` is certain, ``False`` may mean that it is too much to tell.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import inf

from shared.domain.conditions.comparing import COMPARE, in_numbers
from shared.domain.conditions.tree import ALWAYS, All, AnyLine, AnyOf, Comparison, Condition, Not, Weighted

# What numbers a fact can have at all, where that is narrower than all of them.
BOUNDS: Mapping[str, tuple[float, float]] = {
    "cart.subtotal": (0, inf),
    "cart.quantity": (0, inf),
    "cart.distinct_items": (0, inf),
    "cart.percentile": (0, 100),
    "clock.hour": (0, 23),
    "session.adds": (0, inf),
    "customer.orders": (0, inf),
}
_ORDER = ("gt", "ge", "lt", "le", "eq", "between")


@dataclass(frozen=True, slots=True)
class Span:
    """The numbers from ``least`` to ``most``, both included; days count by their ordinals."""

    least: float = -inf
    most: float = inf

    @property
    def is_empty(self) -> bool:
        """Whether no number is left."""
        return self.least > self.most

    def within(self, other: "Span") -> bool:
        """Return whether every number of this span is one of ``other``."""
        return other.least <= self.least and self.most <= other.most

    def cut(self, other: "Span") -> "Span":
        """Return the numbers of both."""
        return Span(max(self.least, other.least), min(self.most, other.most))


def parts(condition: Condition) -> Iterator[Condition]:
    """Return what must all hold for ``condition`` to hold."""
    if isinstance(condition, All):
        for part in condition.parts:
            yield from parts(part)
    else:
        yield condition


def spans(condition: Condition) -> dict[str, Span]:
    """Return to which numbers ``condition`` holds each fact that it compares by order."""
    found: dict[str, Span] = {}
    for part in parts(condition):
        if isinstance(part, Comparison) and (span := span_of(part)):
            found[part.fact] = found.get(part.fact, Span(*BOUNDS.get(part.fact, (-inf, inf)))).cut(span)
    return found


def span_of(comparison: Comparison) -> Span | None:
    """Return the numbers that meet ``comparison``, ``None`` when it compares otherwise than by order."""
    value = comparison.value
    if comparison.op not in _ORDER or not isinstance(value, int | tuple | str) or isinstance(value, bool):
        return None
    try:
        number = in_numbers(value)
    except ValueError:
        return None
    if isinstance(number, tuple):
        return Span(*number)
    least, most = {
        "gt": (number + 1, inf),
        "ge": (number, inf),
        "lt": (-inf, number - 1),
        "le": (-inf, number),
    }.get(comparison.op, (number, number))
    return Span(least, most)


def never(condition: Condition) -> bool:
    """Return whether ``condition`` can never hold."""
    if isinstance(condition, AnyOf):
        return all(never(part) for part in condition.parts)
    if isinstance(condition, Not):
        return implies(ALWAYS, condition.part)
    if isinstance(condition, Weighted):
        return sum(max(weight, 0) for weight, _ in condition.parts) < condition.at_least
    if isinstance(condition, AnyLine):
        return never(condition.where)
    if isinstance(condition, All):
        flat = list(parts(condition))
        return any(span.is_empty for span in spans(condition).values()) or _torn(flat) or any(map(never, flat))
    return isinstance(condition, Comparison) and any(span.is_empty for span in spans(condition).values())


def implies(first: Condition, second: Condition) -> bool:
    """Return whether ``second`` holds whenever ``first`` does."""
    if isinstance(second, All):
        return all(implies(first, part) for part in second.parts)
    given = list(parts(first))
    if second in given or any(isinstance(part, AnyOf) and _every_way(part, second) for part in given):
        return True
    if isinstance(second, AnyOf):
        return any(implies(first, part) for part in second.parts)
    if not isinstance(second, Comparison):
        return False
    return any(_covers(part, second) for part in given if isinstance(part, Comparison)) or _reaches(first, second)


def without(condition: Condition, fact: str) -> frozenset[Condition]:
    """Return the parts of ``condition`` that do not compare ``fact``."""
    return frozenset(part for part in parts(condition) if not (isinstance(part, Comparison) and part.fact == fact))


def _every_way(choice: AnyOf, second: Condition) -> bool:
    return bool(choice.parts) and all(implies(part, second) for part in choice.parts)


def _reaches(first: Condition, second: Comparison) -> bool:
    needed, had = span_of(second), spans(first).get(second.fact)
    return needed is not None and had is not None and had.within(needed)


def _covers(given: Comparison, needed: Comparison) -> bool:
    """Return whether one comparison of words meets another of the same fact."""
    if given.fact != needed.fact:
        return False
    if needed.op == "exists":
        return needed.value is True and given.op != "exists"
    if given.op in ("eq", "in") and needed.op in COMPARE and not isinstance(given.value, tuple):
        values = given.value if isinstance(given.value, frozenset) else frozenset((given.value,))
        return all(_meets(value, needed) for value in values)
    if needed.op == "contains_any" and isinstance(needed.value, frozenset):
        return given.op == "contains" and given.value in needed.value
    return needed.op == "contains" and given.op == "contains_all" and needed.value in _set(given)


def _meets(value: object, needed: Comparison) -> bool:
    try:
        return bool(COMPARE[needed.op](value, needed.value))
    except TypeError:
        return False


def _torn(flat: list[Condition]) -> bool:
    """Return whether two parts contradict each other: words that exclude one another, or a part and its negation."""
    compared = [part for part in flat if isinstance(part, Comparison)]
    allowed: dict[str, frozenset[object]] = {}
    for each in compared:
        if each.op in ("eq", "in") and not isinstance(each.value, tuple):
            values = _set(each)
            allowed[each.fact] = allowed.get(each.fact, values) & values
    if any(not values for values in allowed.values()):
        return True
    for each in compared:
        choices = allowed.get(each.fact) if each.op in COMPARE else None
        if choices is not None and not any(_meets(value, each) for value in choices):
            return True
        if each.op == "exists" and each.value is False:
            others = (part for part in compared if part.fact == each.fact and part is not each)
            if any(part.op != "exists" or part.value is True for part in others):
                return True
    return any(isinstance(part, Not) and part.part in flat for part in flat)


def _set(comparison: Comparison) -> frozenset[object]:
    value = comparison.value
    return frozenset(value) if isinstance(value, frozenset) else frozenset((value,))
