"""What the rules that give take off each line and off the shipping, heard together with all that limits them."""

from shared.domain.basis import Basis
from shared.domain.facts.gathered import Facts
from shared.domain.money import BASIS_POINTS, Minor, share, spread
from shared.domain.pricing.asking import ask
from shared.domain.pricing.bill import Bill
from shared.domain.pricing.claims import Claim
from shared.domain.pricing.settling import is_roomy, settle
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

    All take a percentage of the whole cart, or off its shipping. Together they stay below its ceiling, no line has a
    floor, and none can come below zero.
    """
    if any(bill.floors):
        return None
    subtotal, plans = bill.subtotal, rules.plans
    amounts: dict[int, Minor] = {}
    shipping: dict[int, Minor] = {}
    total = most = 0
    for n in giving:
        plan = plans[n]
        percent = plan.percent
        if percent is None:
            return None
        if percent:
            # ``share``, without the call.
            amounts[n] = amount = (subtotal * percent * 2 + BASIS_POINTS) // (2 * BASIS_POINTS)
            total += amount
        if plan.shipping:
            off = share(bill.cart.shipping.amount, plan.shipping)
            if off > most or not shipping:
                shipping, most = {n: off}, off
    if not subtotal or total * BASIS_POINTS > subtotal * rules.ceiling_basis_points:
        return None
    if len(amounts) > 1 and not is_roomy(bill, total, len(amounts)):
        return None
    return {n: spread(amount, bill.amounts, subtotal) for n, amount in amounts.items()}, shipping


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
            claims.append((share(bill.subtotal, percent), bill.amounts))
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


def _promised(rules: RuleSet, basis: Basis, facts: Facts) -> int | None:
    """Return the place of the rule that a reminder promised to this cart, while it holds."""
    promise, now = basis.promise, facts.now
    if promise is None or promise.cart_id != basis.cart.cart_id or promise.expires_at <= now:
        return None
    place = rules.place_of(promise.rule)
    return place if place is not None and rules.matcher.stays(place, facts, now) else None


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
