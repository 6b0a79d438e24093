"""A condition that cannot be read is refused with the path, the code and the way out, all faults at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.conditions.reading import _MEMBERS, parse_condition
from shared.domain.conditions.tree import ALWAYS, All, Comparison, CountLines, SumLines, Weighted
from shared.domain.errors import RuleSetError
from tests.domain.conditions.strategies import CONDITIONS

SUBTOTAL = {"fact": "cart.subtotal", "op": "gt", "value": 100}
FOOD = {"fact": "line.category", "op": "eq", "value": "food"}


def faults(document, *, lines=False):
    with pytest.raises(RuleSetError) as refusal:
        parse_condition(document, "$", lines=lines)
    return refusal.value.errors


@pytest.mark.parametrize(
    ("document", "condition"),
    [
        (
            {"fact": "cart.quantity", "op": "between", "value": [2, 5]},
            Comparison("cart.quantity", "between", (2, 5)),
        ),
        (
            {"fact": "cart.tags", "op": "contains_any", "value": ["a", "b", "a"]},
            Comparison("cart.tags", "contains_any", frozenset({"a", "b"})),
        ),
        (
            {"weighted": [{"weight": 2, "if": SUBTOTAL}], "at_least": 2},
            Weighted(((2, Comparison("cart.subtotal", "gt", 100)),), 2),
        ),
        (
            {"count_lines": FOOD, "op": "ge", "value": 2},
            CountLines(Comparison("line.category", "eq", "food"), "ge", 2),
        ),
        (
            {"sum_lines": "line.amount", "op": "between", "value": [100, 200]},
            SumLines("line.amount", ALWAYS, "between", (100, 200)),
        ),
        ({"all": []}, All(())),
        ({"fact": "customer.tier", "op": "eq", "value": "Gold"}, Comparison("customer.tier", "eq", "gold")),
        (
            {"fact": "cart.codes", "op": "contains_any", "value": ["CIAO", "Straße"]},
            Comparison("cart.codes", "contains_any", frozenset({"ciao", "strasse"})),
        ),
        ({"fact": "cart.brands", "op": "contains", "value": "Loison"}, Comparison("cart.brands", "contains", "Loison")),
    ],
)
def test_a_document_is_read_as_a_tree(document, condition):
    assert parse_condition(document, "$") == condition


@pytest.mark.parametrize(
    ("document", "path", "code", "way_out"),
    [
        ({"fact": "cart.subtotl", "op": "gt", "value": 1}, "$.fact", "unknown_fact", "did you mean 'cart.subtotal'?"),
        ({"fact": "cart.weight", "op": "gt", "value": 1}, "$.fact", "unknown_fact", "cart."),
        ({"fact": "weather", "op": "gt", "value": 1}, "$.fact", "unknown_fact", "clock.days_until...."),
        (
            {"fact": "session.events.view_itm", "op": "gt", "value": 1},
            "$.fact",
            "unknown_fact",
            "did you mean 'session.events.view_item'?",
        ),
        ({"fact": "clock.days_until.02-30", "op": "le", "value": 1}, "$.fact", "unknown_fact", "clock."),
        ({"fact": "line.amount", "op": "gt", "value": 1}, "$.fact", "wrong_scope", "any_line"),
        ({"any_line": SUBTOTAL}, "$.any_line.fact", "wrong_scope", "line.*"),
        ({"any_line": {"any_line": FOOD}}, "$.any_line.any_line", "nested_lines", "line.*"),
        ({"fact": "cart.subtotal", "op": "gte", "value": 1}, "$.op", "unknown_operator", "did you mean 'ge'?"),
        ({"fact": "cart.tags", "op": "eq", "value": "a"}, "$.op", "unknown_operator", "contains_any"),
        (
            {"fact": "cart.stage", "op": "eq", "value": "chekout"},
            "$.value",
            "unknown_value",
            "did you mean 'checkout'?",
        ),
        ({"fact": "clock.weekday", "op": "in", "value": ["sat", "sunday"]}, "$.value[1]", "unknown_value", "'sun'"),
        ({"fact": "clock.date", "op": "gt", "value": "24.12.2026"}, "$.value", "wrong_type", "2026-12-24"),
        ({"fact": "cart.quantity", "op": "between", "value": [5, 2]}, "$.value", "out_of_range", "[2, 5]"),
        ({"fact": "cart.quantity", "op": "between", "value": [5]}, "$.value", "wrong_type", "two bounds"),
        ({"fact": "cart.quantity", "op": "in", "value": []}, "$.value", "wrong_type", "a list"),
        ({"fact": "cart.quantity", "op": "in", "value": [1, "2"]}, "$.value[1]", "wrong_type", "a whole number"),
        ({"fact": "cart.quantity", "op": "exists", "value": 1}, "$.value", "wrong_type", "true or false"),
        ({"fact": "cart.quantity", "op": "gt", "value": 10**20}, "$.value", "out_of_range", "2^53"),
        ({"fact": "cart.quantity", "op": "gt"}, "$.value", "missing", "needs 'value'"),
        ({**SUBTOTAL, "unit": "EUR"}, "$.unit", "unknown_key", "'value'"),
        ({"weighted": [{"if": SUBTOTAL}], "at_least": 1}, "$.weighted[0]", "wrong_type", "'weight'"),
        ({"weighted": [], "at_least": 1.5}, "$.at_least", "wrong_type", "a whole number"),
        ({"sum_lines": "line.brand", "op": "gt", "value": 1}, "$.sum_lines", "wrong_type", "cannot be added up"),
        ({"count_lines": FOOD, "op": "contains", "value": 1}, "$.op", "unknown_operator", "gt, ge"),
        ({"none": []}, "$", "unknown_key", "'any_line'"),
    ],
)
def test_a_refusal_names_the_path_the_code_and_the_way_out(document, path, code, way_out):
    (fault,) = faults(document)

    assert (fault.path, fault.code) == (path, code)
    assert way_out in fault.message


def test_all_faults_of_a_tree_are_told_at_once():
    tree = {"all": [{"fact": "cart.weight", "op": "gt", "value": 1}, SUBTOTAL, {"not": {"any": [{}]}}, 5]}

    assert [(each.path, each.code) for each in faults(tree)] == [
        ("$.all[0].fact", "unknown_fact"),
        ("$.all[2].not.any[0]", "unknown_key"),
        ("$.all[3]", "wrong_type"),
    ]


def test_an_action_that_picks_lines_asks_for_nothing_but_lines():
    assert parse_condition(FOOD, "$", lines=True) == Comparison("line.category", "eq", "food")
    assert faults(SUBTOTAL, lines=True)[0].code == "wrong_scope"


def test_conditions_do_not_lie_deeper_than_anybody_reads():
    deep = SUBTOTAL
    for _ in range(1000):
        deep = {"not": deep}

    assert [each.code for each in faults(deep)] == ["too_deep"]


WORDS = st.sampled_from(
    [*_MEMBERS, "op", "value", "if", "weight", "at_least", "where", "cart.tags", "line.amount", "in"]
)
VALUES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5) | WORDS
JSON = st.recursive(VALUES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=4))


@given(JSON)
def test_whatever_comes_is_read_or_refused_with_a_path(document):
    assert all(each.path.startswith("$") and each.code and each.message for each in found(document))


@given(CONDITIONS)
def test_every_good_condition_is_read(document):
    assert found(document) == ()


def found(document):
    """Return the faults of a document, none when it can be read."""
    try:
        parse_condition(document, "$")
    except RuleSetError as refusal:
        return refusal.errors
    return ()
