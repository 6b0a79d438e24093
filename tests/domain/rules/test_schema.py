"""The schema and the reading say the same: what the schema refuses, the reading refuses too."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import shared.domain
from shared.domain.errors import RuleSetError
from shared.domain.facts.catalogue import FACTS, FAMILIES, names
from shared.domain.rules.giving import DISCOUNT_TYPES
from shared.domain.rules.reading import parse_rule_set
from shared.domain.rules.schema import DIALECT, schema

DEFAULT = json.loads((Path(shared.domain.__file__).parent / "rulesets" / "default.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(schema())

CHEAP = {"fact": "line.unit_price", "op": "lt", "value": 1000}
EVERYTHING: dict[str, Any] = {
    "author": "Anna",
    "note": "All there is.",
    "currency": "EUR",
    "time_zone": "Europe/Rome",
    "offer_ttl_s": 1800,
    "ceiling": {"basis_points": 3500},
    "gate": {"max_cost_increase": 500, "min_margin": 1000},
    "groups": [{"id": "profile", "policy": "best_for_shopper"}, {"id": "rest"}],
    "rules": [
        {
            "id": "conditions",
            "priority": 1,
            "title": {"it": "Condizioni", "en": "Conditions", "pl": "Warunki"},
            "group": "profile",
            "enabled": True,
            "personalised": False,
            "when": {
                "all": [
                    {"any": [{"fact": "cart.subtotal", "op": "gt", "value": 15000}]},
                    {"not": {"fact": "cart.tags", "op": "contains_any", "value": ["sale"]}},
                    {
                        "weighted": [{"weight": 2, "if": {"fact": "customer.prime", "op": "eq", "value": True}}],
                        "at_least": 2,
                    },
                    {"fact": "cart.quantity", "op": "between", "value": [1, 9]},
                    {"fact": "cart.stage", "op": "in", "value": ["cart", "checkout"]},
                    {"fact": "session.events.view_item", "op": "ge", "value": 3},
                    {"fact": "clock.days_until.12-24", "op": "le", "value": 7},
                    {"fact": "clock.date", "op": "ge", "value": "2026-12-01"},
                    {"fact": "customer.tier", "op": "starts_with", "value": "go"},
                    {"fact": "customer.tier", "op": "exists", "value": True},
                    {"any_line": CHEAP},
                    {"every_line": {"all": [CHEAP, {"fact": "line.tags", "op": "contains", "value": "fresh"}]}},
                    {"count_lines": CHEAP, "op": "ge", "value": 2},
                    {"sum_lines": "line.amount", "where": CHEAP, "op": "between", "value": [1, 2]},
                ]
            },
            "enter": {"fact": "cart.idle_ms", "op": "gt", "value": 300000},
            "schedule": {
                "from": "2026-12-01",
                "until": "2026-12-24T18:00:00",
                "weekly": [{"days": ["sat", "sun"], "from": "18:00", "until": "24:00"}],
                "yearly": {"from": "11-01", "until": "12-26"},
                "time_zone": "Europe/Warsaw",
            },
            "codes": ["WELCOME", "ciao"],
            "limits": {
                "per_session": 1,
                "per_customer": 2,
                "total": 100,
                "budget": {"amount": 50000, "per": "month"},
            },
            "excludes": ["tiers"],
            "ceiling": {"amount": 5000, "basis_points": 1000},
            "then": {
                "discount": {"type": "percent", "basis_points": 1000, "lines": CHEAP, "tags": ["fresh"]},
                "shipping_basis_points": 5000,
                "gift": {"item_id": "sku-1", "fact": "cart.subtotal", "from": 5000},
                "interventions": [
                    {
                        "type": "upsell",
                        "when": {"fact": "cart.quantity", "op": "gt", "value": 1},
                        "text": {"en": "One more?"},
                        "params": {"item_id": "sku-2", "count": 3, "loud": False},
                    }
                ],
            },
        },
        {
            "id": "tiers",
            "priority": 2,
            "title": {"en": "Tiers"},
            "schedule": {"weekly": {"days": ["mon"], "from": "09:00", "until": "18:00"}},
            "codes": {"batch": "spring"},
            "then": {
                "free_shipping": True,
                "discount": {
                    "type": "tiered",
                    "by": "cart.quantity",
                    "tiers": [{"from": 2, "basis_points": 500}, {"from": 5, "amount": 1000}],
                },
            },
        },
        {
            "id": "bundle",
            "priority": 3,
            "title": {"en": "Bundle"},
            "then": {
                "discount": {
                    "type": "bundle",
                    "price": 2000,
                    "parts": [{"tags": ["cake"]}, {"lines": CHEAP, "quantity": 2}],
                }
            },
        },
        *(
            {"id": each["type"], "priority": 10 + n, "title": {"en": "One more"}, "then": {"discount": each}}
            for n, each in enumerate(
                (
                    {"type": "fixed", "amount": 500},
                    {"type": "per_article", "amount": 100, "beyond": 2},
                    {"type": "nth_article", "every": 3, "basis_points": 10000},
                    {"type": "price_cap", "amount": 1999},
                )
            )
        ),
    ],
}


def accepted(document: Any) -> bool:
    try:
        parse_rule_set(document, currency="EUR", time_zone="Europe/Rome")
    except RuleSetError:
        return False
    return True


def faults(document: Any) -> list[str]:
    return [f"{each.json_path}: {each.message}" for each in VALIDATOR.iter_errors(document)]


def test_it_is_a_json_schema_of_2020_12() -> None:
    Draft202012Validator.check_schema(schema())
    assert schema()["$schema"] == DIALECT


@pytest.mark.parametrize("document", [DEFAULT, EVERYTHING, {}], ids=["default", "everything", "empty"])
def test_what_the_reading_accepts_follows_the_schema(document: Any) -> None:
    assert accepted(document)
    assert faults(document) == []


def test_every_kind_of_discount_is_tried_here() -> None:
    tried = {rule["then"]["discount"]["type"] for rule in EVERYTHING["rules"]}

    assert tried == set(DISCOUNT_TYPES)


def places(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Return the path to every value within ``value``, its own first."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for step, each in inner for place in places(each, (*path, step)))]


OTHER_VALUES = st.one_of(
    st.sampled_from(
        [None, True, False, 0, 1, -1, 5, 9999, 10_000, 10_001, 10**13, 1.5, "", " ", "x", "mon", "gt", "between"]
    ),
    st.sampled_from(
        ["cart.subtotal", "line.amount", "cart.tags", "2026-12-24", "12-24", "18:00", "percent", "x" * 300]
    ),
    st.sampled_from([[], [1], [1, 2], [2, 1], ["x"], ["x", 1], [None], {}, {"x": 1}, {"all": []}, CHEAP]),
    st.sampled_from([{"from": "11-01"}, {"batch": "x"}, {"en": "x"}, {"fr": "x"}, {"en": None}, {"basis_points": 1}]),
)
CHANGES = st.lists(
    st.tuples(st.sampled_from(places(EVERYTHING)[1:]), st.sampled_from(["replace", "remove", "add"]), OTHER_VALUES),
    min_size=1,
    max_size=2,
)


def changed(changes: list[tuple[tuple[str | int, ...], str, Any]]) -> Any:
    document = copy.deepcopy(EVERYTHING)
    for path, change, value in changes:
        holder: Any = document
        try:
            for step in path[:-1]:
                holder = holder[step]
            holder[path[-1]]
        except (KeyError, IndexError, TypeError):
            continue
        if change == "replace":
            holder[path[-1]] = copy.deepcopy(value)
        elif change == "remove":
            del holder[path[-1]]
        elif isinstance(holder, dict):
            holder["unheard_of"] = value
    return document


@settings(max_examples=150)
@given(CHANGES)
def test_what_the_schema_refuses_the_reading_refuses(changes: Any) -> None:
    document = changed(changes)

    assert VALIDATOR.is_valid(document) or not accepted(document)


@pytest.mark.parametrize(
    "change", [{"note": " "}, {"rules": [{**EVERYTHING["rules"][2], "codes": ["a:b"]}]}], ids=["blank", "code"]
)
def test_what_can_be_said_of_a_text_the_schema_says_too(change: Any) -> None:
    document = {**EVERYTHING, **change}

    assert not accepted(document)
    assert faults(document) != []


@pytest.mark.parametrize("name", [*names(), "session.events.custom_gift_wrap", "clock.days_until.12-24"])
def test_a_comparison_of_every_fact_follows_the_schema(name: str) -> None:
    fact = FACTS[name]
    op, value = ("contains", fact.example) if fact.type == "texts" else ("eq", fact.example)
    comparison = {"fact": name, "op": op, "value": value}
    condition = {"any_line": comparison} if fact.scope == "line" else comparison
    document = {**EVERYTHING, "rules": [{**EVERYTHING["rules"][2], "when": condition}]}

    assert accepted(document)
    assert faults(document) == []


def test_every_fact_is_described_to_an_editor() -> None:
    told = json.dumps(schema())

    assert [name for name in names() if f'"{name}": "' not in told] == []
    assert [family.prefix for family in FAMILIES if family.prefix.split(".")[-2] not in told] == []


def test_every_member_is_described_to_an_editor() -> None:
    assert [path for path, node in nodes(schema()) if "properties" in node and nameless(node)] == []


def nodes(node: Any, path: str = "$") -> list[tuple[str, dict[str, Any]]]:
    """Return every schema within ``node``, with its path."""
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    own = [(path, node)] if isinstance(node, dict) else []
    return [*own, *(found for step, each in inner for found in nodes(each, f"{path}.{step}"))]


def nameless(node: dict[str, Any]) -> bool:
    return "description" not in node and node.get("type") == "object"


def test_examples_and_defaults_follow_their_own_schema() -> None:
    wrong = [
        (path, value)
        for path, node in nodes({**schema(), "$defs": schema()["$defs"]})
        for value in [*node.get("examples", ()), *([node["default"]] if "default" in node else ())]
        if "type" in node and not Draft202012Validator({**node, "$defs": schema()["$defs"]}).is_valid(value)
    ]

    assert wrong == []
