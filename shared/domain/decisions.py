"""The heart: what the cart in front of the shopper earns, why, and when that will change by itself.

``decide`` is a pure function of a ``Basis``. Deciding again on the basis that it returns gives the same decision, bit
by bit: that is how a stored decision is replayed, and how an old revision is answered.
"""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace

from shared.domain.cart import Cart
from shared.domain.conditions.holding import holds
from shared.domain.conditions.reasons import short_by, unmet
from shared.domain.conditions.timing import changes_at, combined_change
from shared.domain.conditions.tree import RAISING
from shared.domain.facts.catalogue import FACTS, Observation
from shared.domain.facts.gathered import Facts
from shared.domain.items import Message
from shared.domain.money import Minor
from shared.domain.pricing.settling import Claim, Settled, claim, settle
from shared.domain.rules.actions import Discount, Percent
from shared.domain.rules.model import Rule, RuleSet, localised
from shared.domain.usage import Usage


@dataclass(frozen=True, slots=True)
class Grant:
    """A rule that was entered: it holds while its ``when`` does, until ``expires_at``."""

    rule: str
    granted_at: int
    expires_at: int


@dataclass(frozen=True, slots=True)
class Promise:
    """A percentage given in writing by a reminder: the least that the rule's group gives until it expires."""

    rule: str
    basis_points: int
    cart_id: str
    expires_at: int


@dataclass(frozen=True, slots=True)
class Intent:
    """A calibrated probability to buy in this session, and the model that says so."""

    probability: float
    model: str


@dataclass(frozen=True, slots=True)
class Basis:
    """Everything that a decision depends on, and all that is stored of it. Times in epoch ms."""

    session_id: str
    sequence: int
    ruleset: str
    decided_at: int
    cart: Cart
    floors: tuple[Minor, ...]
    messages: tuple[Message, ...]
    cart_hash: str
    changed_at: int
    began_at: int
    intent: Intent
    observed: Mapping[str, Observation] = field(default_factory=dict)
    """``session.*`` and ``customer.*`` facts by name, as far as they are not the default; origins of running ones."""
    locale: str | None = None
    promise: Promise | None = None
    grants: tuple[Grant, ...] = ()
    told: Mapping[str, int] | None = None
    """``rule:type`` of every intervention sent in the session, with the sequence of its decision."""
    used: Mapping[str, Usage] = field(default_factory=dict)
    """Of rules with limits, by id: what they were redeemed so far; a rule that is missing was not."""
    codes: Mapping[str, str] = field(default_factory=dict)
    """Of the entered codes, case-folded, those that the shop issued for one use: their batch, or ``used``."""

    @property
    def facts(self) -> Facts:
        """The facts that the rules see."""
        return Facts(self)


@dataclass(frozen=True, slots=True)
class Applied:
    """A rule at work: what it takes off, and of whom."""

    rule: Rule
    allocations: tuple[Minor, ...]
    shipping: Minor


@dataclass(frozen=True, slots=True)
class Shortfall:
    """One number that is missing to unlock a rule, in the fact's unit."""

    rule: str
    fact: str
    short_by: int


@dataclass(frozen=True, slots=True)
class Shown:
    """An intervention that goes out with this decision, in the shopper's language."""

    type: str
    rule: str
    params: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules say of one basis, before it is put into the contract's words."""

    basis: Basis
    held: tuple[Rule, ...]
    winner: Rule | None
    applied: tuple[Applied, ...]
    suppressed: Mapping[str, str]
    interventions: tuple[Shown, ...]
    nearest: tuple[Shortfall, ...]
    next_check_at: int | None
    offer_expires_at: int | None


def decide(rules: RuleSet, basis: Basis) -> Verdict:
    """Return the verdict on ``basis``; its own basis carries the grants and interventions of this decision."""
    if not basis.cart.lines or basis.cart.stage == "completed":
        return Verdict(replace(basis, grants=()), (), None, (), {}, (), (), None, None)
    facts = basis.facts
    held, grants = _granted(rules, basis, facts)
    winner = next((rule for rule in held if rule.group), None)
    applied, suppressed = _discounts(rules, basis, held, winner)
    shown, told = _interventions(basis, facts, held)
    expiries = [grants[each.rule.id].expires_at for each in applied]
    return Verdict(
        basis=replace(basis, ruleset=rules.label, grants=tuple(grants.values()), told=told),
        held=held,
        winner=winner,
        applied=applied,
        suppressed=suppressed,
        interventions=shown,
        nearest=_nearest(rules, facts, grants, winner),
        next_check_at=_next_check(rules, basis, facts, grants),
        offer_expires_at=min(expiries, default=None),
    )


def _granted(rules: RuleSet, basis: Basis, facts: Facts) -> tuple[tuple[Rule, ...], dict[str, Grant]]:
    now = basis.decided_at
    earlier = {grant.rule: grant for grant in basis.grants if grant.expires_at > now}
    held: list[Rule] = []
    grants: dict[str, Grant] = {}
    for rule in rules.rules:
        if not holds(rule.when, facts) or (rule.schedule and not rule.schedule.is_open(now)):
            continue
        grant = earlier.get(rule.id)
        if grant is None:
            if rule.enter is not None and not holds(rule.enter, facts) and not _is_promised(rule, basis):
                continue
            expires_at = now + rules.offer_ttl_ms
            if rule.schedule:
                expires_at = min(expires_at, rule.schedule.next_edge(now))
            grant = Grant(rule.id, now, expires_at)
        held.append(rule)
        grants[rule.id] = grant
    return tuple(held), grants


