"""The next steps that would unlock something: money or articles to add, a gift or a tier to reach, an hour to wait for.

A step is one number of one rule. What the shopper can do now comes first, the cheapest first; an article more is
reckoned at the price of the cheapest one in the cart. What only time can bring comes last, the soonest first.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import islice

from shared.domain.conditions.reasons import short_by, unmet
from shared.domain.conditions.tree import ALWAYS, RAISING, All
from shared.domain.earning import Earned
from shared.domain.engine.outline import conditions_of
from shared.domain.facts.catalogue import FACTS
from shared.domain.facts.gathered import Facts
from shared.domain.masks import places
from shared.domain.money import BASIS_POINTS, Minor
from shared.domain.pricing.gifts import missing
from shared.domain.rules.actions import Percent, Tiered
from shared.domain.rules.model import Rule, RuleSet
from shared.domain.usage import UNUSED, Usage, refusal

TIME = "clock.time"
MOST = 5
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


Steps = tuple[Shortfall, ...]


def nearest(rules: RuleSet, earned: Earned, used: Mapping[str, Usage], turns: Mapping[int, int]) -> Steps:
    """Return the cheapest next steps, five at most; none towards a rule that would give no more than another does.

    ``turns`` are the moments at which time brings or takes rules, by their places.
    """
    steps = _conditions(rules, earned, used)
    steps += _thresholds(rules, earned)
    if len(steps) > 1:
        steps.sort(key=lambda each: (_price(each, earned), rules.place_of(each.rule)))
    if turns and len(steps) < MOST:
        steps += islice(_hours(rules, earned, used, turns), MOST - len(steps))
    return tuple(steps[:MOST])


def _conditions(rules: RuleSet, earned: Earned, used: Mapping[str, Usage]) -> list[Shortfall]:
    """Return what is missing to rules that fail by one reachable fact alone, the next five of each fact."""
    facts, matcher = earned.bill.facts, rules.matcher
    steps: list[Shortfall] = []
    near = matcher.nearly(facts, facts.now)
    wanted = sum(near.values()) and ~earned.held
    few = sum(mask.bit_count() for mask in near.values()) <= MOST
    for _ in range(MOST if wanted else 0):
        found = near.items() if few else [(step.fact, step.rules) for step in matcher.steps(facts, facts.now, wanted)]
        for fact, mask in found:
            for n in places(mask & wanted, MOST):
                rule = rules.rules[n]
                if not _would_give(rules, earned, n, used, partial(_raised, rule, fact, facts)):
                    continue
                if missing := _missing(rule, fact, facts):
                    steps.append(Shortfall(rule.id, fact, missing))
            wanted &= ~mask
        if few or not found:
            break
    return steps


def _raised(rule: Rule, fact: str, facts: Facts) -> Facts:
    """Return ``facts`` with one of them as great as the rule wants it."""
    raised = Facts(facts.basis, facts.zone)
    raised.update(facts)
    raised[fact] = _missing(rule, fact, facts) + facts[fact]  # ty: ignore[unsupported-operator]
    return raised


def _missing(rule: Rule, fact: str, facts: Facts) -> int:
    """Return by how much ``fact`` must grow for the rule to hold; 0 when that would not do."""
    comparisons = unmet(All(conditions_of(rule)), facts) or ()
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


def _hours(rules: RuleSet, earned: Earned, used: Mapping[str, Usage], turns: Mapping[int, int]) -> Iterator[Shortfall]:
    """Return what only the hour or the day keeps away, for the next 24 hours, the soonest first.

    Nobody is told that a cart left alone for five minutes earns something.
    """
    facts = earned.bill.facts
    for n, moment in sorted(turns.items(), key=lambda turn: (turn[1], turn[0])):
        if earned.held >> n & 1 or moment > facts.now + SOON_MS or not rules.plans[n].of_clock:
            continue
        if not _waits_for_the_clock(rules.rules[n], facts):
            continue
        if _would_give(rules, earned, n, used, partial(facts.at, moment)):
            yield Shortfall(rules.rules[n].id, TIME, moment - facts.now, moment)


def _waits_for_the_clock(rule: Rule, facts: Facts) -> bool:
    for condition in (rule.when, rule.enter or ALWAYS):
        comparisons = unmet(condition, facts)
        if comparisons is None or any(FACTS[each.fact].of_clock is None for each in comparisons):
            return False
    return True


def _would_give(rules: RuleSet, earned: Earned, n: int, used: Mapping[str, Usage], later: Callable[[], Facts]) -> bool:
    """Return whether the rule at ``n``, once it holds, would give more than is given now.

    ``later`` are the facts by which it holds.
    """
    rule = rules.rules[n]
    if not rule.gives or (rule.limits and refusal(rule.limits, used.get(rule.id, UNUSED))):
        return False
    if not _has_room(rules, earned, rule):
        return False
    return all(_would_outdo(rules, n, place, later) for place in earned.giving if _go_apart(rule, rules.rules[place]))


def _has_room(rules: RuleSet, earned: Earned, rule: Rule) -> bool:
    """Return whether there is something left for ``rule``: shipping not taken off yet, or lines below the ceiling."""
    given = max((rules.rules[n].shipping_basis_points for n in earned.shipping), default=0)
    if rule.shipping_basis_points > given:
        return True
    if rule.discount is None and rule.gift is None:
        return False
    taken = sum(map(sum, earned.taken.values()))
    return not taken or taken < earned.bill.subtotal * rules.ceiling_basis_points // BASIS_POINTS


def _go_apart(rule: Rule, other: Rule) -> bool:
    """Return whether only one of the two can give."""
    excluded = other.id in rule.excludes or rule.id in other.excludes
    return excluded or (rule.group is not None and rule.group == other.group)


def _would_outdo(rules: RuleSet, n: int, place: int, later: Callable[[], Facts]) -> bool:
    """Return whether the rule at ``n`` would give in the stead of the one at ``place``, and more."""
    rule, winner = rules.rules[n], rules.rules[place]
    percent, given = _percent(rule), _percent(winner)
    if percent is not None and given is not None and percent <= given:
        return False
    policy = next((group.policy for group in rules.groups if group.id == rule.group == winner.group), "first")
    if policy == "best_for_shopper" or (policy == "first" and n < place):
        return True
    facts = later()
    return not rules.matcher.stays(place, facts, facts.now)


def _percent(rule: Rule) -> int | None:
    """Return the percentage of the whole cart that the rule gives, ``None`` when it gives something else."""
    discount = rule.discount
    return discount.basis_points if isinstance(discount, Percent) and discount.lines is None else None


def _price(step: Shortfall, earned: Earned) -> Minor:
    if FACTS[step.fact].unit == "minor units":
        return step.short_by
    return step.short_by * min(line.unit_price for line in earned.bill.cart.lines)
