"""The cart as the till sees it: what each line costs, what may come off it, and the facts that pick lines and tiers."""

from collections.abc import Sequence

from shared.domain.cart import Cart
from shared.domain.conditions.holding import holds
from shared.domain.conditions.tree import Comparison, Condition
from shared.domain.facts.gathered import Facts
from shared.domain.money import Minor

_NO_TAGS: frozenset[str] = frozenset()


class Bill:
    """A cart's undiscounted amounts by line. ``floors`` holds each line's least price per unit."""

    # Not a dataclass: made for every decision, and a frozen one takes three times as long.
    __slots__ = ("amounts", "cart", "facts", "floors", "subtotal")

    def __init__(self, cart: Cart, floors: Sequence[Minor], facts: Facts) -> None:
        self.cart = cart
        self.floors = floors
        self.facts = facts
        self.amounts: list[Minor] = []
        subtotal = articles = 0
        tags = _NO_TAGS
        for line in cart.lines:
            quantity = line.quantity
            amount = line.unit_price * quantity
            self.amounts.append(amount)
            subtotal += amount
            articles += quantity
            if line.tags:
                tags = tags.union(line.tags)
        self.subtotal = subtotal
        # Nearly every rule set asks for these: here they cost no walk of their own.
        facts["cart.subtotal"] = subtotal
        facts["cart.quantity"] = articles
        facts["cart.tags"] = tags

    def meeting(self, lines: Condition | None) -> list[int]:
        """Return the indexes of the lines that meet ``lines``, in order; all of them when it is ``None``."""
        if lines is None:
            return list(range(len(self.amounts)))
        if type(lines) is Comparison and lines.fact == "line.tags" and lines.op == "contains_any":
            # What most rules say of lines, without gathering each line's facts.
            wanted: frozenset[str] = lines.value  # ty: ignore[invalid-assignment]
            return [n for n, line in enumerate(self.cart.lines) if not wanted.isdisjoint(line.tags)]
        return [n for n, line in enumerate(self.facts.lines) if holds(lines, line)]

    def touched(self, lines: Condition | None) -> list[Minor]:
        """Return the amounts of the lines that meet ``lines``, 0 for the others."""
        if lines is None:
            return self.amounts
        touched = [0] * len(self.amounts)
        for n in self.meeting(lines):
            touched[n] = self.amounts[n]
        return touched

    def rooms(self) -> list[Minor]:
        """Return what may be taken off each line at most, down to its floor."""
        if not any(self.floors):
            return self.amounts
        return [
            max(0, amount - floor * line.quantity)
            for amount, floor, line in zip(self.amounts, self.floors, self.cart.lines, strict=True)
        ]
