"""What each kind of discount comes to on a bill, before ceilings, budgets and floors.

A claim is an amount and a weight for each line, in proportion to which the amount is allocated; it is never more than
the weights together. A percentage is taken of the undiscounted amount of the lines it touches and rounds half up.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from shared.domain.money import Minor, share
from shared.domain.pricing.articles import claim_bundle, claim_nth_article
from shared.domain.pricing.bill import Bill
from shared.domain.rules.actions import (
    Bundle,
    Discount,
    Fixed,
    NthArticle,
    PerArticle,
    Percent,
    PriceCap,
    Tiered,
)

Claim = tuple[Minor, Sequence[Minor]]


def claim(discount: Discount, bill: Bill) -> Claim:
    """Return what ``discount`` comes to, and the weights by which it is allocated."""
    return _CLAIMS[type(discount)](discount, bill)


def _percent(discount: Percent, bill: Bill) -> Claim:
    if discount.lines is None:
        return share(bill.subtotal, discount.basis_points), bill.amounts
    weights = bill.touched(discount.lines)
    return share(sum(weights), discount.basis_points), weights


def _fixed(discount: Fixed, bill: Bill) -> Claim:
    weights = bill.touched(discount.lines)
    return min(discount.amount, sum(weights)), weights


def _per_article(discount: PerArticle, bill: Bill) -> Claim:
    lines = bill.cart.lines
    articles = sum(lines[n].quantity for n in bill.meeting(discount.lines))
    weights = bill.touched(discount.lines)
    return min(max(0, articles - discount.beyond) * discount.amount, sum(weights)), weights


def _tiered(discount: Tiered, bill: Bill) -> Claim:
    value = bill.facts[discount.by]
    weights = bill.touched(discount.lines)
    reached = [tier for tier in discount.tiers if isinstance(value, int) and tier.start <= value]
    if not reached:
        return 0, weights
    whole, tier = sum(weights), reached[-1]
    return min(whole, tier.amount) if tier.amount else share(whole, tier.basis_points), weights


def _price_cap(discount: PriceCap, bill: Bill) -> Claim:
    weights = [0] * len(bill.amounts)
    for n in bill.meeting(discount.lines):
        line = bill.cart.lines[n]
        weights[n] = max(0, line.unit_price - discount.amount) * line.quantity
    return sum(weights), weights


_CLAIMS: Mapping[type, Callable[[Any, Bill], Claim]] = {
    Percent: _percent,
    Fixed: _fixed,
    PerArticle: _per_article,
    Tiered: _tiered,
    Bundle: claim_bundle,
    NthArticle: claim_nth_article,
    PriceCap: _price_cap,
}
