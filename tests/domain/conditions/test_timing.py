"""When a condition changes by itself: to the millisecond, in summer and in winter time."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.conditions.holding import holds
from shared.domain.conditions.reading import parse_condition
from shared.domain.conditions.timing import changes_at
from shared.domain.facts.gathered import Facts
from tests.domain.conditions.strategies import CONDITIONS, MOVING, facts, trees
from tests.factories import DAY, HOUR, MINUTE, NOW, ROME, basis, cart


def rome(text, fold=0):
    return int(datetime.fromisoformat(text).replace(tzinfo=ROME, fold=fold).timestamp() * 1000)


def change(document, now=NOW, **changes):
    return changes_at(parse_condition(document, "$"), Facts(basis(cart(4000), now=now, **changes), ROME), now)


def says(fact, op, value):
    return {"fact": fact, "op": op, "value": value}


def test_a_fact_in_days_changes_after_full_days():
    ordered = {"customer.since_last_order_ms": NOW - 29 * DAY - HOUR}

    assert change(says("customer.since_last_order_days", "ge", 30), observed=ordered) == NOW + 23 * HOUR
    assert change(says("customer.since_last_order_days", "gt", 30), observed=ordered) == NOW + 47 * HOUR
    assert change(says("customer.since_last_order_days", "in", [29, 30]), observed=ordered) == NOW + 47 * HOUR
    assert change(says("customer.since_last_order_days", "lt", 5), observed=ordered) is None
    assert change(says("customer.since_last_order_days", "ge", 30)) is None


def test_a_mark_that_no_calendar_reaches_is_never_reached():
    ordered = {"customer.since_last_order_ms": NOW - DAY}
    never = says("customer.since_last_order_days", "ge", 9_999_999)

    assert change(never, observed=ordered) is None
    assert change({"all": [never, says("clock.hour", "ge", 18)]}, observed=ordered) is None


@pytest.mark.parametrize(
    ("now", "document", "moment"),
    [
        ("2026-11-22T10:00:00", says("clock.hour", "ge", 18), "2026-11-22T18:00:00"),
        ("2026-11-22T18:30:00", says("clock.hour", "between", [18, 21]), "2026-11-22T22:00:00"),
        ("2026-11-22T10:00:00", says("clock.weekday", "in", ["sat"]), "2026-11-28T00:00:00"),
        ("2026-11-22T10:00:00", says("clock.date", "ge", "2026-12-24"), "2026-12-24T00:00:00"),
        ("2026-11-22T10:00:00", says("clock.days_until.12-24", "le", 7), "2026-12-17T00:00:00"),
        ("2026-12-24T10:00:00", says("clock.days_until.2026-12-24", "exists", True), "2026-12-25T00:00:00"),
        # The night in March has no two o'clock, the one in October has it twice.
        ("2026-03-28T22:00:00", says("clock.weekday", "eq", "mon"), "2026-03-30T00:00:00"),
        ("2026-03-29T01:30:00", says("clock.hour", "ge", 2), "2026-03-29T03:00:00"),
        ("2027-03-28T01:30:00", says("clock.hour", "eq", 1), "2027-03-28T03:00:00"),
        ("2026-10-25T01:30:00", says("clock.hour", "ge", 3), "2026-10-25T03:00:00"),
        ("2027-10-31T00:30:00", says("clock.weekday", "eq", "sun"), "2027-11-01T00:00:00"),
    ],
)
def test_a_fact_of_the_clock_changes_by_the_clock_on_the_wall(now, document, moment):
    assert change(document, rome(now)) == rome(moment)


def test_two_o_clock_lasts_for_two_hours_in_october():
    began = change(says("clock.hour", "eq", 2), rome("2026-10-25T01:30:00"))

    assert began == rome("2026-10-25T02:00:00")
    assert change(says("clock.hour", "eq", 2), began) == began + 2 * HOUR


def test_weights_change_when_enough_of_them_can():
    idle, evening = says("cart.idle_ms", "ge", 5 * MINUTE), says("clock.hour", "ge", 18)
    patience = {"weighted": [{"weight": 1, "if": idle}, {"weight": 2, "if": evening}], "at_least": 2}

    assert change(patience) == rome("2026-11-22T18:00:00")
    assert change({**patience, "at_least": 1}) == NOW + 5 * MINUTE
    assert change({**patience, "at_least": 4}) is None


def test_two_parts_that_never_hold_together_change_nothing():
    never = {"all": [says("cart.idle_ms", "lt", MINUTE), says("cart.idle_ms", "gt", 2 * MINUTE)]}

    assert change(never) is None
    assert change({"not": never}) is None


def test_an_hour_of_one_day_is_awaited_on_that_day():
    eve = {"all": [says("clock.date", "eq", "2026-12-24"), says("clock.hour", "between", [16, 17])]}

    assert change(eve) == rome("2026-12-24T16:00:00")


@given(trees(MOVING), facts(), st.lists(st.floats(0, 1), min_size=1, max_size=5))
def test_nothing_changes_before_the_moment_and_it_does_then(document, known, times):
    condition = parse_condition(document, "$")
    held = holds(condition, known)

    moment = changes_at(condition, known, known.now)

    end = known.now + 40 * DAY if moment is None else moment
    between = [known.now + int(time * (end - known.now - 1)) for time in times]
    assert all(holds(condition, known.at(each)) is held for each in between)
    # One that wavers for a fortnight without changing is looked at then for nothing.
    wavers = moment is not None and moment > known.now + 14 * DAY
    assert moment is None or wavers or holds(condition, known.at(moment)) is not held


@given(CONDITIONS, facts())
def test_what_time_does_not_touch_changes_with_nothing_but_news(document, known):
    condition = parse_condition(document, "$")

    moment = changes_at(condition, known, known.now)

    assert moment is None or moment > known.now
    assert moment is None or any(each in str(document) for each in ("clock.", "_ms", "_days"))
