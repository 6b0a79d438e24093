"""What discounts come to: each rule's amount, the ceiling, the allocation to lines and the margin floor.

The order is mission.md's: every rule rounds alone, the ceiling cuts the highest number first, a cut rule is allocated
anew, and a line below its floor loses the excess, highest number first, moved nowhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.domain.cart import Cart, Line
from shared.domain.conditions.tree import Comparison, Condition
from shared.domain.money import Minor, allocate, share
from shared.domain.rules.actions import Discount, PerArticle, Percent


@dataclass(frozen=True, slots=True)
class Claim:
    """What one rule would take off: ``amount`` over the lines with these indexes."""

    rule_id: str
    number: int
    amount: Minor
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """What a rule really takes off each line of the cart (all lines, in order), and what stopped the rest."""

    rule_id: str
    allocations: tuple[Minor, ...]
    cut_by: str | None

    @property
    def amount(self) -> Minor:
        """The sum of the allocations."""
        return sum(self.allocations)


def claim(rule_id: str, number: int, discount: Discount, cart: Cart) -> Claim:
    """Return what ``discount`` comes to on ``cart``, before ceiling and floors; percentages round half up."""
    if isinstance(discount, Percent):
        lines = tuple(
            n for n, line in enumerate(cart.lines) if discount.lines is None or _touches(discount.lines, line)
        )
        touched = sum(cart.lines[n].amount for n in lines)
        return Claim(rule_id, number, share(touched, discount.basis_points), lines)
    if not isinstance(discount, PerArticle):
        raise NotImplementedError(type(discount).__name__)
    articles = max(0, cart.quantity - discount.beyond)
    return Claim(rule_id, number, min(cart.subtotal, articles * discount.amount), tuple(range(len(cart.lines))))


def _touches(condition: Condition, line: Line) -> bool:
    if not isinstance(condition, Comparison) or not isinstance(condition.value, frozenset):
        raise NotImplementedError(type(condition).__name__)
    return not condition.value.isdisjoint(line.tags)


def settle(cart: Cart, floors: Sequence[Minor], claims: Sequence[Claim], ceiling_basis_points: int) -> list[Settled]:
    """Return what each claim is granted, in the order given.

    ``floors`` holds each line's least price per unit. Raises nothing: a claim may settle at zero.
    """
    amounts = [line.amount for line in cart.lines]
    granted = _cut_to_ceiling(claims, sum(amounts) * ceiling_basis_points // 10_000)
    shares = {each.rule_id: _spread(each, granted[each.rule_id], amounts) for each in claims}
    rooms = [
        max(0, amount - floor * line.quantity) for amount, floor, line in zip(amounts, floors, cart.lines, strict=True)
    ]
    held_back = _respect_floors(rooms, claims, shares)
    return [
        Settled(
            each.rule_id,
            tuple(shares[each.rule_id]),
            "margin" if each.rule_id in held_back else "ceiling" if granted[each.rule_id] < each.amount else None,
        )
        for each in claims
    ]


def _cut_to_ceiling(claims: Sequence[Claim], ceiling: Minor) -> dict[str, Minor]:
    granted = {each.rule_id: each.amount for each in claims}
    excess = sum(granted.values()) - ceiling
    if excess <= 0:
        return granted
    for each in sorted(claims, key=lambda each: -each.number):
        cut = min(max(excess, 0), each.amount)
        granted[each.rule_id] -= cut
        excess -= cut
    return granted


def _spread(claimed: Claim, amount: Minor, amounts: Sequence[Minor]) -> list[Minor]:
    if len(claimed.lines) == len(amounts):
        return list(allocate(amount, amounts))
    spread = [0] * len(amounts)
    if amount:
        parts = allocate(amount, [amounts[n] for n in claimed.lines])
        for n, part in zip(claimed.lines, parts, strict=True):
            spread[n] = part
    return spread


def _respect_floors(rooms: Sequence[Minor], claims: Sequence[Claim], shares: dict[str, list[Minor]]) -> set[str]:
    """Take from ``shares`` what is more than a line's room above its floor; return the rules that lost something."""
    held_back: set[str] = set()
    for n, (room, *parts) in enumerate(zip(rooms, *shares.values(), strict=True)):
        excess = sum(parts) - room
        if excess <= 0:
            continue
        for each in sorted(claims, key=lambda each: -each.number):
            if excess <= 0:
                break
            lost = min(excess, shares[each.rule_id][n])
            if lost:
                shares[each.rule_id][n] -= lost
                held_back.add(each.rule_id)
                excess -= lost
    return held_back
