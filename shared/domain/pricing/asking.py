"""What one rule asks for: its discount and its gift, within its own ceiling and what is left of its budget."""

from typing import Literal

from shared.domain.money import BASIS_POINTS, Minor
from shared.domain.pricing.bill import Bill
from shared.domain.pricing.claims import Claim, claim
from shared.domain.pricing.gifts import claim_gift
from shared.domain.rules.model import Rule
from shared.domain.usage import Usage, remaining


def ask(rule: Rule, bill: Bill, usage: Usage) -> tuple[list[Claim], Literal["ceiling", "budget"] | None]:
    """Return the claims of ``rule``, the discount before the gift, and what cut them."""
    claims = [] if rule.discount is None else [claim(rule.discount, bill)]
    if rule.gift is not None:
        claims.append(claim_gift(rule.gift, bill))
    if rule.ceiling is None and rule.limits is None:
        return claims, None
    whole = sum(amount for amount, _ in claims)
    most = _ceiling(rule, bill)
    left = remaining(rule.limits, usage) if rule.limits else None
    if left is not None and left < whole and (most is None or left < most):
        return _within(claims, left), "budget"
    if most is not None and most < whole:
        return _within(claims, most), "ceiling"
    return claims, None


def _ceiling(rule: Rule, bill: Bill) -> Minor | None:
    ceiling = rule.ceiling
    if ceiling is None:
        return None
    bounds = [] if ceiling.amount is None else [ceiling.amount]
    if ceiling.basis_points is not None:
        bounds.append(bill.subtotal * ceiling.basis_points // BASIS_POINTS)
    return min(bounds)


def _within(claims: list[Claim], most: Minor) -> list[Claim]:
    kept: list[Claim] = []
    for amount, weights in claims:
        kept.append((min(amount, most), weights))
        most -= kept[-1][0]
    return kept
