"""What a valid rule set says that its author can hardly mean: each with the path to it, a code, and a way out.

Nothing here keeps anybody from publishing. Where it would take too long or cannot be told, nothing is said.
"""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from shared.domain.conditions.tree import ALWAYS, All
from shared.domain.errors import FieldError
from shared.domain.rules.actions import Fixed, PerArticle
from shared.domain.rules.implying import never
from shared.domain.rules.model import Limits, Rule, RuleSet
from shared.domain.rules.rivals import rivals
from shared.domain.rules.strangers import Known, strangers

__all__ = ["MOST", "Known", "warnings"]

# Nobody reads more than that.
MOST = 200


def warnings(rules: RuleSet, document: Mapping[str, Any], known: Known, now: int) -> tuple[FieldError, ...]:
    """Return what to look at again before publishing at ``now``."""
    paths = _paths(document)
    found: list[FieldError] = []
    if not rules.rules and not rules.prompts:
        found.append(FieldError("$.rules", "no_rules", "no rule is enabled: no cart would get anything"))
    for rule in (*(each for each in rules.rules if each.on == "cart"), *rules.prompts):
        found += _of_rule(rule, paths[rule.id], now)
    found += _codes(rules, paths)
    found += _exclusions(rules, paths)
    found += rivals(rules, paths)
    found += strangers(document, known)
    return tuple(found[:MOST])


def _paths(document: Mapping[str, Any]) -> dict[str, str]:
    return {rule["id"]: f"$.rules[{n}]" for n, rule in enumerate(document.get("rules") or ())}


def _of_rule(rule: Rule, path: str, now: int) -> Iterator[FieldError]:
    if never(rule.when):
        yield FieldError(f"{path}.when", "never_applies", "no cart can meet this: its conditions contradict each other")
    elif rule.enter and never(All((rule.when, rule.enter))):
        message = "'enter' and 'when' contradict each other, so nobody ever gets in: change one of them"
        yield FieldError(f"{path}.enter", "never_applies", message)
    if rule.schedule and not rule.schedule.is_open(now) and rule.schedule.next_edge(now) is None:
        message = "its time is over and never comes again: give it a new one, or disable the rule"
        yield FieldError(f"{path}.schedule", "schedule_over", message)
    if rule.id in rule.excludes:
        yield FieldError(f"{path}.excludes", "excludes_itself", "a rule cannot exclude itself: take it out")
    for n, shown in enumerate(rule.interventions):
        if shown.when != ALWAYS and never(All((rule.when, shown.when))):
            at = f"{path}.then.interventions[{n}].when"
            yield FieldError(at, "never_applies", "together with the rule's own conditions no cart can meet this")
    if rule.limits:
        yield from _of_limits(rule, rule.limits, f"{path}.limits")
    ceiling = rule.ceiling.amount if rule.ceiling else None
    if ceiling is not None and isinstance(rule.discount, Fixed) and rule.discount.amount > ceiling:
        message = f"the rule gives {rule.discount.amount} and may give {ceiling} at most: lower one, or raise the other"
        yield FieldError(f"{path}.ceiling.amount", "ceiling_below_discount", message)


def _of_limits(rule: Rule, limits: Limits, path: str) -> Iterator[FieldError]:
    # Each of these is within the next: a session within a customer, a customer within all.
    names = ("per_session", "per_customer", "total")
    said = [(name, value) for name in names if (value := getattr(limits, name)) is not None]
    for (name, value), (wider, most) in pairwise(said):
        if value > most:
            message = f"'{wider}' is {most} already, so {value} is never reached: lower it"
            yield FieldError(f"{path}.{name}", "limit_without_effect", message)
    one_use = rule.discount.amount if isinstance(rule.discount, Fixed | PerArticle) else None
    if limits.budget and one_use is not None and one_use > limits.budget.amount:
        message = f"one use costs {one_use}, the budget is {limits.budget.amount}: raise it, or give less"
        yield FieldError(f"{path}.budget.amount", "budget_below_one_use", message)


def _codes(rules: RuleSet, paths: dict[str, str]) -> Iterator[FieldError]:
    first: dict[str, Rule] = {}
    for rule in rules.rules:
        if rule.codes is None:
            continue
        for code in sorted(rule.codes.words | ({f"batch:{rule.codes.batch}"} if rule.codes.batch else set())):
            earlier = first.setdefault(code, rule)
            grouped = rule.group is not None and rule.group == earlier.group
            apart = grouped or rule.id in earlier.excludes or earlier.id in rule.excludes
            if earlier is not rule and not apart:
                message = f"'{code.removeprefix('batch:')}' is asked for by '{earlier.id}' too, and both give: "
                yield FieldError(f"{paths[rule.id]}.codes", "code_used_twice", f"{message}put them into one group")


def _exclusions(rules: RuleSet, paths: dict[str, str]) -> Iterator[FieldError]:
    enabled = {rule.id for rule in (*rules.rules, *rules.prompts)}
    for rule in rules.rules:
        for name in sorted(rule.excludes - enabled):
            message = f"'{name}' is disabled, so there is nothing to exclude: enable it, or take it out"
            yield FieldError(f"{paths[rule.id]}.excludes", "excludes_disabled", message)
