"""What is shown or sent beside the discounts, in the shopper's language: each (rule, type) once per session.

The progress towards a gift is no message but a state: it is part of every decision while it is so.
"""

from collections.abc import Mapping

from shared.domain.basis import Basis
from shared.domain.conditions.holding import holds
from shared.domain.earning import Earned
from shared.domain.facts.gathered import Facts
from shared.domain.frozen import frozen
from shared.domain.masks import places
from shared.domain.pricing.gifts import gift_line, missing
from shared.domain.rules.actions import Intervention
from shared.domain.rules.model import Rule, RuleSet, localised

GIFT_EARNED = "gift_earned"
GIFT_PROGRESS = "gift_progress"


@frozen
class Shown:
    """An intervention that goes out, with a decision or by itself, in the shopper's language."""

    type: str
    rule: str
    params: Mapping[str, str | int | bool | tuple[str, ...]]


def worded(each: Intervention, rule: Rule, facts: Facts, locale: str | None) -> Shown:
    """Return ``each`` of ``rule`` as this shopper gets it; a parameter whose fact has no value is left out."""
    params: dict[str, str | int | bool | tuple[str, ...]] = dict(each.params)
    for name, fact in each.facts.items():
        value = facts[fact]
        if value is not None:
            params[name] = tuple(sorted(value)) if isinstance(value, frozenset) else value
    if each.text:
        params["text"] = localised(each.text, locale)
    return Shown(each.type, rule.id, params)


def intervene(rules: RuleSet, basis: Basis, earned: Earned) -> tuple[tuple[Shown, ...], Mapping[str, int] | None]:
    """Return what goes out now, in the order of the rules, and all that was told in the session so far.

    A rule that is used up tells nothing: what it speaks of is not to be had.
    """
    telling = earned.held & rules.matcher.telling
    if not telling:
        return (), basis.told
    told = dict(basis.told or {})
    # What this very decision told is told again when it is replayed.
    known = {key for key, sequence in told.items() if sequence != basis.sequence}
    shown: list[Shown] = []
    for n in places(telling):
        rule = rules.rules[n]
        if n in earned.causes and n not in earned.taken:
            continue
        for each in rule.interventions:
            key = f"{rule.id}:{each.type}"
            if key not in known and holds(each.when, earned.bill.facts):
                known.add(key)
                told[key] = basis.sequence
                shown.append(worded(each, rule, earned.bill.facts, basis.locale))
        gift = _gift(rule, earned) if rule.gift and n in earned.giving else None
        if gift and gift.type == GIFT_PROGRESS:
            shown.append(gift)
        elif gift and (key := f"{rule.id}:{gift.type}") not in known:
            told[key] = basis.sequence
            shown.append(gift)
    return tuple(shown), told or None


def _gift(rule: Rule, earned: Earned) -> Shown | None:
    """Return what is to be said of a rule's gift; nothing once it lies in the cart for free."""
    gift = rule.gift
    assert gift is not None
    still = missing(gift, earned.bill)
    if still:
        return Shown(GIFT_PROGRESS, rule.id, {"item_id": gift.item_id, "fact": gift.fact, "missing": still})
    return Shown(GIFT_EARNED, rule.id, {"item_id": gift.item_id}) if gift_line(gift, earned.bill) is None else None
