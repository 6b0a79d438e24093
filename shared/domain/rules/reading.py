"""From a rule-set document to a rule set; what cannot be read is refused with its path and code."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from shared.domain.conditions.reading import parse_condition
from shared.domain.conditions.tree import ALWAYS, RAISING, Comparison, comparisons
from shared.domain.errors import FieldError, RuleSetError
from shared.domain.facts.catalogue import FACTS
from shared.domain.money import BASIS_POINTS
from shared.domain.rules.actions import Discount, Intervention, PerArticle, Percent
from shared.domain.rules.model import Group, Rule, RuleSet
from shared.domain.schedules import parse_schedule


def parse_rule_set(document: Mapping[str, Any], *, currency: str, time_zone: str) -> RuleSet:
    """Return the rule set that ``document`` describes, in the shop's currency and time zone.

    Raises ``RuleSetError`` naming the path and the code of what is wrong.
    """
    zone = ZoneInfo(time_zone)
    rules = [
        _parse_rule(rule, zone, f"$.rules[{n}]")
        for n, rule in enumerate(document["rules"])
        if rule.get("enabled", True)
    ]
    rules.sort(key=lambda rule: rule.number)
    for earlier, later in pairwise(rules):
        if earlier.number == later.number or earlier.id == later.id:
            raise _refusal("$.rules", "duplicate", f"{earlier.id} and {later.id} share an id or a priority")
    return RuleSet(
        name=document["name"],
        version=document["version"],
        currency=currency,
        ceiling_basis_points=_basis_points(document["ceiling"]["basis_points"], "$.ceiling.basis_points"),
        offer_ttl_ms=document["offer_ttl_s"] * 1000,
        rules=tuple(rules),
        zone=zone,
        groups=tuple(Group(group["id"], group["policy"]) for group in document.get("groups", ())),
    )


def _parse_rule(document: Mapping[str, Any], zone: ZoneInfo, path: str) -> Rule:
    try:
        actions = document["then"]
        when = parse_condition(document["when"], f"{path}.when") if "when" in document else ALWAYS
        enter = parse_condition(document["enter"], f"{path}.enter") if "enter" in document else None
        interventions = tuple(
            _parse_intervention(each, f"{path}.then.interventions[{n}]")
            for n, each in enumerate(actions.get("interventions", ()))
        )
        conditions = [when, enter or ALWAYS, *(each.when for each in interventions)]
        asked = [FACTS[each.fact] for condition in conditions for each in comparisons(condition)]
        return Rule(
            id=document["id"],
            number=document["priority"],
            title=document["title"],
            group=document.get("group"),
            personalised=document.get("personalised", True),
            when=when,
            enter=enter,
            schedule=parse_schedule(document["schedule"], zone, f"{path}.schedule") if "schedule" in document else None,
            discount=_parse_discount(actions.get("discount"), f"{path}.then.discount"),
            free_shipping=actions.get("free_shipping", False),
            interventions=interventions,
            waits="schedule" in document or any(fact.running for fact in asked),
            within_reach=any(FACTS[each.fact].reachable and each.op in RAISING for each in comparisons(when)),
        )
    except KeyError as missing:
        raise _refusal(path, "missing", f"a rule needs {missing}") from missing


def _parse_discount(document: Mapping[str, Any] | None, path: str) -> Discount | None:
    if document is None:
        return None
    if document["type"] == "percent":
        tags = document.get("tags")
        touched = Comparison("line.tags", "contains_any", frozenset(tags)) if tags else None
        return Percent(_basis_points(document["basis_points"], f"{path}.basis_points"), touched)
    if document["type"] == "per_article":
        return PerArticle(document["amount"], document["beyond"])
    raise _refusal(f"{path}.type", "unknown_type", "a discount is 'percent' or 'per_article'")


def _parse_intervention(document: Mapping[str, Any], path: str) -> Intervention:
    when = parse_condition(document["when"], f"{path}.when") if "when" in document else ALWAYS
    return Intervention(document["type"], when, document.get("text"))


def _basis_points(value: Any, path: str) -> int:
    if type(value) is not int or not 0 <= value <= BASIS_POINTS:
        raise _refusal(path, "out_of_range", "basis points are a whole number from 0 to 10000")
    return value


def _refusal(path: str, code: str, message: str) -> RuleSetError:
    return RuleSetError(f"{path}: {message}", errors=(FieldError(path, code, message),))
