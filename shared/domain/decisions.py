"""The heart: what the cart in front of the shopper earns, why, and when that will change by itself.

``decide`` is a pure function of a ``Basis``. Deciding again on the basis that it returns gives the same decision, bit
by bit: that is how a stored decision is replayed, and how an old revision is answered.
"""

from collections.abc import Mapping
from dataclasses import field

from shared.domain.basis import Basis, Grant, Intent, Promise
from shared.domain.codes import Codes, judge_codes
from shared.domain.earning import Earned, earn
from shared.domain.frozen import changed, frozen
from shared.domain.interventions import Shown, intervene
from shared.domain.lasting import granted_until
from shared.domain.masks import places
from shared.domain.money import Minor
from shared.domain.nearest import Shortfall, nearest
from shared.domain.next_check import next_check, turns_of
from shared.domain.rules.model import Rule, RuleSet

__all__ = ["Applied", "Basis", "Grant", "Intent", "Promise", "Shortfall", "Shown", "Verdict", "decide"]


@frozen
class Applied:
    """A rule at work: what it takes off, and of whom."""

    rule: Rule
    allocations: tuple[Minor, ...]
    shipping: Minor


@frozen
class Verdict:
    """What the rules say of one basis, before it is put into the contract's words.

    ``mask`` has bit n for the rule at place n that holds, ``causes`` what kept a rule from giving.
    """

    basis: Basis
    rules: RuleSet = field(compare=False, repr=False)
    mask: int = 0
    winner: Rule | None = None
    applied: tuple[Applied, ...] = ()
    causes: Mapping[str, str] = field(default_factory=dict)
    interventions: tuple[Shown, ...] = ()
    nearest: tuple[Shortfall, ...] = ()
    codes: Codes = field(default_factory=Codes)
    next_check_at: int | None = None
    offer_expires_at: int | None = None

    @property
    def held(self) -> tuple[Rule, ...]:
        """The rules that hold, in order."""
        return tuple([self.rules.rules[n] for n in places(self.mask)])

    @property
    def suppressed(self) -> Mapping[str, str]:
        """Every rule that holds and gives nothing though it could, with the cause."""
        applied = {each.rule.id for each in self.applied}
        return {
            rule.id: self.causes.get(rule.id, "stacking")
            for rule in self.held
            if rule.id not in applied and (rule.gives or rule.id in self.causes)
        }


def decide(rules: RuleSet, basis: Basis) -> Verdict:
    """Return the verdict on ``basis``; its own basis carries the grants and interventions of this decision."""
    if not basis.cart.lines or basis.cart.stage == "completed":
        return Verdict(changed(basis, grants=()), rules, codes=judge_codes(rules, basis, None))
    earned = earn(rules, basis)
    applied = _applied(rules, earned)
    grants = _grants(rules, basis, earned, applied)
    shown, told = intervene(rules, basis, earned)
    expiries = {grant.rule: grant.expires_at for grant in grants}
    settled = basis
    if (basis.ruleset, basis.grants, basis.told) != (rules.label, grants, told):
        settled = changed(basis, ruleset=rules.label, grants=grants, told=told)
    turns = turns_of(rules, settled, earned)
    return Verdict(
        basis=settled,
        rules=rules,
        mask=earned.held,
        winner=next((rules.rules[n] for n in earned.giving if rules.rules[n].group), None),
        applied=applied,
        causes=_causes(rules, earned, applied),
        interventions=shown,
        nearest=nearest(rules, earned, basis.used, turns),
        codes=judge_codes(rules, basis, earned),
        next_check_at=next_check(rules, settled, earned, turns),
        offer_expires_at=min((expiries[each.rule.id] for each in applied), default=None),
    )


def _applied(rules: RuleSet, earned: Earned) -> tuple[Applied, ...]:
    nothing = (0,) * len(earned.bill.amounts)
    applied: list[Applied] = []
    for n in sorted(earned.taken.keys() | earned.shipping.keys()):
        taken, shipping = earned.taken.get(n, nothing), earned.shipping.get(n, 0)
        if any(taken) or shipping:
            applied.append(Applied(rules.rules[n], tuple(taken), shipping))
    return tuple(applied)


def _causes(rules: RuleSet, earned: Earned, applied: tuple[Applied, ...]) -> dict[str, str]:
    """Return what kept rules from giving that were chosen, or would have been; the others were outranked."""
    at_work = {each.rule.id for each in applied}
    causes = {rules.rules[n].id: cause for n, cause in earned.causes.items()}
    for n in earned.giving:
        if n in earned.taken or n in earned.shipping:
            causes.setdefault(rules.rules[n].id, "zero_amount")
    return {rule_id: cause for rule_id, cause in causes.items() if rule_id not in at_work}


def _grants(rules: RuleSet, basis: Basis, earned: Earned, applied: tuple[Applied, ...]) -> tuple[Grant, ...]:
    """Return what is promised now: by the rules that give something, and by those that had to be entered.

    What was granted before keeps its own end; the others end when their schedule closes, or after the offer's time.
    """
    now = basis.decided_at
    earlier = {grant.rule: grant for grant in basis.grants if grant.expires_at > now}
    at_work = {each.rule.id for each in applied}
    kept = earned.held & rules.matcher.entering
    for rule_id in at_work:
        place = rules.place_of(rule_id)
        assert place is not None
        kept |= 1 << place
    grants: list[Grant] = []
    for n in places(kept):
        rule = rules.rules[n]
        grant = earlier.get(rule.id)
        if grant is None:
            grant = Grant(rule.id, now, granted_until(rule, rules, now))
        grants.append(grant)
    return tuple(grants)
