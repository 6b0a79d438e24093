"""What a cart earns, in plain numbers: its facts, the rules that hold, which of them give, and what off which line.

The core of every decision, and all of it that is computed for each cart whatever happens next.
"""

from typing import NamedTuple

from shared.domain.basis import Basis
from shared.domain.facts.gathered import Facts
from shared.domain.money import Minor, share
from shared.domain.pricing.asking import ask
from shared.domain.pricing.bill import Bill
from shared.domain.pricing.choosing import choose, used_up
from shared.domain.pricing.claims import Claim
from shared.domain.pricing.settling import settle
from shared.domain.rules.model import RuleSet
from shared.domain.usage import UNUSED, remaining

# A claim, and the place of the rule that makes it.
Owned = tuple[int, Claim]


class Earned(NamedTuple):
    """Rules are told by their places in the rule set; ``held`` has bit n for the rule at place n."""

    bill: Bill
    held: int
    giving: list[int]
    """The rules that may give something, in order: one of each group, and the overrides."""
    taken: dict[int, list[Minor]]
    """What a rule takes off each line; all zero when something left it nothing."""
    shipping: dict[int, Minor]
    """What a rule takes off the shipping: one at most."""
    causes: dict[int, str]
    """What cut a rule, or kept it from giving."""


def earn(rules: RuleSet, basis: Basis) -> Earned:
    """Return what the cart of ``basis`` earns."""
    facts = Facts(basis, rules.zone)
    bill = Bill(basis.cart, basis.floors, facts)
    facts["cart.subtotal"] = bill.subtotal
    held = holding(rules, basis, facts)
    causes: dict[int, str] = {}
    limited = held & rules.matcher.limited
    able = held
    if limited:
        causes |= used_up(rules, limited, basis.used)
        for n in causes:
            able ^= 1 << n
    giving = choose(rules, bill, able, basis.used)
    claims = _claims(rules, basis, bill, giving, causes)
    promised = _promised(rules, basis, held, facts.now) if basis.promise else None
    if promised is not None:
        _outbid(rules, basis, bill, giving, claims, promised)
    parts, cuts = settle(bill, [each for _, each in claims], rules.ceiling_basis_points)
    taken: dict[int, list[Minor]] = {}
    for (n, _), part, cut in zip(claims, parts, cuts, strict=True):
        taken[n] = [one + other for one, other in zip(taken[n], part, strict=True)] if n in taken else part
        if cut:
            causes[n] = cut
    return Earned(bill, held, giving, taken, _shipping(rules, basis, giving, taken), causes)


def holding(rules: RuleSet, basis: Basis, facts: Facts) -> int:
    """Return the mask of the rules that hold at the moment of ``facts``: they may be granted, or were and still hold.

    What was promised needs no ``enter`` either.
    """
    matcher, now = rules.matcher, facts.now
    held = matcher.held(facts, now)
    for rule_id in entered(basis, now):
        n = rules.place_of(rule_id)
        if n is not None and not held >> n & 1 and matcher.stays(n, facts, now):
            held |= 1 << n
    return held


def entered(basis: Basis, now: int) -> list[str]:
    """Return the rules that need no ``enter`` at ``now``: they were granted to this cart, or promised."""
    found = [grant.rule for grant in basis.grants if grant.expires_at > now]
    promise = basis.promise
    if promise and promise.cart_id == basis.cart.cart_id and promise.expires_at > now:
        found.append(promise.rule)
    return found


def _claims(rules: RuleSet, basis: Basis, bill: Bill, giving: list[int], causes: dict[int, str]) -> list[Owned]:
    """Return all claims in the order of their rules, each with its rule."""
    claims: list[Owned] = []
    for n in giving:
        rule = rules.rules[n]
        asked, cut = ask(rule, bill, basis.used.get(rule.id, UNUSED) if rule.limits else UNUSED)
        if cut:
            causes[n] = cut
        claims += [(n, each) for each in asked]
    return claims


def _outbid(rules: RuleSet, basis: Basis, bill: Bill, giving: list[int], claims: list[Owned], place: int) -> None:
    """Put the promised percentage in the place of a winner of its group that would give less."""
    promise, group = basis.promise, rules.rules[place].group
    winner = next((n for n in giving if rules.rules[n].group == group), None) if group else None
    if promise is None or winner is None:
        return
    promised = (share(bill.subtotal, promise.basis_points), bill.amounts)
    bid = next((n for n, (owner, _) in enumerate(claims) if owner == winner), None)
    if bid is None or rules.rules[winner].discount is None:
        claims.append((place, promised))
    elif claims[bid][1][0] < promised[0]:
        claims[bid] = (place, promised)
    claims.sort(key=lambda each: each[0])


def _promised(rules: RuleSet, basis: Basis, held: int, now: int) -> int | None:
    """Return the place of the rule that a reminder promised to this cart, while it holds."""
    promise = basis.promise
    if promise is None or promise.cart_id != basis.cart.cart_id or promise.expires_at <= now:
        return None
    place = rules.place_of(promise.rule)
    return place if place is not None and held >> place & 1 else None


def _shipping(rules: RuleSet, basis: Basis, giving: list[int], taken: dict[int, list[Minor]]) -> dict[int, Minor]:
    """Return what is taken off the shipping, by the rule that takes most, among equals the first."""
    amount = basis.cart.shipping.amount
    offers: dict[int, Minor] = {}
    for n in giving:
        rule = rules.rules[n]
        if rule.shipping_basis_points:
            offers[n] = share(amount, rule.shipping_basis_points)
            left = remaining(rule.limits, basis.used.get(rule.id, UNUSED)) if rule.limits else None
            if left is not None:
                offers[n] = min(offers[n], left - sum(taken.get(n, ())))
    if not offers:
        return offers
    best = max(offers, key=lambda n: (offers[n], -n))
    return {best: offers[best]}
