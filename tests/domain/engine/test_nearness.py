"""What is found of the rules that nearly hold, and of those that time can bring, without looking at each."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.domain.conditions.holding import holds
from shared.domain.conditions.tree import All, AnyOf, Comparison
from shared.domain.engine.forms import is_timed
from shared.domain.engine.matcher import Matcher, Step
from shared.domain.masks import places
from tests.domain.engine.rule_sets import CARTS, DAY, LEAVES, NUMBER, TRUTH, Window, held, rule

SUBTOTAL, QUANTITY, IDLE, TIER = "cart.subtotal", "cart.quantity", "cart.idle_ms", "customer.tier"
FACTS = {SUBTOTAL: 12_000, QUANTITY: 2, IDLE: 0, TIER: "gold"}
HIGH, MANY = Comparison(SUBTOTAL, "gt", 15_000), Comparison(QUANTITY, "gt", 2)
SOME = [
    rule(0, HIGH),
    rule(1, All((HIGH, MANY))),
    rule(2, MANY),
    rule(3, All((HIGH, Comparison(TIER, "eq", "silver")))),
    rule(4, Comparison(SUBTOTAL, "gt", 13_000), schedule=Window(10, 20)),
    rule(5, Comparison(SUBTOTAL, "between", (1, 100))),
]


def test_a_rule_is_near_when_one_reachable_fact_alone_keeps_it_away():
    near = Matcher(SOME, ()).nearly(FACTS, 15)

    assert {fact: places(mask) for fact, mask in near.items()} == {SUBTOTAL: [0, 4, 5], QUANTITY: [2]}


def test_a_closed_rule_is_not_near():
    assert places(Matcher(SOME, ()).nearly(FACTS, 20)[SUBTOTAL]) == [0, 5]


def test_the_next_step_is_the_next_value_that_brings_a_wanted_rule():
    matcher = Matcher(SOME, ())

    assert matcher.steps(FACTS, 15) == [Step(QUANTITY, 3, 0b100), Step(SUBTOTAL, 13_001, 0b10000)]
    assert matcher.steps(FACTS, 15, wanted=0b1) == [Step(SUBTOTAL, 15_001, 0b1)]
    assert matcher.steps(FACTS | {SUBTOTAL: None}, 15) == [Step(QUANTITY, 3, 0b100)]


def test_time_could_bring_what_all_other_facts_allow():
    waiting = Comparison(IDLE, "gt", 300_000)
    rules = [
        rule(0, waiting),
        rule(1, All((waiting, HIGH))),
        rule(2, MANY, enter=waiting),
        rule(3, schedule=Window(10, 20)),
        rule(4),
        rule(5, AnyOf((HIGH, waiting))),
    ]
    matcher = Matcher(rules, ())

    assert places(matcher.waiting) == [0, 1, 2, 3, 5]
    assert places(matcher.could_hold(FACTS)) == [0, 3, 5]


# Without sets and prefixes, of which some want a closer look.
SIMPLE = st.lists(st.one_of(NUMBER, DAY, TRUTH), min_size=1, max_size=4).map(lambda parts: All(tuple(parts)))
PLAIN = st.lists(LEAVES, min_size=1, max_size=4).map(lambda parts: All(tuple(parts)))


@settings(max_examples=150, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(SIMPLE, min_size=1, max_size=5), st.lists(CARTS, min_size=4, max_size=4), st.booleans())
def test_near_rules_come_in_when_that_fact_is_raised(conditions, carts, in_blocks):
    rules = [rule(n, condition) for n, condition in enumerate(conditions)]
    matcher = Matcher(rules, (), few=0, many=1 if in_blocks else 99)
    for facts, now in carts:
        for step in matcher.steps(facts, now):
            raised = replace_fact(facts, step.fact, step.value)
            before = replace_fact(facts, step.fact, step.value - 1)
            brought = set(places(step.rules))
            assert brought
            assert brought.isdisjoint(held(rules, before, now))
            assert brought <= set(held(rules, raised, now))


@settings(max_examples=150, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(PLAIN, min_size=1, max_size=5), st.lists(CARTS, min_size=4, max_size=4))
def test_no_rule_that_time_could_bring_is_missed(conditions, carts):
    rules = [rule(n, condition) for n, condition in enumerate(conditions)]
    matcher = Matcher(rules, ())
    for facts, _ in carts:
        could = matcher.could_hold(facts)
        for n, condition in enumerate(conditions):
            still = All(tuple(part for part in condition.parts if not is_timed(part.fact)))
            if still != condition and holds(still, facts):
                assert could >> n & 1


def replace_fact(facts, fact, value):
    changed = type(facts)(facts)
    changed.lines = facts.lines
    changed[fact] = value
    return changed
