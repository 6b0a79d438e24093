"""What claims come to once everything that limits them is heard, and which line each cent comes off.

The order is mission.md's: every rule rounds alone, the cart's ceiling cuts the highest number first, a cut rule is
allocated anew, and a line below its floor loses the excess, highest number first, moved nowhere.
"""

from collections.abc import Sequence
from typing import Literal

from shared.domain.money import Minor, spread
from shared.domain.pricing.bill import Bill
from shared.domain.pricing.claims import Claim

Cut = Literal["ceiling", "margin"]


def settle(
    bill: Bill, claims: Sequence[Claim], ceiling_basis_points: int
) -> tuple[list[list[Minor]], list[Cut | None]]:
    """Return what each claim takes off each line, and what cut it.

    ``claims`` stand in the order of their rules' numbers; the cart's ceiling rounds down. A claim may settle at zero.
    """
    cuts: list[Cut | None] = [None] * len(claims)
    amounts = _below_ceiling(claims, bill.subtotal * ceiling_basis_points // 10_000, cuts)
    parts = [
        spread(amount, weights, whole) if amount and (whole := sum(weights)) else [0] * len(weights)
        for amount, (_, weights) in zip(amounts, claims, strict=True)
    ]
    # One claim alone never takes more off a line than it costs.
    if len(parts) > 1 or any(bill.floors):
        _above_floors(bill.rooms(), parts, cuts)
    return parts, cuts


def _below_ceiling(claims: Sequence[Claim], ceiling: Minor, cuts: list[Cut | None]) -> list[Minor]:
    amounts = [amount for amount, _ in claims]
    excess = sum(amounts) - ceiling
    n = len(amounts)
    while excess > 0:
        n -= 1
        cut = min(excess, amounts[n])
        if cut:
            amounts[n] -= cut
            excess -= cut
            cuts[n] = "ceiling"
    return amounts


def _above_floors(rooms: Sequence[Minor], parts: Sequence[list[Minor]], cuts: list[Cut | None]) -> None:
    """Take from ``parts`` what is more than a line's room above its floor."""
    for line, (room, *taken) in enumerate(zip(rooms, *parts, strict=True)):
        excess = sum(taken) - room
        n = len(taken)
        while excess > 0:
            n -= 1
            lost = min(excess, taken[n])
            if lost:
                parts[n][line] -= lost
                excess -= lost
                cuts[n] = "margin"
