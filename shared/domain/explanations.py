"""Why a decision is what it is: every rule with its outcome, each condition with what it requires and what is the case.

Made only when somebody asks, from the same verdict that was answered.
"""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Literal, cast

from shared.domain.answers import Decision
from shared.domain.cart import Cart
from shared.domain.conditions.holding import holds
from shared.domain.conditions.reasons import explained, plain
from shared.domain.decisions import Verdict
from shared.domain.facts.gathered import Facts
from shared.domain.frozen import frozen
from shared.domain.money import Minor
from shared.domain.rules.model import Rule, RuleSet, localised

Outcome = Literal["applied", "not_met", "suppressed"]
Cause = Literal["stacking", "ceiling", "budget", "limit", "schedule", "holdout", "consent", "margin", "zero_amount"]
Tree = Mapping[str, Any]


@frozen
class ScheduleState:
    """Whether the rule's schedule was open, and when it changes next (epoch ms); ``None``: never."""

    open: bool
    next_edge: int | None


@frozen
class Explanation:
    """What became of one rule, and why.

    ``cause`` says what suppressed a rule whose conditions are met. ``when`` and ``enter`` are trees of ``all``, ``any``
    and ``not``; a leaf has ``fact, op, required, actual, met, short_by``. Once granted, a rule needs its ``enter`` no
    more until ``granted_until`` (epoch ms). ``amount`` is what it takes off, shipping included, in minor units.
    """

    rule: str
    title: str
    outcome: Outcome
    cause: Cause | None
    amount: Minor
    when: Tree
    enter: Tree | None
    schedule: ScheduleState | None
    granted_until: int | None


@frozen
class ExplainedDecision(Decision):
    """A decision, every rule of its rule set, and what was decided on, so that it can be tried with other rules.

    ``cart`` is at the shop's prices; ``observed`` has the facts of session and customer that are not a new shopper's.
    """

    explanation: tuple[Explanation, ...]
    cart: Cart
    observed: Mapping[str, Any]


def with_reasons(decision: Decision, rules: RuleSet, verdict: Verdict) -> ExplainedDecision:
    """Return ``decision`` with its reasons."""
    members = {each.name: getattr(decision, each.name) for each in fields(decision)}
    basis, facts = verdict.basis, Facts(verdict.basis, rules.zone)
    observed = {name: plain(facts[name]) for name in basis.observed}
    return ExplainedDecision(**members, explanation=explain(rules, verdict), cart=basis.cart, observed=observed)


def explain(rules: RuleSet, verdict: Verdict) -> tuple[Explanation, ...]:
    """Return what became of every enabled rule that decides carts, in order of the rules' numbers.

    One that session rules grant is explained by what it asks of the session.
    """
    asked = {rule.id: rule for rule in rules.prompts}
    facts = Facts(verdict.basis, rules.zone)
    amounts = {each.rule.id: sum(each.allocations) + each.shipping for each in verdict.applied}
    granted = {grant.rule: grant.expires_at for grant in verdict.basis.grants}
    now, suppressed = verdict.basis.decided_at, verdict.suppressed
    explanations: list[Explanation] = []
    for n, decided in enumerate(rules.rules):
        rule = asked.get(decided.id, decided)
        outcome, cause = _outcome(decided, suppressed.get(rule.id), facts, held=verdict.mask >> n & 1)
        schedule = rule.schedule
        explanations.append(
            Explanation(
                rule=rule.id,
                title=localised(rule.title, verdict.basis.locale),
                outcome=outcome,
                cause=cause,
                amount=amounts.get(rule.id, 0),
                when=explained(rule.when, facts),
                enter=explained(rule.enter, facts) if rule.enter else None,
                schedule=ScheduleState(schedule.is_open(now), schedule.next_edge(now)) if schedule else None,
                granted_until=granted.get(rule.id),
            )
        )
    return tuple(explanations)


def _outcome(rule: Rule, cause: str | None, facts: Facts, *, held: int) -> tuple[Outcome, Cause | None]:
    if cause:
        return "suppressed", cast("Cause", cause)
    if held:
        return "applied", None
    if not holds(rule.when, facts) or (rule.enter and not holds(rule.enter, facts)):
        return "not_met", None
    if rule.schedule and not rule.schedule.is_open(facts.now):
        return "suppressed", "schedule"
    # Its conditions are met by a cart that is empty or completed, and earns nothing.
    return "suppressed", "zero_amount"
