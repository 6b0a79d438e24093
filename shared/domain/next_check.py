"""When a decision will change by itself: facts that grow, hours and days that come, schedules, offers that expire."""

from collections.abc import Iterator

from shared.domain.basis import Basis
from shared.domain.conditions.holding import holds
from shared.domain.conditions.timing import changes_at, combined_change
from shared.domain.conditions.tree import ALWAYS
from shared.domain.earning import Earned
from shared.domain.facts.gathered import Facts
from shared.domain.pricing.choosing import places
from shared.domain.rules.model import Rule, RuleSet
from shared.domain.usage import period_end

# A rule is looked at again at each moment at which it could change, so many times at most.
_LOOKS = 64


def next_check(rules: RuleSet, basis: Basis, earned: Earned) -> int | None:
    """Return the first moment (epoch ms) after the decision at which another may be due, or ``None``.

    ``basis`` is the decided one, with its grants.
    """
    return min(_moments(rules, basis, earned), default=None)


def _moments(rules: RuleSet, basis: Basis, earned: Earned) -> Iterator[int]:
    now, facts, matcher = basis.decided_at, earned.bill.facts, rules.matcher
    granted = {grant.rule for grant in basis.grants}
    yield from (grant.expires_at for grant in basis.grants)
    if basis.promise and basis.promise.expires_at > now:
        yield basis.promise.expires_at
    for n in places((matcher.could_hold(facts) | earned.held) & matcher.waiting):
        rule = rules.rules[n]
        moment = turns_at(rule, facts, entered=rule.id in granted)
        if moment is not None:
            yield moment
    for n in places(earned.held & matcher.telling):
        for each in rules.rules[n].interventions:
            moment = None if each.when is ALWAYS else changes_at(each.when, facts, now)
            if moment is not None:
                yield moment
    for n, cause in earned.causes.items():
        limits = rules.rules[n].limits
        moment = (
            period_end(limits.budget.per, now, rules.zone) if cause == "budget" and limits and limits.budget else None
        )
        if moment is not None:
            yield moment


def turns_at(rule: Rule, facts: Facts, *, entered: bool, until: int | None = None) -> int | None:
    """Return the first moment at which ``rule`` comes to hold, or ceases to, with no news but time.

    One that was ``entered`` needs its ``enter`` no more. ``None`` when time alone never changes it, or not before
    ``until``.
    """
    state = _stands(rule, facts, entered=entered)
    moment = facts.now
    later = facts
    for _ in range(_LOOKS):
        following = _may_turn_at(rule, later, moment, entered=entered)
        if following is None or (until is not None and following > until):
            return None
        moment, later = following, facts.at(following)
        if _stands(rule, later, entered=entered) is not state:
            break
    # It wavers without changing: to look once too often is better than too late.
    return moment


def _stands(rule: Rule, facts: Facts, *, entered: bool) -> bool:
    if rule.schedule and not rule.schedule.is_open(facts.now):
        return False
    return holds(rule.when, facts) and (entered or rule.enter is None or holds(rule.enter, facts))


def _may_turn_at(rule: Rule, facts: Facts, now: int, *, entered: bool) -> int | None:
    """Return a moment before which the rule does not change."""
    parts = [(holds(rule.when, facts), changes_at(rule.when, facts, now))]
    if rule.enter is not None and not entered:
        parts.append((holds(rule.enter, facts), changes_at(rule.enter, facts, now)))
    if rule.schedule and all(held or moment is not None for held, moment in parts):
        parts.append((rule.schedule.is_open(now), rule.schedule.next_edge(now)))
    return combined_change(parts, every=True)
