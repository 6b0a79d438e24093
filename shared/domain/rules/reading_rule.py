"""From the document of one rule to the rule; faults are noted in ``Members``."""

import re
from typing import Any
from zoneinfo import ZoneInfo

from shared.domain.conditions.tree import ALWAYS, All, Comparison, Condition
from shared.domain.errors import FieldError, RuleSetError
from shared.domain.money import BASIS_POINTS
from shared.domain.rules.giving import Giving, read_giving, read_texts
from shared.domain.rules.members import MAX_COUNT, MAX_MINOR, Members
from shared.domain.rules.model import LASTINGS, OCCASIONS, PERIODS, Budget, Ceiling, Codes, Limits, Rule
from shared.domain.schedules import Schedule, parse_schedule

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
BATCH_NAME = "a batch's name is made of letters, digits, '_', '-' and '.'"


def parse_rule(document: Any, zone: ZoneInfo, path: str) -> Rule:
    """Return the rule that ``document`` describes, enabled or not; raise ``RuleSetError`` with all that is wrong."""
    faults: list[FieldError] = []
    rule, _ = read_rule(Members(document, path, faults), zone)
    if faults:
        raise RuleSetError(f"{faults[0].path}: {faults[0].message}", errors=tuple(faults))
    return rule


def read_rule(document: Members, zone: ZoneInfo) -> tuple[Rule, bool]:
    """Return a rule, and whether it is enabled."""
    title, then, limits, ceiling = (document.inner(name) for name in ("title", "then", "limits", "ceiling"))
    for name, member in (("title", title), ("then", then)):
        if member is None:
            document.refuse("missing", "a rule needs an 'id', a 'priority', a 'title' and a 'then'", name)
    giving = read_giving(then) if then else Giving(None, 0, None, ())
    codes = _codes(document)
    when = document.condition("when") or ALWAYS
    enter, schedule = document.condition("enter"), _schedule(document, zone)
    rule = Rule(
        id=read_id(document),
        number=document.integer("priority", 1, MAX_COUNT),
        title=read_texts(title, longest=200) if title else {},
        group=document.text("group", default="", longest=64) or None,
        personalised=document.boolean("personalised", default=True),
        when=_with_codes(when, codes),
        enter=enter,
        schedule=schedule,
        discount=giving.discount,
        shipping_basis_points=giving.shipping_basis_points,
        interventions=giving.interventions,
        gift=giving.gift,
        codes=codes,
        limits=_limits(limits) if limits else None,
        excludes=frozenset(document.names("excludes")),
        ceiling=_rule_ceiling(ceiling) if ceiling else None,
        on=document.choice("on", OCCASIONS, default="cart"),
        lasts=document.choice("lasts", LASTINGS, default="offer"),
    )
    if rule.on == "events" and not rule.interventions:
        document.refuse("missing", "a rule on events tells the shopper: name 'interventions'", "then")
    if rule.lasts == "day" and rule.on != "events":
        document.refuse("contradiction", "only a rule 'on': 'events' grants something until the day's end", "lasts")
    enabled = document.boolean("enabled", default=True)
    document.finish()
    return rule, enabled


def read_id(document: Members) -> str:
    """Return the ``id`` of a rule or a group."""
    name = document.text("id", longest=64)
    if name and not ID.fullmatch(name):
        document.refuse("invalid_id", "an id is made of letters, digits, '_', '-' and '.'", "id")
    return name


def _schedule(document: Members, zone: ZoneInfo) -> Schedule | None:
    if document.raw("schedule") is None:
        return None
    try:
        return parse_schedule(document.raw("schedule"), zone, document.at("schedule"))
    except RuleSetError as refusal:
        document.faults += refusal.errors
        return None


def _codes(document: Members) -> Codes | None:
    """Return the codes of a rule: ``["WELCOME", ...]``, or ``{"batch": "spring"}`` for single-use ones."""
    if type(document.raw("codes")) is dict:
        batch = Members(document.raw("codes"), document.at("codes"), document.faults)
        codes = Codes(batch=_batch(batch))
        batch.finish()
        return codes
    words = document.names("codes", longest=64, most=1000)
    for n, word in enumerate(words):
        if word != word.strip() or ":" in word:
            document.refuse("invalid_code", "a code has no blanks around it and no colon in it", f"codes[{n}]")
    return Codes(frozenset(word.casefold() for word in words)) if words else None


def _batch(document: Members) -> str:
    name = document.text("batch", longest=64)
    if name and not ID.fullmatch(name):
        document.refuse("invalid_id", BATCH_NAME, "batch")
    return name


def _with_codes(when: Condition, codes: Codes | None) -> Condition:
    if codes is None:
        return when
    wanted = codes.words | ({f"batch:{codes.batch}"} if codes.batch else frozenset())
    entered = Comparison("cart.codes", "contains_any", wanted)
    return All((*(when.parts if isinstance(when, All) else (when,)), entered))


def _limits(document: Members) -> Limits:
    budget = document.inner("budget")
    limits = Limits(
        *(document.optional(name, 1, MAX_COUNT) for name in ("per_session", "per_customer", "total")),
        _budget(budget) if budget else None,
    )
    document.finish()
    return limits


def _budget(document: Members) -> Budget:
    budget = Budget(document.minor("amount"), document.choice("per", PERIODS, default="campaign"))
    document.finish()
    return budget


def _rule_ceiling(document: Members) -> Ceiling:
    ceiling = Ceiling(document.optional("basis_points", 0, BASIS_POINTS), document.optional("amount", 0, MAX_MINOR))
    document.finish()
    if ceiling == Ceiling():
        document.refuse("missing", "a ceiling has an 'amount', 'basis_points' or both")
    return ceiling
