"""What discounts come to: each rule's amount, the ceiling, the allocation to lines and the margin floor.

The order is mission.md's: every rule rounds alone, the ceiling cuts the highest number first, a cut rule is allocated
anew, and a line below its floor loses the excess, highest number first, moved nowhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.domain.cart import Cart
from shared.domain.money import Minor, allocate, share
from shared.domain.rules import Discount, Percent


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
            n for n, line in enumerate(cart.lines) if discount.tags is None or not discount.tags.isdisjoint(line.tags)
        )
        touched = sum(cart.lines[n].amount for n in lines)
        return Claim(rule_id, number, share(touched, discount.basis_points), lines)
    articles = max(0, cart.quantity - discount.beyond)
    return Claim(rule_id, number, min(cart.subtotal, articles * discount.amount), tuple(range(len(cart.lines))))


def settle(cart: Cart, floors: Sequence[Minor], claims: Sequence[Claim], ceiling_basis_points: int) -> list[Settled]:
    """Return what each claim is granted, in the order given.

    ``floors`` holds each line's least price per unit. Raises nothing: a claim may settle at zero.
    """
    ceiling = cart.subtotal * ceiling_basis_points // 10_000
    granted = _cut_to_ceiling(claims, ceiling)
    amounts = [line.amount for line in cart.lines]
    shares = {each.rule_id: _spread(each, granted[each.rule_id], amounts) for each in claims}
    held_back = _respect_floors(cart, floors, claims, shares)
    return [
        Settled(
            each.rule_id,
            tuple(shares[each.rule_id]),
            "margin" if each.rule_id in held_back else "ceiling" if granted[each.rule_id] < each.amount else None,
        )
        for each in claims
    ]


def _cut_to_ceiling(claims: Sequence[Claim], ceiling: Minor) -> dict[str, Minor]:
    excess = sum(each.amount for each in claims) - ceiling
    granted = {each.rule_id: each.amount for each in claims}
    for each in sorted(claims, key=lambda each: -each.number):
        cut = min(max(excess, 0), each.amount)
        granted[each.rule_id] -= cut
        excess -= cut
    return granted


def _spread(claimed: Claim, amount: Minor, amounts: Sequence[Minor]) -> list[Minor]:
    spread = [0] * len(amounts)
    if amount:
        parts = allocate(amount, [amounts[n] for n in claimed.lines])
        for n, part in zip(claimed.lines, parts, strict=True):
            spread[n] = part
    return spread


def _respect_floors(
    cart: Cart, floors: Sequence[Minor], claims: Sequence[Claim], shares: dict[str, list[Minor]]
) -> set[str]:
    """Take from ``shares`` what would bring a line below its floor; return the rules that lost something."""
    held_back: set[str] = set()
    from_highest = sorted(claims, key=lambda each: -each.number)
    for n, (line, floor) in enumerate(zip(cart.lines, floors, strict=True)):
        room = max(0, line.amount - floor * line.quantity)
        excess = sum(parts[n] for parts in shares.values()) - room
        for each in from_highest:
            if excess <= 0:
                break
            lost = min(excess, shares[each.rule_id][n])
            if lost:
                shares[each.rule_id][n] -= lost
                held_back.add(each.rule_id)
                excess -= lost
    return held_back
