"""When a decision will change by itself: facts that grow, hours and days that come, schedules, offers that expire."""

from collections.abc import Iterator, Mapping

from shared.domain.basis import Basis
from shared.domain.clocks import soonest
from shared.domain.conditions.holding import holds
from shared.domain.conditions.timing import changes_at, combined_change
from shared.domain.conditions.tree import ALWAYS
from shared.domain.earning import Earned
from shared.domain.facts.fact import DAY_MS
from shared.domain.facts.gathered import Facts
from shared.domain.masks import places
from shared.domain.money import share
from shared.domain.pricing.asking import ask
from shared.domain.rules.model import Rule, RuleSet
from shared.domain.usage import UNUSED, period_end, remaining

# A rule is looked at again at each moment at which it could change, so many times at most.
_LOOKS = 64
# Of more waiting rules than these the masks tell when they turn.
_MANY = 32


def next_check(rules: RuleSet, basis: Basis, earned: Earned, turns: Mapping[int, int]) -> int | None:
    """Return the first moment (epoch ms) after the decision at which another may be due, or ``None``.

    ``basis`` is the decided one, with its grants; ``turns`` are its rules' own.
    """
    return soonest(_moments(rules, basis, earned, turns))


def turns_of(rules: RuleSet, basis: Basis, earned: Earned) -> dict[int, int]:
    """Return for the rules that time alone brings or takes, by their places, the first moment at which it does.

    ``basis`` is the decided one: a rule that was granted needs its ``enter`` no more. Where many rules wait, only those
    that turn first are told, or within a day.
    """
    facts, matcher = earned.bill.facts, rules.matcher
    granted = {grant.rule for grant in basis.grants}
    waiting = (matcher.could_hold(facts) | earned.held) & matcher.waiting
    turns: dict[int, int] = {}
    if waiting.bit_count() > _MANY:
        alone = matcher.doubtful(facts)
        for rule_id in granted:
            place = rules.place_of(rule_id)
            alone |= 0 if place is None else 1 << place
        for moment, mask in matcher.turns(facts, waiting & ~alone):
            for n in places(mask):
                turns.setdefault(n, moment)
            if len(turns) > _MANY or (turns and moment > facts.now + DAY_MS):
                break
        waiting &= alone
    for n in places(waiting):
        moment = _turn(rules, n, facts, entered=rules.rules[n].id in granted)
        if moment is not None:
            turns[n] = moment
    return turns


def _moments(rules: RuleSet, basis: Basis, earned: Earned, turns: Mapping[int, int]) -> Iterator[int | None]:
    now = basis.decided_at
    yield from turns.values()
    for grant in basis.grants:
        yield grant.expires_at
    if basis.promise and basis.promise.expires_at > now:
        yield basis.promise.expires_at
    for n in places(earned.held & rules.matcher.telling):
        for each in rules.rules[n].interventions:
            yield None if each.when is ALWAYS else changes_at(each.when, earned.bill.facts, now)
    for n in places(earned.held & rules.matcher.moving):
        for threshold in rules.rules[n].thresholds:
            yield changes_at(threshold, earned.bill.facts, now)
    for n in places(earned.held & rules.matcher.limited):
        yield _budget_renewed_at(rules, basis, earned, n)


def _budget_renewed_at(rules: RuleSet, basis: Basis, earned: Earned, n: int) -> int | None:
    """Return when the budget of the rule at ``n`` is whole again; ``None`` when more of it would change nothing."""
    rule, usage = rules.rules[n], basis.used.get(rules.rules[n].id, UNUSED)
    limits = rule.limits
    if limits is None or limits.budget is None or not usage.spent or earned.causes.get(n) == "limit":
        return None
    left = remaining(limits, usage)
    claims, _ = ask(rule, earned.bill, UNUSED)
    wanted = sum(amount for amount, _ in claims) + share(basis.cart.shipping.amount, rule.shipping_basis_points)
    if left and left >= wanted:
        return None
    return period_end(limits.budget.per, basis.decided_at, rules.zone)


def turns_at(rule: Rule, facts: Facts, *, entered: bool, until: int | None = None) -> int | None:
    """Return the first moment at which ``rule`` comes to hold, or ceases to, with no news but time.

    One that was ``entered`` needs its ``enter`` no more. ``None`` when time alone never changes it, or not before
    ``until``.
    """
    state = stands(rule, facts, entered=entered)
    later, moment = facts, facts.now
    for _ in range(_LOOKS):
        following = _may_turn_at(rule, later, moment, entered=entered)
        if following is None or (until is not None and following > until):
            return None
        moment, later = following, facts.at(following)
        if stands(rule, later, entered=entered) is not state:
            break
    # It wavers without changing: to look once too often is better than too late.
    return moment


def _turn(rules: RuleSet, n: int, facts: Facts, *, entered: bool) -> int | None:
    """Return what ``turns_at`` does of the rule at ``n``; the usual case in few steps."""
    rule, plan, now = rules.rules[n], rules.plans[n], facts.now
    enter = None if entered else rule.enter
    enter_moves = enter is not None and plan.enter_moves
    if plan.when_moves + enter_moves + (rule.schedule is not None) == 1:
        # The one part that moves decides, if the others hold.
        if not plan.when_moves and not holds(rule.when, facts):
            return None
        if enter is not None and not enter_moves and not holds(enter, facts):
            return None
        if rule.schedule:
            return rule.schedule.next_edge(now)
        return changes_at(enter if enter is not None and enter_moves else rule.when, facts, now)
    return turns_at(rule, facts, entered=entered)


def stands(rule: Rule, facts: Facts, *, entered: bool) -> bool:
    """Return whether ``rule`` holds at the moment of ``facts``; once ``entered`` it needs its ``enter`` no more."""
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
