"""When time brings and takes rules, as the masks have it and as each rule has it."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.domain.conditions.reading import parse_condition
from shared.domain.engine.matcher import Matcher
from shared.domain.facts.gathered import Facts
from shared.domain.masks import places
from shared.domain.next_check import turns_at
from tests.domain.conditions.strategies import MOVING, STILL, facts
from tests.domain.engine.rule_sets import rule
from tests.factories import HOUR, MINUTE, ROME, basis, cart

# 22 November 2026 is a Sunday, and it is 10:00 in Rome.
FACTS = Facts(basis(cart(5000), idle_ms=MINUTE), ROME)


def read(*documents):
    return [rule(n, parse_condition({"all": document}, "$")) for n, document in enumerate(documents)]


def turns(rules, found=FACTS, among=-1):
    """Return the moments from now on, in hours, and the places of the rules that turn."""
    matcher = Matcher(rules, (), few=0)
    return [((moment - found.now) / HOUR, places(mask)) for moment, mask in matcher.turns(found, among)]


IDLE = {"fact": "cart.idle_ms", "op": "gt", "value": 5 * MINUTE - 1}
EVENING = {"fact": "clock.hour", "op": "ge", "value": 18}
TUESDAY = {"fact": "clock.weekday", "op": "eq", "value": "tue"}
DEAR = {"fact": "cart.subtotal", "op": "gt", "value": 9000}


def test_turns_come_in_order_each_with_its_rules():
    rules = read([IDLE], [EVENING], [IDLE, EVENING], [TUESDAY, EVENING])

    assert turns(rules)[:4] == [(4 / 60, [0]), (8, [1, 2]), (14, [1, 2]), (32, [1, 2])]
    assert turns(rules, among=0b1000)[:2] == [(56, [3]), (62, [3])]


def test_what_another_fact_keeps_away_does_not_turn():
    assert turns(read([IDLE, DEAR], [EVENING, DEAR])) == []


def test_a_rule_that_time_does_not_move_does_not_turn():
    assert turns(read([DEAR], [{"fact": "cart.quantity", "op": "ge", "value": 1}])) == []


def test_hours_of_a_day_to_come_are_found_however_many_there_are():
    saturday = {"fact": "clock.weekday", "op": "eq", "value": "sat"}
    rules = read(*([saturday, {"fact": "clock.hour", "op": "ge", "value": hour}] for hour in range(24)))

    # From Sunday at ten.
    assert turns(rules)[:3] == [(134, [0]), (135, [1]), (136, [2])]


def test_a_mark_that_no_calendar_reaches_is_none():
    assert turns(read([{"fact": "cart.idle_ms", "op": "ge", "value": 2**53}, EVENING])) == []


@settings(max_examples=200, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(st.one_of(MOVING, MOVING, STILL), min_size=1, max_size=3), min_size=1, max_size=4), facts())
def test_the_masks_turn_when_each_rule_does(documents, found):
    rules = read(*documents)
    until = found.now + 36 * HOUR

    first: dict[int, int] = {}
    for moment, mask in Matcher(rules, (), few=0).turns(found, -1):
        for n in places(mask) if moment <= until else ():
            first.setdefault(n, moment)

    expected = {n: turns_at(each, found, entered=False, until=until) for n, each in enumerate(rules)}
    assert first == {n: moment for n, moment in expected.items() if moment is not None}
