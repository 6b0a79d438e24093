"""Which of the rules that hold give something: limits first, then every group by its policy, then what excludes what.

Rules are told by their places in the rule set, which are in the order of their numbers; a mask has bit n for place n.
"""

from collections.abc import Mapping
from typing import Literal

from shared.domain.facts.gathered import Facts
from shared.domain.masks import places
from shared.domain.money import Minor, share
from shared.domain.pricing.asking import ask
from shared.domain.pricing.bill import Bill
from shared.domain.pricing.settling import settle
from shared.domain.rules.model import Group, Rule, RuleSet
from shared.domain.usage import UNUSED, Usage, refusal


def used_up(rules: RuleSet, limited: int, used: Mapping[str, Usage]) -> dict[int, Literal["limit", "budget"]]:
    """Return the rules of the mask ``limited`` whose limits or budget leave nothing, each with which of the two."""
    found: dict[int, Literal["limit", "budget"]] = {}
    for n in places(limited):
        rule = rules.rules[n]
        cause = refusal(rule.limits, used.get(rule.id, UNUSED)) if rule.limits else None
        if cause:
            found[n] = cause
    return found


def first_of_each(rules: RuleSet, facts: Facts) -> list[int] | None:
    """Return what ``choose`` does of the rules that may be granted, without asking which others hold.

    ``None`` when more than the order of the rules decides: limits, policies, exclusions, rules that give nothing.
    """
    if not rules.order_decides:
        return None
    chosen = rules.matcher.winners(facts, facts.now)
    plans = rules.plans
    for n in chosen:
        plan = plans[n]
        if plan.excludes or not plan.gives:
            return None
    chosen.sort()
    return chosen


def choose(rules: RuleSet, bill: Bill, able: int, used: Mapping[str, Usage]) -> list[int]:
    """Return the rules of the mask ``able`` that give something, in order: one of each group, and the overrides.

    Of two that exclude each other the smaller number stays, and the other's group chooses among the rest.
    """
    while True:
        alone = able & rules.matcher.overrides
        chosen = [n for n in places(alone) if rules.plans[n].gives] if alone else []
        for group_mask, group in rules.stacking:
            mask = able & group_mask
            while mask:
                lowest = mask & -mask
                n = lowest.bit_length() - 1
                if group is not None and mask != lowest:
                    n = _best(rules, bill, group, mask, used)
                if rules.plans[n].gives:
                    chosen.append(n)
                    break
                # One that only shows something takes nobody's place.
                mask ^= 1 << n
        if len(chosen) < 2:
            return chosen
        chosen.sort()
        loser = _excluded(rules, chosen)
        if loser is None:
            return chosen
        able ^= 1 << loser


def _best(rules: RuleSet, bill: Bill, group: Group, mask: int, used: Mapping[str, Usage]) -> int:
    worth = {n: _worth(rules, bill, rules.rules[n], used) for n in places(mask)}
    if group.policy == "best_for_shopper":
        return min(worth, key=lambda n: (-worth[n], n))
    # What gives nothing at all would always be the cheapest.
    return min(worth, key=lambda n: (worth[n] == 0, worth[n], n))


def _worth(rules: RuleSet, bill: Bill, rule: Rule, used: Mapping[str, Usage]) -> Minor:
    """Return what ``rule`` would give if it were alone, shipping included."""
    claims, _ = ask(rule, bill, used.get(rule.id, UNUSED))
    parts, _ = settle(bill, claims, rules.ceiling_basis_points)
    return sum(map(sum, parts)) + share(bill.cart.shipping.amount, rule.shipping_basis_points)


def _excluded(rules: RuleSet, chosen: list[int]) -> int | None:
    """Return the first of ``chosen`` that does not go with one before it, ``None`` when all go together."""
    plans = rules.plans
    losers: list[int] = []
    for n in chosen:
        if plans[n].excludes:
            excluded = rules.rules[n].excludes
            losers += [max(n, other) for other in chosen if rules.rules[other].id in excluded and other != n]
    return min(losers, default=None)
