"""The JSON Schema (2020-12) of a rule-set document, made from the fact catalogue and what the reading accepts.

Whatever the reading accepts follows it; what only the reading can know (two rules of one id, a bound below the other)
it leaves open. Descriptions, examples and defaults are for editors.
"""

from functools import cache

from shared.domain.facts.of_clock import WEEKDAYS
from shared.domain.rules import schema_conditions, schema_giving
from shared.domain.rules.members import MAX_COUNT
from shared.domain.rules.model import LASTINGS, OCCASIONS, PERIODS, POLICIES
from shared.domain.rules.reading import MAX_RULES
from shared.domain.rules.schema_parts import (
    Schema,
    basis_points,
    boolean,
    choice,
    count,
    many,
    minor,
    number,
    record,
    ref,
    text,
)

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_POLICIES = {
    "first": "the rule with the smallest priority",
    "best_for_shopper": "the rule that takes off most",
    "cheapest_for_shop": "the rule that takes off least",
}
_PERIODS = {
    "day": "anew every day of the shop's calendar",
    "week": "anew every Monday",
    "month": "anew every month",
    "campaign": "once for all",
}
_OCCASIONS = {
    "cart": "a cart is decided",
    "events": "the shopper's steps come in, with or without a cart: what it shows is pushed at once",
}
_LASTINGS = {"offer": "as long as an offer stands", "day": "until midnight, by the shop's clock"}
_ID = {"pattern": r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$"}


@cache
def schema() -> Schema:
    """Return the schema."""
    return {
        "$schema": DIALECT,
        "title": "Microlift rule set",
        **record(
            "The rules by which carts are decided. Amounts are in minor units, parts in basis points.",
            {},
            {
                "$schema": text("where editors find this schema", 512),
                "name": text("the rule set's name; the address says it anyway", 64),
                "version": number("given by the shop's server when it is published", 0, MAX_COUNT),
                "author": _free("who wrote this version", 128),
                "note": _free("what is new in it, for the history", 1000),
                "currency": text("the shop's currency (ISO 4217)", 3, examples=["EUR"]),
                "time_zone": text("of schedules and clock facts; missing: the shop's", examples=["Europe/Rome"]),
                "offer_ttl_s": number("how long an offer stands, in seconds", 60, 30 * 86_400, default=1800),
                "ceiling": record(
                    "the most that all rules together take off the articles",
                    {"basis_points": basis_points("of the subtotal", examples=[3500])},
                    {},
                ),
                "gate": record(
                    "what a back-test must show before this rule set may be published",
                    {},
                    {
                        "max_cost_increase": count("how much dearer its discounts may be, in basis points", 0),
                        "min_margin": basis_points("the least margin that must be left"),
                    },
                ),
                "interventions": record(
                    "how much the rules on events may show in one session",
                    {},
                    {
                        "per_session": count("interventions of all of them together", 0),
                        "gap_s": number("seconds between two of them", 0, 7_200, default=0),
                    },
                ),
                "groups": many(_group(), "rules that do not add up", 100),
                "rules": many(ref("rule"), "the rules, in any order", MAX_RULES),
            },
        ),
        "$defs": {
            "rule": _rule(),
            "schedule": _schedule(),
            "window": _window(),
            **schema_giving.definitions(),
            **schema_conditions.definitions(),
        },
    }


def _group() -> Schema:
    policies: dict[str, str] = {policy: _POLICIES[policy] for policy in POLICIES}
    return record(
        "rules of one group do not add up: one of them gives its discount",
        {"id": text("the group's name, which its rules say", 64, **_ID)},
        {"policy": choice("which of them", policies, default="first")},
    )


def _rule() -> Schema:
    return record(
        "a rule: when it holds, when it may be entered, what it gives",
        {
            "id": text("its name in decisions and reports", 64, **_ID),
            "priority": count("its number: 1 comes first; no two rules share one"),
            "title": ref("texts", "what the shopper reads"),
            "then": ref("then", "what it gives"),
        },
        {
            "group": _free("its group; missing: it adds on top", 64),
            "enabled": boolean("false: it stays in the document and out of every decision", default=True),
            "personalised": boolean("whether it follows from the shopper's behaviour", default=True),
            "on": choice("it is asked whenever", {each: _OCCASIONS[each] for each in OCCASIONS}, default="cart"),
            "lasts": choice("what it grants stands", {each: _LASTINGS[each] for each in LASTINGS}, default="offer"),
            "when": ref("condition", "must hold all the time; missing: always"),
            "enter": ref("condition", "must hold only at the moment of granting"),
            "schedule": ref("schedule", "days, hours and seasons in which it may act"),
            "codes": _codes(),
            "limits": _limits(),
            "excludes": many(text("a rule's id"), "rules that give nothing while this one gives", 200),
            "ceiling": record(
                "the most that this rule takes off, in one of two ways or both",
                {},
                {"basis_points": basis_points("of the subtotal"), "amount": minor("an amount", 0)},
                minProperties=1,
            ),
        },
    )


def _codes() -> Schema:
    word = text("a code; letter case does not matter", 64, pattern=r"^[^\s:]([^:]*[^\s:])?$", examples=["WELCOME"])
    words = many(word, "codes", 1000)
    batch = record(
        "any single-use code of a batch", {"batch": text("the batch's name", 64, **_ID, examples=["spring"])}, {}
    )
    return {"description": "what the shopper must enter", "anyOf": [words, batch]}


def _limits() -> Schema:
    budget = record(
        "what the rule may cost",
        {"amount": minor("how much")},
        {"per": choice("within which time", {each: _PERIODS[each] for each in PERIODS}, default="campaign")},
    )
    return record(
        "how often it may be redeemed, and for how much",
        {},
        {
            "per_session": count("orders of one session"),
            "per_customer": count("orders of one customer"),
            "total": count("orders in all"),
            "budget": budget,
        },
    )


def _schedule() -> Schema:
    windows = {
        "description": "hours of the week",
        "anyOf": [ref("window"), {"type": "array", "items": ref("window"), "minItems": 1}],
    }
    season = {
        "type": "object",
        "description": "days of every year, both included; may run over New Year",
        "properties": {name: {"type": "string", "examples": ["11-01"]} for name in ("from", "until")},
        "required": ["from", "until"],
        "additionalProperties": False,
    }
    day = "2026-12-24, or 2026-12-24T18:00:00, by the clock on the wall"
    return record(
        "open while every part that is given is open; a time zone's changes of the clock are minded",
        {},
        {
            "from": {"type": "string", "description": f"the first day or moment: {day}", "examples": ["2026-12-01"]},
            "until": {"type": "string", "description": f"the last day, or the end: {day}", "examples": ["2026-12-24"]},
            "weekly": windows,
            "yearly": season,
            "time_zone": {"type": "string", "description": "of this schedule", "examples": ["Europe/Rome"]},
        },
        minProperties=1,
    )


def _window() -> Schema:
    clock = {"type": "string", "pattern": r"^\d\d:\d\d"}
    return {
        "type": "object",
        "description": "hours of some days; an end before its beginning lies on the next day",
        "properties": {
            "days": {"type": "array", "items": {"enum": list(WEEKDAYS)}, "minItems": 1},
            "from": {**clock, "description": "HH:MM, included", "examples": ["18:00"]},
            "until": {**clock, "description": "HH:MM, excluded; 24:00 is midnight", "examples": ["22:00"]},
        },
        "required": ["days", "from", "until"],
        "additionalProperties": False,
    }


def _free(description: str, longest: int) -> Schema:
    """Return the schema of a text that may be empty, and else says something."""
    return {"type": "string", "description": description, "pattern": r"^$|\S", "maxLength": longest}
