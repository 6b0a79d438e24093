"""What a valid rule set is warned of: where, what, and none of it in the packaged rules."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import shared.domain
from shared.domain.conditions.holding import holds
from shared.domain.conditions.tree import All, AnyOf, Comparison, Condition, Not
from shared.domain.facts.gathered import Facts
from shared.domain.rules.implying import implies, never
from shared.domain.rules.reading import parse_rule_set
from shared.domain.rules.warnings import MOST, Known, warnings
from tests.factories import DAY, NOW

DEFAULT = json.loads((Path(shared.domain.__file__).parent / "rulesets" / "default.json").read_text(encoding="utf-8"))


def rule(name: str, number: int, **members: Any) -> dict[str, Any]:
    usual = {"title": {"en": name}, "then": {"discount": {"type": "percent", "basis_points": 1000}}}
    return {"id": name, "priority": number} | usual | members


def said(*rules: dict[str, Any], known: Known | None = None, now: int = NOW, **document: Any) -> list[tuple[str, str]]:
    whole = {"rules": list(rules), **document}
    rule_set = parse_rule_set(whole, currency="EUR", time_zone="Europe/Rome")
    return [(each.path, each.code) for each in warnings(rule_set, whole, known or Known(), now)]


def grouped(*rules: dict[str, Any], policy: str = "first") -> list[tuple[str, str]]:
    return said(*(each | {"group": "g"} for each in rules), groups=[{"id": "g", "policy": policy}])


def subtotal(op: str, value: Any) -> dict[str, Any]:
    return {"fact": "cart.subtotal", "op": op, "value": value}


def test_of_the_packaged_rules_nothing_is_to_be_said():
    rule_set = parse_rule_set(DEFAULT, currency="EUR", time_zone="Europe/Rome")

    assert warnings(rule_set, DEFAULT, Known(), NOW) == ()


def fact(name: str, op: str, value: Any) -> dict[str, Any]:
    return {"fact": name, "op": op, "value": value}


@pytest.mark.parametrize(
    "when",
    [
        {"all": [subtotal("gt", 15000), subtotal("le", 15000)]},
        subtotal("lt", 0),
        {"all": [subtotal("between", [1, 5]), {"any": [subtotal("gt", 9), subtotal("lt", 0)]}, subtotal("lt", 0)]},
        {"all": [fact("cart.stage", "eq", "cart"), fact("cart.stage", "in", ["checkout"])]},
        {"all": [fact("customer.prime", "eq", True), fact("customer.prime", "ne", True)]},
        {"all": [fact("customer.tier", "exists", False), fact("customer.tier", "eq", "gold")]},
        {"all": [fact("customer.prime", "eq", True), {"not": fact("customer.prime", "eq", True)}]},
        fact("clock.hour", "gt", 23),
        {"weighted": [{"weight": 1, "if": subtotal("gt", 1)}], "at_least": 2},
        {"any": []},
    ],
)
def test_a_rule_that_no_cart_can_meet(when):
    assert said(rule("a", 1, when=when)) == [("$.rules[0].when", "never_applies")]


def test_a_rule_that_nobody_can_enter():
    found = said(rule("a", 1, when=subtotal("gt", 100), enter=subtotal("lt", 50)))

    assert found == [("$.rules[0].enter", "never_applies")]


def test_a_schedule_that_is_over():
    over = {"from": "2026-11-01", "until": "2026-11-10"}
    to_come = {"from": "2026-12-01", "until": "2026-12-10"}

    assert said(rule("a", 1, schedule=over)) == [("$.rules[0].schedule", "schedule_over")]
    assert said(rule("a", 1, schedule=to_come)) == []
    assert said(rule("a", 1, schedule=to_come), now=NOW + 30 * DAY) == [("$.rules[0].schedule", "schedule_over")]


def test_a_rule_that_never_gets_its_turn():
    wide, narrow = rule("wide", 1, when=subtotal("gt", 100)), rule("narrow", 2, when=subtotal("gt", 200))

    assert grouped(wide, narrow) == [("$.rules[1]", "shadowed")]
    assert grouped(narrow | {"priority": 1}, wide | {"priority": 2}) == []
    assert grouped(wide | {"enter": {"fact": "cart.idle_ms", "op": "gt", "value": 1}}, narrow) == []
    assert grouped(wide | {"limits": {"total": 1}}, narrow) == []
    assert said(wide, narrow) == []


def test_where_the_best_for_the_shopper_is_chosen_the_smaller_of_two_is_shadowed():
    twenty = {"discount": {"type": "percent", "basis_points": 2000}}
    small, large = rule("small", 1, when=subtotal("gt", 200)), rule("large", 2, when=subtotal("gt", 100), then=twenty)

    assert grouped(small, large, policy="best_for_shopper") == [("$.rules[0]", "shadowed")]
    assert grouped(small, large, policy="cheapest_for_shop") == []


def test_ranges_that_overlap_by_one_cent():
    low = rule("low", 1, when={"all": [subtotal("gt", 10000), subtotal("le", 15000)]})
    high = rule("high", 2, when={"all": [subtotal("ge", 15000), subtotal("lt", 20000)]})
    beside = rule("high", 2, when={"all": [subtotal("gt", 15000), subtotal("lt", 20000)]})

    assert grouped(low, high) == [("$.rules[1].when", "overlapping")]
    assert grouped(low, beside) == []


def test_words_that_the_shop_does_not_know():
    found = said(
        rule("a", 1, when={"fact": "cart.tags", "op": "contains_any", "value": ["xmas", "exmas"]}),
        rule("b", 2, when={"any_line": {"fact": "line.brand", "op": "eq", "value": "Lavazza"}}),
        rule("c", 3, then={"gift": {"item_id": "sku-9"}}),
        rule("d", 4, then={"discount": {"type": "percent", "basis_points": 1, "tags": ["xmas", "sale"]}}),
        rule("e", 5, when={"fact": "cart.categories", "op": "contains", "value": "books"}),
        known=Known(frozenset({"sku-1"}), frozenset({"xmas"}), frozenset({"Illy"}), None),
    )

    assert found == [
        ("$.rules[0].when.value[1]", "unknown_tag"),
        ("$.rules[1].when.any_line.value", "unknown_brand"),
        ("$.rules[2].then.gift.item_id", "unknown_item"),
        ("$.rules[3].then.discount.tags[1]", "unknown_tag"),
    ]


def test_events_of_the_shops_own_that_it_did_not_register():
    counted = rule("a", 1, when={"fact": "session.events.custom_gift_wrap", "op": "ge", "value": 1})
    packaged = rule("b", 2, when={"fact": "session.events.view_item", "op": "ge", "value": 1})
    registered = frozenset({"custom_gift_wrapping"})

    assert said(counted, packaged) == []
    assert said(counted, packaged, known=Known(events=registered)) == [("$.rules[0].when.fact", "unknown_event")]
    assert said(counted, packaged, known=Known(events=frozenset({"custom_gift_wrap"}))) == []


def test_one_code_for_two_rules_that_both_give():
    one, other = rule("a", 1, codes=["WELCOME"]), rule("b", 2, codes=["welcome", "CIAO"])

    assert said(one, other) == [("$.rules[1].codes", "code_used_twice")]
    assert said(one, other | {"excludes": ["a"]}) == []
    assert said(rule("a", 1, codes={"batch": "x"}), rule("b", 2, codes={"batch": "x"})) == [
        ("$.rules[1].codes", "code_used_twice")
    ]


def test_limits_without_effect_and_a_budget_below_one_use():
    fixed = {"discount": {"type": "fixed", "amount": 1000}}

    assert said(rule("a", 1, limits={"per_session": 5, "per_customer": 2, "total": 100})) == [
        ("$.rules[0].limits.per_session", "limit_without_effect")
    ]
    assert said(rule("a", 1, then=fixed, limits={"budget": {"amount": 500}})) == [
        ("$.rules[0].limits.budget.amount", "budget_below_one_use")
    ]
    assert said(rule("a", 1, then=fixed, ceiling={"amount": 500})) == [
        ("$.rules[0].ceiling.amount", "ceiling_below_discount")
    ]


def test_exclusions_that_exclude_nothing():
    off = rule("off", 2, enabled=False)

    assert said(rule("a", 1, excludes=["a"])) == [("$.rules[0].excludes", "excludes_itself")]
    assert said(rule("a", 1, excludes=["off"]), off) == [("$.rules[0].excludes", "excludes_disabled")]


def test_a_group_without_rules_and_a_set_without_any():
    assert said(rule("a", 1), groups=[{"id": "g"}]) == [("$.groups", "unused_group")]
    assert said() == [("$.rules", "no_rules")]


def test_nobody_reads_more_than_two_hundred():
    never_met = [rule(f"r{n}", n, when=subtotal("lt", 0)) for n in range(1, 300)]

    assert len(said(*never_met)) == MOST


class Told(dict[str, Any]):
    """Facts as they are told."""


NUMBERS = st.sampled_from([-1, 0, 1, 2, 3])
NUMBER_FACTS = st.sampled_from(["cart.subtotal", "customer.lifetime_value"])
LEAVES = st.one_of(
    st.builds(Comparison, NUMBER_FACTS, st.sampled_from(["gt", "ge", "lt", "le", "eq", "ne"]), NUMBERS),
    st.builds(lambda low, more: Comparison("cart.subtotal", "between", (low, low + more)), NUMBERS, st.integers(0, 2)),
    st.builds(Comparison, st.just("customer.tier"), st.sampled_from(["eq", "ne"]), st.sampled_from(["gold", "tin"])),
    st.builds(
        Comparison,
        st.just("customer.tier"),
        st.sampled_from(["in", "not_in"]),
        st.sampled_from([frozenset({"gold"}), frozenset({"gold", "tin"})]),
    ),
    st.builds(Comparison, st.just("customer.tier"), st.just("exists"), st.booleans()),
    st.builds(Comparison, st.just("cart.tags"), st.just("contains"), st.sampled_from(["a", "b"])),
    st.builds(
        Comparison,
        st.just("cart.tags"),
        st.sampled_from(["contains_any", "contains_all"]),
        st.sampled_from([frozenset({"a"}), frozenset({"a", "b"})]),
    ),
)
CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(All, st.lists(inner, max_size=3).map(tuple)),
        st.builds(AnyOf, st.lists(inner, max_size=3).map(tuple)),
        st.builds(Not, inner),
    ),
    max_leaves=6,
)
CARTS = st.fixed_dictionaries(
    {
        "cart.subtotal": st.sampled_from([0, 1, 2, 3, 4]),
        "customer.lifetime_value": st.sampled_from([None, 0, 1, 2, 3]),
        "customer.tier": st.sampled_from([None, "gold", "tin", "silver"]),
        "cart.tags": st.sampled_from([frozenset(), frozenset({"a"}), frozenset({"b"}), frozenset({"a", "b"})]),
    }
).map(Told)


@settings(max_examples=200)
@given(CONDITIONS, st.lists(CARTS, min_size=8, max_size=8))
def test_what_can_never_hold_holds_for_no_cart(condition: Condition, carts: list[Facts]) -> None:
    assert not never(condition) or not any(holds(condition, facts) for facts in carts)


@settings(max_examples=200)
@given(CONDITIONS, CONDITIONS, st.lists(CARTS, min_size=8, max_size=8))
def test_what_is_implied_holds_wherever_the_other_does(one: Condition, other: Condition, carts: list[Facts]) -> None:
    both = All((one, other))

    assert implies(both, one)
    assert not implies(one, other) or all(holds(other, facts) for facts in carts if holds(one, facts))
