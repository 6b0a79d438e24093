"""What each operator says, each way to combine conditions, and conditions on lines."""

from dataclasses import replace

import pytest

from shared.domain.conditions.holding import holds
from shared.domain.conditions.reading import parse_condition
from shared.domain.facts.gathered import Facts
from tests.factories import NOW, ROME, basis, cart

SHOPPING = cart(2000, 3000, 1000)
LINES = (
    replace(SHOPPING.lines[0], category="food", brand="Loison", tags=("seasonal:panettone", "gift")),
    replace(SHOPPING.lines[1], category="food", quantity=2),
    replace(SHOPPING.lines[2], category="toys", addon_of="sku-1"),
)
# 22 November 2026 is a Sunday, and it is 10:00 in Rome.
FACTS = Facts(
    basis(
        replace(SHOPPING, lines=LINES), observed={"customer.tier": "gold", "customer.orders": 3}, floors=(1500, 0, 400)
    ),
    ROME,
)


def met(document):
    return holds(parse_condition(document, "$"), FACTS)


def says(fact, op, value):
    return met({"fact": fact, "op": op, "value": value})


@pytest.mark.parametrize(
    ("fact", "op", "met_by", "not_met_by"),
    [
        ("cart.subtotal", "gt", 8999, 9000),
        ("cart.subtotal", "ge", 9000, 9001),
        ("cart.subtotal", "lt", 9001, 9000),
        ("cart.subtotal", "le", 9000, 8999),
        ("cart.subtotal", "eq", 9000, 9001),
        ("cart.subtotal", "ne", 9001, 9000),
        ("cart.subtotal", "between", [9000, 9000], [9001, 10000]),
        ("cart.quantity", "in", [1, 4], [1, 2]),
        ("cart.quantity", "not_in", [1, 2], [1, 4]),
        ("cart.stage", "eq", "cart", "checkout"),
        ("cart.stage", "in", ["cart", "checkout"], ["checkout"]),
        ("customer.tier", "starts_with", "go", "ol"),
        ("customer.tier", "not_in", ["silver"], ["gold"]),
        ("cart.shipping_selected", "eq", False, True),
        ("cart.shipping_selected", "ne", True, False),
        ("cart.tags", "contains", "gift", "gif"),
        ("cart.tags", "contains_any", ["gift", "new"], ["new"]),
        ("cart.tags", "contains_all", ["gift", "seasonal:panettone"], ["gift", "new"]),
        ("cart.margin", "eq", 500 + 600, 0),
        ("clock.hour", "between", [10, 12], [11, 12]),
        ("clock.weekday", "in", ["sat", "sun"], ["mon"]),
        ("clock.date", "between", ["2026-11-22", "2026-12-06"], ["2026-11-23", "2026-12-06"]),
        ("clock.days_until.12-24", "le", 32, 31),
        ("clock.days_until.2026-11-22", "eq", 0, 1),
        ("session.events.view_item", "eq", 0, 1),
        ("session.intent", "ge", 1000, 1001),
        ("customer.orders", "exists", True, False),
        ("customer.lifetime_value", "exists", False, True),
    ],
)
def test_an_operator_says_what_it_says(fact, op, met_by, not_met_by):
    assert says(fact, op, met_by)
    assert not says(fact, op, not_met_by)


@pytest.mark.parametrize(
    ("op", "value"),
    [("gt", 0), ("lt", 1), ("eq", 0), ("ne", 0), ("between", [0, 9]), ("in", [0]), ("not_in", [0]), ("exists", True)],
)
def test_what_has_no_value_meets_no_comparison(op, value):
    never_ordered = {"fact": "customer.since_last_order_days", "op": op, "value": value}

    assert not met(never_ordered)
    assert met({"not": never_ordered})


def test_weights_add_up_to_a_mark():
    interest = [
        {"weight": 3, "if": {"fact": "cart.quantity", "op": "ge", "value": 3}},
        {"weight": 2, "if": {"fact": "customer.tier", "op": "eq", "value": "gold"}},
        {"weight": -4, "if": {"fact": "cart.stage", "op": "eq", "value": "checkout"}},
    ]

    assert met({"weighted": interest, "at_least": 5})
    assert not met({"weighted": interest, "at_least": 6})


def test_conditions_ask_for_lines():
    food = {"fact": "line.category", "op": "eq", "value": "food"}
    dear = {"fact": "line.unit_price", "op": "ge", "value": 2000}

    assert met({"any_line": {"all": [food, {"fact": "line.tags", "op": "contains", "value": "gift"}]}})
    assert not met({"any_line": {"all": [{"not": food}, dear]}})
    assert met({"every_line": {"any": [food, {"fact": "line.is_addon", "op": "eq", "value": True}]}})
    assert not met({"every_line": food})
    assert met({"count_lines": food, "op": "eq", "value": 2})
    assert met({"sum_lines": "line.amount", "where": food, "op": "eq", "value": 8000})
    assert met({"sum_lines": "line.quantity", "op": "between", "value": [4, 4]})
    assert met({"sum_lines": "line.margin", "op": "eq", "value": 1100})


def test_a_line_without_a_brand_has_none():
    assert met({"count_lines": {"fact": "line.brand", "op": "exists", "value": False}, "op": "eq", "value": 2})
    assert met({"count_lines": {"fact": "line.brand", "op": "ne", "value": "Motta"}, "op": "eq", "value": 1})


def test_every_line_of_an_empty_cart_is_anything_and_any_line_is_nothing():
    empty = Facts(basis(cart()))
    dear = {"fact": "line.unit_price", "op": "gt", "value": 0}

    assert holds(parse_condition({"every_line": dear}, "$"), empty)
    assert not holds(parse_condition({"any_line": dear}, "$"), empty)


def test_codes_are_read_in_small_letters_and_nobody_can_enter_a_batch():
    entered = Facts(basis(cart(1000, codes=("Welcome", "BATCH:Spring"))))
    proven = Facts(basis(cart(1000, codes=("X7",)), codes={"x7": "spring"}))

    assert entered["cart.codes"] == {"welcome"}
    assert proven["cart.codes"] == {"x7", "batch:spring"}


def test_a_browser_ahead_of_our_clock_has_been_on_its_page_for_no_time():
    facts = Facts(basis(cart(1000), observed={"session.on_page_ms": NOW + 5000}))

    assert facts["session.on_page_ms"] == 0
    assert facts.at(NOW + 6000)["session.on_page_ms"] == 1000
