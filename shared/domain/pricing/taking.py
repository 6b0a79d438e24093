"""What the rules that give take off each line and off the shipping, heard together with all that limits them."""

from shared.domain.basis import Basis
from shared.domain.facts.gathered import Facts
from shared.domain.money import BASIS_POINTS, Minor, share, spread
from shared.domain.pricing.asking import ask
from shared.domain.pricing.bill import Bill
from shared.domain.pricing.claims import Claim
from shared.domain.pricing.settling import settle
from shared.domain.rules.model import RuleSet
from shared.domain.usage import UNUSED, remaining

Taken = tuple[dict[int, list[Minor]], dict[int, Minor]]


def take(rules: RuleSet, basis: Basis, bill: Bill, giving: list[int], causes: dict[int, str]) -> Taken:
    """Return what each of ``giving`` takes off the lines, and off the shipping; ``causes`` learns what cut it."""
    plain = None if basis.promise else _plainly(rules, bill, giving)
    if plain is not None:
        return plain
    owners, claims, ships = _claims(rules, basis, bill, giving, causes)
    promised = _promised(rules, basis, bill.facts) if basis.promise else None
    if promised is not None:
        _outbid(rules, basis, bill, giving, owners, claims, promised)
    parts, cuts = settle(bill, claims, rules.ceiling_basis_points)
    for position, cut in cuts.items():
        causes[owners[position]] = cut
    taken = _added_up(owners, parts)
    return taken, _shipping(rules, basis, ships, taken)


def _plainly(rules: RuleSet, bill: Bill, giving: list[int]) -> Taken | None:
    """Return it in the usual case, which needs no settling, ``None`` in any other.

    All take a percentage of the cart or of some lines, or off the shipping. Together they stay below the cart's
    ceiling, no line has a floor, and none can come below zero.
    """
    subtotal, amounts = bill.subtotal, bill.amounts
    if not subtotal or any(bill.floors):
        return None
    taken: dict[int, list[Minor]] = {}
    shipping: dict[int, Minor] = {}
    total = points = most = 0
    for n in giving:
        plan = rules.plans[n]
        percent = plan.percent
        if percent is None:
            return None
        if percent:
            weights, whole = amounts, subtotal
            if plan.lines is not None:
                weights = bill.touched(plan.lines)
                whole = sum(weights)
            # ``share``, without the call.
            amount = (whole * percent * 2 + BASIS_POINTS) // (2 * BASIS_POINTS)
            taken[n] = spread(amount, weights, whole) if amount else [0] * len(weights)
            total += amount
            points += percent
        if plan.shipping:
            off = share(bill.cart.shipping.amount, plan.shipping)
            if off > most or not shipping:
                shipping, most = {n: off}, off
    if total * BASIS_POINTS > subtotal * rules.ceiling_basis_points:
        return None
    # Each takes its percentage of a line, and less than 2 more.
    if len(taken) > 1 and min(amounts) * (BASIS_POINTS - points) < len(taken) * 2 * BASIS_POINTS:
        return None
    return taken, shipping


def _claims(
    rules: RuleSet, basis: Basis, bill: Bill, giving: list[int], causes: dict[int, str]
) -> tuple[list[int], list[Claim], list[int]]:
    """Return the claims in the order of their rules, before them whose each is; then who takes off the shipping."""
    owners: list[int] = []
    claims: list[Claim] = []
    ships: list[int] = []
    for n in giving:
        rule = rules.rules[n]
        asked, cut = ask(rule, bill, basis.used.get(rule.id, UNUSED))
        owners += [n] * len(asked)
        claims += asked
        if cut:
            causes[n] = cut
        if rule.shipping_basis_points:
            ships.append(n)
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


def _promised(rules: RuleSet, basis: Basis, facts: Facts) -> int | None:
    """Return the place of the rule that a reminder promised to this cart, while it holds."""
    promise, now = basis.promise, facts.now
    if promise is None or not promise.holds(basis.cart.cart_id, now):
        return None
    place = rules.place_of(promise.rule)
    return place if place is not None and rules.matcher.stays(place, facts, now) else None


def _shipping(rules: RuleSet, basis: Basis, ships: list[int], taken: dict[int, list[Minor]]) -> dict[int, Minor]:
    """Return what is taken off the shipping, by the one of ``ships`` that takes most, among equals the first."""
    offers: dict[int, Minor] = {}
    for n in ships:
        rule = rules.rules[n]
        offers[n] = share(basis.cart.shipping.amount, rule.shipping_basis_points)
        left = remaining(rule.limits, basis.used.get(rule.id, UNUSED)) if rule.limits else None
        if left is not None:
            offers[n] = min(offers[n], left - sum(taken.get(n, ())))
    if len(offers) < 2:
        return offers
    best = max(offers, key=lambda n: (offers[n], -n))
    return {best: offers[best]}