def _discounts(
    rules: RuleSet, basis: Basis, held: tuple[Rule, ...], winner: Rule | None
) -> tuple[tuple[Applied, ...], dict[str, str]]:
    cart = basis.cart
    giving = [rule for rule in held if rule is winner or not rule.group]
    claims = _claims(basis, held, giving, winner)
    settled = {each.rule_id: each for each in settle(cart, basis.floors, claims, rules.ceiling_basis_points)}
    ships = next((rule for rule in giving if rule.shipping_basis_points), None)
    nothing = (0,) * len(cart.lines)
    applied: list[Applied] = []
    suppressed: dict[str, str] = {}
    for rule in held:
        part = settled.get(rule.id)
        shipping = cart.shipping.amount if rule is ships else 0
        if (part and part.amount) or shipping:
            applied.append(Applied(rule, part.allocations if part else nothing, shipping))
        elif rule.discount or rule.shipping_basis_points:
            suppressed[rule.id] = _cause(part, outranked=rule is not ships)
    return tuple(applied), suppressed


def _claims(basis: Basis, held: tuple[Rule, ...], giving: list[Rule], winner: Rule | None) -> list[Claim]:
    """Return what the giving rules claim; a promise outbids a winner that would give a smaller percentage."""
    promise = basis.promise
    promised = next((rule for rule in held if _is_promised(rule, basis)), None)
    claims: list[Claim] = []
    for rule in giving:
        discount = rule.discount
        if rule is winner and promise and promised and promise.basis_points > _whole_cart_percent(discount):
            claims.append(claim(promised.id, promised.number, Percent(promise.basis_points), basis.cart))
        elif discount:
            claims.append(claim(rule.id, rule.number, discount, basis.cart))
    return claims


def _is_promised(rule: Rule, basis: Basis) -> bool:
    promise = basis.promise
    return (
        promise is not None
        and promise.rule == rule.id
        and promise.cart_id == basis.cart.cart_id
        and promise.expires_at > basis.decided_at
    )


def _whole_cart_percent(discount: Discount | None) -> int:
    return discount.basis_points if isinstance(discount, Percent) and discount.lines is None else 0


def _cause(part: Settled | None, *, outranked: bool) -> str:
    if part is None and outranked:
        return "stacking"
    return (part.cut_by if part else None) or "zero_amount"


def _interventions(
    basis: Basis, facts: Facts, held: tuple[Rule, ...]
) -> tuple[tuple[Shown, ...], Mapping[str, int] | None]:
    if not any(rule.interventions for rule in held):
        return (), basis.told
    told = dict(basis.told or {})
    shown: list[Shown] = []
    for rule in held:
        for each in rule.interventions:
            key = f"{rule.id}:{each.type}"
            if told.get(key, basis.sequence) == basis.sequence and holds(each.when, facts):
                told[key] = basis.sequence
                text = {"text": localised(each.text, basis.locale)} if each.text else {}
                shown.append(Shown(each.type, rule.id, text))
    return tuple(shown), told or None


def _nearest(rules: RuleSet, facts: Facts, held: Container[str], winner: Rule | None) -> tuple[Shortfall, ...]:
    """Return the rules that a single number keeps away, in order; none that would give no more than the winner does."""
    found: list[Shortfall] = []
    given = _whole_cart_percent(winner.discount) if winner else -1
    for rule in rules.rules:
        if (
            not rule.within_reach
            or rule.schedule
            or rule.id in held
            or (rule.group and _whole_cart_percent(rule.discount) <= given)
        ):
            continue
        if rule.enter and not holds(rule.enter, facts):
            continue
        missing = unmet(rule.when, facts)
        if missing is None or len(missing) != 1:
            continue
        comparison = missing[0]
        distance = short_by(comparison, facts)
        if distance and comparison.op in RAISING and FACTS[comparison.fact].reachable:
            found.append(Shortfall(rule.id, comparison.fact, distance))
    return tuple(found)


def _next_check(rules: RuleSet, basis: Basis, facts: Facts, grants: Mapping[str, Grant]) -> int | None:
    now = basis.decided_at
    moments = [grant.expires_at for grant in grants.values()]
    if basis.promise and basis.promise.expires_at > now:
        moments.append(basis.promise.expires_at)
    for rule in rules.rules:
        if not rule.waits:
            continue
        parts = [(holds(rule.when, facts), changes_at(rule.when, facts, now))]
        if rule.enter is not None and rule.id not in grants:
            parts.append((holds(rule.enter, facts), changes_at(rule.enter, facts, now)))
        if rule.schedule and (parts[0][0] or parts[0][1] is not None):
            parts.append((rule.schedule.is_open(now), rule.schedule.next_edge(now)))
        moment = combined_change(parts, every=True)
        if moment is not None:
            moments.append(moment)
        for each in rule.interventions if rule.id in grants else ():
            moment = changes_at(each.when, facts, now)
            if moment is not None:
                moments.append(moment)
    return min(moments, default=None)
