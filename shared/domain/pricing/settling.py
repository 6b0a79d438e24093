"""What claims come to once everything that limits them is heard, and which line each cent comes off.

The order is mission.md's: every rule rounds alone, the cart's ceiling cuts the highest number first, a cut rule is
allocated anew, and a line below its floor loses the excess, highest number first, moved nowhere.
"""

from collections.abc import Sequence
from typing import Literal

from shared.domain.money import BASIS_POINTS, Minor, spread
from shared.domain.pricing.bill import Bill
from shared.domain.pricing.claims import Claim

Cut = Literal["ceiling", "margin"]


def settle(bill: Bill, claims: Sequence[Claim], ceiling_basis_points: int) -> tuple[list[list[Minor]], dict[int, Cut]]:
    """Return what each claim takes off each line, and what cut which of them, by their places in ``claims``.

    ``claims`` stand in the order of their rules' numbers; the cart's ceiling rounds down. A claim may settle at zero.
    """
    amounts, subtotal = bill.amounts, bill.subtotal
    cuts: dict[int, Cut] = {}
    total = 0
    for amount, _ in claims:
        total += amount
    ceiling = subtotal * ceiling_basis_points // BASIS_POINTS
    if total > ceiling:
        claims = _below_ceiling(claims, total - ceiling, cuts)
    parts: list[list[Minor]] = []
    of_the_whole = True
    for amount, weights in claims:
        if weights is amounts:
            parts.append(spread(amount, weights, subtotal) if amount else [0] * len(weights))
        else:
            of_the_whole = False
            parts.append(spread(amount, weights, sum(weights)) if amount else [0] * len(weights))
    if any(bill.floors) or not (len(claims) < 2 or (of_the_whole and _is_roomy(bill, total, len(claims)))):
        _above_floors(bill.rooms(), parts, cuts)
    return parts, cuts


def _is_roomy(bill: Bill, total: Minor, claims: int) -> bool:
    """Return whether no line can come below zero: each claim takes its share of the line, and less than 1 more."""
    return min(bill.amounts) * (bill.subtotal - total) >= claims * bill.subtotal


def _below_ceiling(claims: Sequence[Claim], excess: Minor, cuts: dict[int, Cut]) -> list[Claim]:
    kept = list(claims)
    n = len(kept)
    while excess > 0:
        n -= 1
        amount, weights = kept[n]
        cut = min(excess, amount)
        if cut:
            kept[n] = (amount - cut, weights)
            excess -= cut
            cuts[n] = "ceiling"
    return kept


def _above_floors(rooms: Sequence[Minor], parts: Sequence[list[Minor]], cuts: dict[int, Cut]) -> None:
    """Take from ``parts`` what is more than a line's room above its floor."""
    for line, taken in enumerate(zip(*parts, strict=True)):
        excess = sum(taken) - rooms[line]
        n = len(taken)
        while excess > 0:
            n -= 1
            lost = min(excess, taken[n])
            if lost:
                parts[n][line] -= lost
                excess -= lost
                cuts[n] = "margin"
