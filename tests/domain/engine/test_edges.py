"""Each kind of test at the values where its answer turns, in every form of the engine."""

import pytest

from shared.domain import masks
from shared.domain.conditions.tree import ALWAYS, All, AnyOf, Comparison, Not, Weighted
from shared.domain.engine.forms import Among, Carrying, Lacking, Within, normal
from shared.domain.engine.matcher import Matcher
from tests.domain.engine.rule_sets import Facts, Window, matchers, rule

SUBTOTAL, PRIME, TAGS, DAY = "cart.subtotal", "customer.prime", "cart.tags", "clock.date"


def places(condition, facts, now=0):
    """Return what every form says: whether the only rule holds."""
    [answer] = {matcher.held(facts, now) for matcher in matchers([rule(0, condition)])}
    return masks.places(answer)


@pytest.mark.parametrize(
    ("op", "value", "met_by", "not_met_by"),
    [
        ("gt", 15000, [15001], [15000, None]),
        ("ge", 15000, [15000], [14999, None]),
        ("lt", 15000, [14999, -1], [15000, None]),
        ("le", 15000, [15000], [15001, None]),
        ("eq", 15000, [15000], [14999, 15001, None]),
        ("ne", 15000, [14999, 15001], [15000, None]),
        ("between", (10000, 15000), [10000, 15000], [9999, 15001, None]),
        ("between", (15000, 10000), [], [9999, 10000, 12000, 15000, None]),
        ("in", frozenset({1, 3}), [1, 3], [0, 2, 4, None]),
        ("not_in", frozenset({1, 3}), [0, 2, 4], [1, 3, None]),
        ("exists", True, [0, 15000], [None]),
        ("exists", False, [None], [0, 15000]),
    ],
)
def test_a_number_turns_exactly_at_its_edges(op, value, met_by, not_met_by):
    condition = Comparison(SUBTOTAL, op, value)

    assert [places(condition, {SUBTOTAL: actual}) for actual in met_by] == [[0]] * len(met_by)
    assert [places(condition, {SUBTOTAL: actual}) for actual in not_met_by] == [[]] * len(not_met_by)
    assert [places(Not(condition), {SUBTOTAL: actual}) for actual in not_met_by] == [[0]] * len(not_met_by)


@pytest.mark.parametrize(
    ("condition", "met_by", "not_met_by"),
    [
        (Comparison(PRIME, "eq", True), [True], [False, None]),
        (Comparison(PRIME, "eq", False), [False], [True, None]),
        (Not(Comparison(PRIME, "eq", True)), [False, None], [True]),
        (Comparison(PRIME, "ne", False), [True], [False, None]),
    ],
)
def test_an_unknown_truth_is_neither_true_nor_false(condition, met_by, not_met_by):
    assert [places(condition, {PRIME: actual}) for actual in met_by] == [[0]] * len(met_by)
    assert [places(condition, {PRIME: actual}) for actual in not_met_by] == [[]] * len(not_met_by)


@pytest.mark.parametrize(
    ("op", "value", "met_by", "not_met_by"),
    [
        ("contains", "a", ["a", "ab"], ["", "b", None]),
        ("contains_any", frozenset("ab"), ["a", "b", "ac"], ["", "c", None]),
        ("contains_all", frozenset("ab"), ["ab", "abc"], ["", "a", "b", "ac", None]),
    ],
)
def test_a_set_is_asked_what_it_has(op, value, met_by, not_met_by):
    condition = Comparison(TAGS, op, value)

    assert [places(condition, {TAGS: tags(each)}) for each in met_by] == [[0]] * len(met_by)
    assert [places(condition, {TAGS: tags(each)}) for each in not_met_by] == [[]] * len(not_met_by)
    assert [places(Not(condition), {TAGS: tags(each)}) for each in not_met_by] == [[0]] * len(not_met_by)


def tags(letters):
    return None if letters is None else frozenset(letters)


