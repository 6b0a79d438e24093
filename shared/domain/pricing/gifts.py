"""Gifts: one article for free once a fact has come far enough. The gift itself does not help to reach it."""

from collections.abc import Sequence

from shared.domain.money import Minor
from shared.domain.pricing.bill import Bill
from shared.domain.rules.actions import Gift


def missing(gift: Gift, bill: Bill) -> int:
    """Return how much is missing until ``gift`` is earned, in the fact's unit; 0 when it is."""
    value = bill.facts[gift.fact]
    reached = value if isinstance(value, int) else 0
    n = gift_line(gift, bill)
    if n is not None:
        # Else the gift's own price would pay for a part of it.
        reached -= {"cart.subtotal": bill.cart.lines[n].unit_price, "cart.quantity": 1}.get(gift.fact, 0)
    return max(0, gift.start - reached)


def gift_line(gift: Gift, bill: Bill) -> int | None:
    """Return the index of the line that holds the gift, the first one; ``None`` when it is not in the cart."""
    return next((n for n, line in enumerate(bill.cart.lines) if line.item_id == gift.item_id), None)


def claim_gift(gift: Gift, bill: Bill) -> tuple[Minor, Sequence[Minor]]:
    """Return one article's price, off its line, when the gift is earned and in the cart; else nothing."""
    weights = [0] * len(bill.amounts)
    n = gift_line(gift, bill)
    if n is not None and not missing(gift, bill):
        weights[n] = bill.cart.lines[n].unit_price
    return sum(weights), weights
