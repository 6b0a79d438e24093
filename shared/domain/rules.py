"""Rules as data: what a rule-set document may say, validated into plain values.

The shape is design-time knowledge only; which rules hold for a cart is ``decisions.py``, what they are worth
``pricing.py``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from shared.domain.conditions import ALWAYS, RAISING, Condition, comparisons, parse_condition
from shared.domain.errors import FieldError, RuleSetError
from shared.domain.facts import FACTS
from shared.domain.money import BASIS_POINTS, Minor
from shared.domain.schedules import Schedule, parse_schedule

LANGUAGES = ("it", "en", "pl")
FALLBACK_LANGUAGE = "en"

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Percent:
    """``basis_points`` of the undiscounted amount of the cart's lines, or of those with one of ``tags``."""

    basis_points: int
    tags: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class PerArticle:
    """``amount`` for each article beyond the first ``beyond``."""

    amount: Minor
    beyond: int


@dataclass(frozen=True, slots=True)
class Intervention:
    """Something to show or send once per session, while ``when`` holds beside the rule's own conditions."""

    type: str
    when: Condition = ALWAYS
    text: Texts | None = None


Discount = Percent | PerArticle


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``number`` orders (1 is first); ``group`` is ``None`` for an override, which adds on top."""

    id: str
    number: int
    title: Texts
    group: str | None
    personalised: bool
    when: Condition
    enter: Condition | None
    schedule: Schedule | None
    discount: Discount | None
    free_shipping: bool
    interventions: tuple[Intervention, ...]
    waits: bool
    """Time alone can bring it, or take it away before its offer ends: it has a schedule or asks for a running fact."""
    within_reach: bool
    """More articles, or dearer ones, can bring it."""


@dataclass(frozen=True, slots=True)
class RuleSet:
    """An immutable version of the shop's rules, in order of their numbers; disabled rules are left out."""

    name: str
    version: int
    currency: str
    ceiling_basis_points: int
    offer_ttl_ms: int
    rules: tuple[Rule, ...]

    @property
    def label(self) -> str:
        """The name and version that a decision carries, such as ``default@1``."""
        return f"{self.name}@{self.version}"


def localised(texts: Texts, locale: str | None) -> str:
    """Return the text in the language of ``locale`` (``it-IT`` reads ``it``), else in English, else in any."""
    language = (locale or FALLBACK_LANGUAGE)[:2].lower()
    return texts.get(language) or texts.get(FALLBACK_LANGUAGE) or next(iter(texts.values()), "")


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
        return Percent(
            _basis_points(document["basis_points"], f"{path}.basis_points"), frozenset(tags) if tags else None
        )
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