def test_a_day_turns_at_midnight():
    until_christmas = Comparison(DAY, "le", "2026-12-24")

    assert places(until_christmas, {DAY: "2026-12-24"}) == [0]
    assert places(until_christmas, {DAY: "2026-12-25"}) == []
    assert places(until_christmas, {DAY: None}) == []


def test_a_schedule_opens_and_closes_the_rule_even_when_time_goes_back():
    forms = matchers([rule(0, schedule=Window(10, 20)), rule(1, schedule=Window(15, 30)), rule(2)])

    for matcher in forms:
        held = [matcher.held({}, now) for now in (9, 10, 15, 20, 29, 30, 12, 9)]
        assert held == [0b100, 0b101, 0b111, 0b110, 0b110, 0b100, 0b101, 0b100]


def test_of_each_group_the_first_wins_and_overrides_come_after():
    always = [rule(0, group="gift"), rule(1), rule(2, group="profile"), rule(3, group="profile"), rule(4)]

    assert [matcher.winners({}, 0) for matcher in matchers(always)] == [[2, 0, 1, 4]] * 3


def test_a_rule_must_be_entered_but_then_stays():
    entered = rule(0, Comparison(SUBTOTAL, "gt", 100), enter=Comparison(PRIME, "eq", True), schedule=Window(10, 20))
    matcher = Matcher([entered], ())
    facts = {SUBTOTAL: 200, PRIME: False}

    assert matcher.held(facts, 10) == 0
    assert matcher.stays(0, facts, 10)
    assert not matcher.stays(0, facts, 20)
    assert not matcher.stays(0, {SUBTOTAL: 100, PRIME: True}, 10)


def test_lists_of_comparisons_become_one_test_for_each_fact():
    form = normal(
        [
            All((Comparison(SUBTOTAL, "gt", 10), Comparison(SUBTOTAL, "le", 20))),
            Not(AnyOf((Comparison(PRIME, "eq", True), Comparison(TAGS, "contains", "a")))),
            Comparison(TAGS, "contains_any", frozenset("bc")),
        ]
    )

    assert set(form.tests) == {
        Within(SUBTOTAL, (11, 21), below=False, absent=False),
        Among(PRIME, frozenset(), frozenset({True}), others=True, absent=True),
        Carrying(TAGS, (frozenset("bc"),)),
        Lacking(TAGS, frozenset("a")),
    }
    assert form.rest == ALWAYS


def test_what_is_no_list_of_comparisons_is_left_for_a_closer_look():
    either = AnyOf((Comparison(SUBTOTAL, "gt", 10), Comparison(PRIME, "eq", True)))
    points = Weighted(((1, Comparison(SUBTOTAL, "gt", 10)), (2, Comparison(SUBTOTAL, "lt", 5))), 2)

    form = normal([either, points])

    assert form.rest == All((either,))
    assert form.tests == (Within(SUBTOTAL, (5,), below=True, absent=False),)


def test_what_a_rule_says_never_becomes_code():
    sly = '"] or __import__("os").abort() or f["'
    condition = All((Comparison(sly, "eq", sly), Comparison(TAGS, "contains", sly)))

    assert places(condition, Facts({sly: sly, TAGS: frozenset({sly})})) == [0]
    assert places(condition, Facts({sly: "x", TAGS: frozenset()})) == []


def test_values_that_are_not_among_the_usual_ones_are_judged_all_the_same():
    condition = All(
        (
            Comparison("cart.quantity", "ge", 2),
            Comparison("cart.stage", "ne", "cart"),
            Comparison("clock.weekday", "in", frozenset({"saturday", "sunday"})),
            Comparison(PRIME, "eq", True),
        )
    )
    usual = {"cart.quantity": 2, "cart.stage": "checkout", "clock.weekday": "sunday", PRIME: True}

    assert places(condition, usual) == [0]
    assert places(condition, {**usual, "cart.quantity": 1_000_000, "cart.stage": "a stage to come"}) == [0]
    assert places(condition, {**usual, "cart.quantity": -1_000_000}) == []
    assert places(condition, {**usual, "clock.weekday": "a day to come"}) == []
