"""Why: every part with what is the case, what is required and what is missing."""

from dataclasses import replace

from hypothesis import given

from shared.domain.conditions.comparing import compare
from shared.domain.conditions.holding import holds
from shared.domain.conditions.reading import parse_condition
from shared.domain.conditions.reasons import explained, short_by, unmet
from shared.domain.conditions.tree import Comparison
from shared.domain.facts.gathered import Facts
from tests.domain.conditions.strategies import CONDITIONS, facts, numbers
from tests.factories import ROME, basis, cart

SHOPPING = cart(2000, 3000)
FACTS = Facts(
    basis(replace(SHOPPING, lines=(replace(SHOPPING.lines[0], category="food"), SHOPPING.lines[1])), floors=(500, 0)),
    ROME,
)


def why(document):
    return explained(parse_condition(document, "$"), FACTS)


def missing(fact, op, value):
    return why({"fact": fact, "op": op, "value": value})["short_by"]


def test_what_is_missing_is_told_in_the_facts_unit():
    assert missing("cart.subtotal", "gt", 5000) == 1
    assert missing("cart.subtotal", "ge", 6240) == 1240
    assert missing("cart.subtotal", "lt", 5000) == 1
    assert missing("cart.subtotal", "between", [7000, 9000]) == 2000
    assert missing("cart.subtotal", "between", [1000, 4000]) == 1000
    assert missing("cart.quantity", "in", [5, 9]) == 3
    assert missing("cart.quantity", "ne", 2) == 1
    assert missing("clock.date", "ge", "2026-12-24") == 32
    assert missing("cart.subtotal", "gt", 4999) is None
    assert missing("customer.orders", "ge", 3) is None
    assert missing("cart.stage", "eq", "checkout") is None


def test_weights_tell_their_sum_and_every_part():
    interest = {"fact": "cart.quantity", "op": "ge", "value": 2}
    late = {"fact": "clock.hour", "op": "ge", "value": 18}

    told = why({"weighted": [{"weight": 3, "if": interest}, {"weight": 2, "if": late}], "at_least": 5})

    assert (told["required"], told["actual"], told["met"], told["short_by"]) == (5, 3, False, 2)
    assert [(each["weight"], each["if"]["met"]) for each in told["weighted"]] == [(3, True), (2, False)]


def test_a_condition_on_lines_tells_what_each_line_says():
    food = {"fact": "line.category", "op": "eq", "value": "food"}

    assert why({"every_line": food}) == {
        "every_line": [
            {
                "path": "$.lines[0]",
                "item_id": "sku-0",
                "if": {
                    "fact": "line.category",
                    "op": "eq",
                    "required": "food",
                    "actual": "food",
                    "met": True,
                    "short_by": None,
                },
                "met": True,
            },
            {
                "path": "$.lines[1]",
                "item_id": "sku-1",
                "if": {
                    "fact": "line.category",
                    "op": "eq",
                    "required": "food",
                    "actual": None,
                    "met": False,
                    "short_by": None,
                },
                "met": False,
            },
        ],
        "required": 2,
        "actual": 1,
        "short_by": 1,
        "met": False,
    }


def test_a_sum_over_lines_tells_what_each_adds():
    told = why({"sum_lines": "line.margin", "op": "ge", "value": 2000})

    assert [(line["adds"], line["met"]) for line in told["lines"]] == [(1500, True), (None, True)]
    assert (told["op"], told["required"], told["actual"], told["short_by"], told["met"]) == (
        "ge",
        2000,
        1500,
        500,
        False,
    )


def test_a_count_of_lines_tells_how_many_are_missing():
    told = why({"count_lines": {"fact": "line.unit_price", "op": "gt", "value": 2500}, "op": "ge", "value": 3})

    assert (told["actual"], told["required"], told["short_by"]) == (1, 3, 2)
    assert [line["if"]["short_by"] for line in told["count_lines"]] == [501, None]


def test_sets_are_told_as_lists():
    told = why({"fact": "cart.categories", "op": "contains_any", "value": ["toys", "books"]})

    assert (told["required"], told["actual"]) == (["books", "toys"], ["food"])


@given(CONDITIONS, facts())
def test_every_node_says_what_holds(document, known):
    def agrees(condition, told, where):
        assert told["met"] is holds(condition, where)
        if "fact" in told:
            return
        for kind in ("all", "any"):
            for part, said in zip(document_parts(condition), told.get(kind, ()), strict=False):
                agrees(part, said, where)

    condition = parse_condition(document, "$")

    agrees(condition, explained(condition, known), known)


def document_parts(condition):
    return getattr(condition, "parts", ())


@given(numbers("cart.subtotal", 0, 9000), facts())
def test_so_much_more_or_less_is_enough_and_any_less_is_not(document, known):
    comparison = parse_condition(document, "$")
    actual = known["cart.subtotal"]

    distance = short_by(comparison, known)

    if distance is None:
        assert holds(comparison, known) or comparison.op == "exists" or all_unmet(comparison, actual, 9001)
        return
    assert any(compare(comparison.op, actual + way * distance, comparison.value) for way in (-1, 1))
    assert all_unmet(comparison, actual, distance)


def all_unmet(comparison: Comparison, actual: int, within: int) -> bool:
    return not any(
        compare(comparison.op, value, comparison.value) for value in range(actual - within + 1, actual + within)
    )


@given(CONDITIONS, facts())
def test_what_keeps_a_condition_away_does_not_hold(document, known):
    condition = parse_condition(document, "$")

    found = unmet(condition, known)

    assert (found == []) is holds(condition, known)
    assert not any(holds(each, known) for each in found or ())
