"""The next steps that would unlock something: money or articles to add, a gift or a tier to reach, an hour to wait for.

A step is one number of one rule. What the shopper can do now comes first, the cheapest first; an article more is
reckoned at the price of the cheapest one in the cart. What only time can bring comes last, the soonest first.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from shared.domain.conditions.reasons import short_by, unmet
from shared.domain.conditions.tree import ALWAYS, RAISING
from shared.domain.earning import Earned
from shared.domain.facts.catalogue import FACTS
from shared.domain.facts.gathered import Facts
from shared.domain.money import Minor
from shared.domain.next_check import turns_at
from shared.domain.pricing.choosing import places
from shared.domain.pricing.gifts import missing
from shared.domain.rules.actions import Percent, Tiered
from shared.domain.rules.model import Rule, RuleSet
from shared.domain.usage import UNUSED, Usage, refusal

TIME = "clock.time"
MOST = 5
# Of as many rules at most is each looked at: the shopper is told of five.
_LOOKS = 64
SOON_MS = 24 * 3_600_000


@dataclass(frozen=True, slots=True)
class Shortfall:
    """One number that is missing to unlock a rule, in the fact's unit.

    For what time brings by itself the fact is ``clock.time``, ``at`` the moment (epoch ms) and ``short_by`` in ms.
    """

    rule: str
    fact: str
    short_by: int
    at: int | None = None


def nearest(rules: RuleSet, earned: Earned, used: Mapping[str, Usage]) -> tuple[Shortfall, ...]:
    """Return the cheapest next steps, five at most; none towards a rule that would give no more than another does."""
    reach = [*_conditions(rules, earned, used), *_thresholds(rules, earned)]
    reach.sort(key=lambda each: (_price(each, earned), rules.place_of(each.rule)))
    waits = list(_hours(rules, earned, used)) if len(reach) < MOST else []
    waits.sort(key=lambda each: (each.short_by, rules.place_of(each.rule)))
    return tuple([*reach, *waits][:MOST])


def _conditions(rules: RuleSet, earned: Earned, used: Mapping[str, Usage]) -> Iterator[Shortfall]:
    """Return what is missing to rules that fail by one reachable fact alone."""
    facts = earned.bill.facts
    wanted = ~earned.held
    for _ in range(MOST):
        steps = rules.matcher.steps(facts, facts.now, wanted)
        for step in steps:
            wanted &= ~step.rules
            later = _raised(facts, step.fact, step.value)
            for n in places(step.rules)[:MOST]:
                rule = rules.rules[n]
                missing = _missing(rule, step.fact, facts)
                if missing and _would_give(rules, earned, n, later, used):
                    yield Shortfall(rule.id, step.fact, missing)
        if not steps:
            return


def _raised(facts: Facts, fact: str, value: int) -> Facts:
    """Return ``facts`` with another value of one of them."""
    raised = Facts(facts.basis, facts.zone)
    raised.update(facts)
    raised[fact] = value
    return raised


def _missing(rule: Rule, fact: str, facts: Facts) -> int:
    """Return by how much ``fact`` must grow for the rule to hold; 0 when that would not do."""
    comparisons = unmet(rule.when, facts) or ()
    if any(each.fact != fact or each.op not in RAISING for each in comparisons):
        return 0
    return max((short_by(each, facts) or 0 for each in comparisons), default=0)


def _thresholds(rules: RuleSet, earned: Earned) -> Iterator[Shortfall]:
    """Return what is missing to the next tier and to the gift of rules that give already."""
    bill = earned.bill
    for n in earned.giving:
        rule = rules.rules[n]
        discount, gift = rule.discount, rule.gift
        if isinstance(discount, Tiered) and FACTS[discount.by].reachable:
            value = bill.facts[discount.by]
            above = [tier.start for tier in discount.tiers if isinstance(value, int) and tier.start > value]
            if above and isinstance(value, int):
                yield Shortfall(rule.id, discount.by, above[0] - value)
        if gift and FACTS[gift.fact].reachable and (still := missing(gift, bill)):
            yield Shortfall(rule.id, gift.fact, still)


def _hours(rules: RuleSet, earned: Earned, used: Mapping[str, Usage]) -> Iterator[Shortfall]:
    """Return what only the hour or the day keeps away, for the next 24 hours.

    Nobody is told that a cart left alone for five minutes earns something.
    """
    facts = earned.bill.facts
    for n in places(rules.matcher.could_hold(facts) & ~earned.held)[:_LOOKS]:
        rule = rules.rules[n]
        moment = turns_at(rule, facts, entered=False, until=facts.now + SOON_MS)
        if moment is None or not _waits_for_the_clock(rule, facts):
            continue
        if _would_give(rules, earned, n, facts.at(moment), used):
            yield Shortfall(rule.id, TIME, moment - facts.now, moment)


def _waits_for_the_clock(rule: Rule, facts: Facts) -> bool:
    for condition in (rule.when, rule.enter or ALWAYS):
        comparisons = unmet(condition, facts)
        if comparisons is None or any(FACTS[each.fact].of_clock is None for each in comparisons):
            return False
    return True


def _would_give(rules: RuleSet, earned: Earned, n: int, later: Facts, used: Mapping[str, Usage]) -> bool:
    """Return whether the rule at ``n``, held by the facts ``later``, would give more than its group does now."""
    rule = rules.rules[n]
    if not rule.gives or (rule.limits and refusal(rule.limits, used.get(rule.id, UNUSED))):
        return False
    place = (
        next((each for each in earned.giving if rules.rules[each].group == rule.group), None) if rule.group else None
    )
    if place is None:
        return True
    winner = rules.rules[place]
    percent, given = _percent(rule), _percent(winner)
    if percent is not None and given is not None:
        return percent > given
    policy = next(group.policy for group in rules.groups if group.id == rule.group)
    return policy != "first" or n < place or not rules.matcher.stays(place, later, later.now)


def _percent(rule: Rule) -> int | None:
    """Return the percentage of the whole cart that the rule gives, ``None`` when it gives something else."""
    discount = rule.discount
    return discount.basis_points if isinstance(discount, Percent) and discount.lines is None else None


def _price(step: Shortfall, earned: Earned) -> Minor:
    if FACTS[step.fact].unit == "minor units":
        return step.short_by
    return step.short_by * min(line.unit_price for line in earned.bill.cart.lines)
