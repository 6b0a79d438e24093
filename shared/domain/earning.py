"""What a cart earns, in plain numbers: its facts, the rules that hold, which of them give, and what off which line.

The core of every decision, and all of it that is computed for each cart whatever happens next.
"""

from typing import NamedTuple

from shared.domain.basis import Basis
from shared.domain.facts.gathered import Facts
from shared.domain.money import BASIS_POINTS, Minor, share, spread
from shared.domain.pricing.asking import ask
from shared.domain.pricing.bill import Bill
from shared.domain.pricing.choosing import choose, used_up
from shared.domain.pricing.claims import Claim
from shared.domain.pricing.settling import settle
from shared.domain.rules.model import RuleSet
from shared.domain.usage import UNUSED, remaining


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
    held = holding(rules, basis, facts)
    causes: dict[int, str] = {}
    if not held:
        return Earned(bill, held, [], {}, {}, causes)
    limited = held & rules.matcher.limited
    able = held
    if limited:
        causes |= used_up(rules, limited, basis.used)
        for n in causes:
            able ^= 1 << n
    giving = choose(rules, bill, able, basis.used)
    if len(giving) == 1 and not basis.promise and (plain := _plainly(rules, basis, bill, giving[0])):
        return Earned(bill, held, giving, *plain, causes)
    owners, claims, ships = _claims(rules, basis, bill, giving, causes)
    promised = _promised(rules, basis, held, facts.now) if basis.promise else None
    if promised is not None:
        _outbid(rules, basis, bill, giving, owners, claims, promised)
    parts, cuts = settle(bill, claims, rules.ceiling_basis_points)
    taken = {owners[0]: parts[0]} if len(owners) == 1 else _added_up(owners, parts)
    for position, cut in cuts.items():
        causes[owners[position]] = cut
    return Earned(bill, held, giving, taken, _shipping(rules, basis, ships, taken) if ships else {}, causes)


def _plainly(
    rules: RuleSet, basis: Basis, bill: Bill, n: int
) -> tuple[dict[int, list[Minor]], dict[int, Minor]] | None:
    """Return what one rule takes off the lines and off the shipping, in the usual case, which needs no settling.

    It gives a percentage of the whole cart, alone, below the ceiling, and no line has a floor; ``None`` if not so.
    """
    plan = rules.plans[n]
    percent, subtotal = plan.percent, bill.subtotal
    if not percent or any(bill.floors):
        return None
    amount = (subtotal * percent * 2 + BASIS_POINTS) // (2 * BASIS_POINTS)
    if not 0 < amount * BASIS_POINTS <= subtotal * rules.ceiling_basis_points:
        return None
    taken = {n: spread(amount, bill.amounts, subtotal)}
    return taken, {n: share(basis.cart.shipping.amount, plan.shipping)} if plan.shipping else {}


def holding(rules: RuleSet, basis: Basis, facts: Facts) -> int:
    """Return the mask of the rules that hold at the moment of ``facts``: they may be granted, or were and still hold.

    What was promised needs no ``enter`` either.
    """
    matcher, now = rules.matcher, facts.now
    held = matcher.held(facts, now)
    for rule_id in entered(basis, now) if basis.grants or basis.promise else ():
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


def _claims(
    rules: RuleSet, basis: Basis, bill: Bill, giving: list[int], causes: dict[int, str]
) -> tuple[list[int], list[Claim], list[int]]:
    """Return the claims in the order of their rules, before them whose each is; then who takes off the shipping."""
    owners: list[int] = []
    claims: list[Claim] = []
    ships: list[int] = []
    plans = rules.plans
    for n in giving:
        plan = plans[n]
        percent = plan.percent
        if plan.shipping:
            ships.append(n)
        if percent:
            owners.append(n)
            # ``share``, without the call.
            claims.append(((bill.subtotal * percent * 2 + BASIS_POINTS) // (2 * BASIS_POINTS), bill.amounts))
        elif percent is None:
            rule = rules.rules[n]
            asked, cut = ask(rule, bill, basis.used.get(rule.id, UNUSED))
            owners += [n] * len(asked)
            claims += asked
            if cut:
                causes[n] = cut
    return owners, claims, ships


def _added_up(owners: list[int], parts: list[list[Minor]]) -> dict[int, list[Minor]]:
    """Return what each rule takes off each line; one that has both a discount and a gift owns two parts."""
    taken = dict(zip(owners, parts, strict=True))
    if len(taken) == len(owners):
        return taken
    taken = {}
    for n, part in zip(owners, parts, strict=True):
        taken[n] = [one + other for one, other in zip(taken[n], part, strict=True)] if n in taken else part
    return taken


def _outbid(
    rules: RuleSet, basis: Basis, bill: Bill, giving: list[int], owners: list[int], claims: list[Claim], place: int
) -> None:
    """Put the promised percentage in the place of a winner of its group that would give less."""
    promise, group = basis.promise, rules.rules[place].group
    winner = next((n for n in giving if rules.rules[n].group == group), None) if group else None
    if promise is None or winner is None:
        return
    promised = (share(bill.subtotal, promise.basis_points), bill.amounts)
    bid = owners.index(winner) if winner in owners and rules.rules[winner].discount else None
    if bid is not None:
        if claims[bid][0] >= promised[0]:
            return
        del owners[bid], claims[bid]
    # Behind what the rule itself may claim already, and before the rules with higher numbers.
    position = sum(1 for n in owners if n <= place)
    owners.insert(position, place)
    claims.insert(position, promised)


def _promised(rules: RuleSet, basis: Basis, held: int, now: int) -> int | None:
    """Return the place of the rule that a reminder promised to this cart, while it holds."""
    promise = basis.promise
    if promise is None or promise.cart_id != basis.cart.cart_id or promise.expires_at <= now:
        return None
    place = rules.place_of(promise.rule)
    return place if place is not None and held >> place & 1 else None


def _shipping(rules: RuleSet, basis: Basis, ships: list[int], taken: dict[int, list[Minor]]) -> dict[int, Minor]:
    """Return what is taken off the shipping, by the one of ``ships`` that takes most, among equals the first."""
    offers: dict[int, Minor] = {}
    for n in ships:
        plan = rules.plans[n]
        offers[n] = share(basis.cart.shipping.amount, plan.shipping)
        limits = rules.rules[n].limits if plan.percent is None else None
        left = remaining(limits, basis.used.get(rules.rules[n].id, UNUSED)) if limits else None
        if left is not None:
            offers[n] = min(offers[n], left - sum(taken.get(n, ())))
    if len(offers) < 2:
        return offers
    best = max(offers, key=lambda n: (offers[n], -n))
    return {best: offers[best]}
