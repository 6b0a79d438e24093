"""The parts of a back-test: what is asked for, whole sessions out of records, the histogram's steps."""

from dataclasses import replace

import pytest

from shared.domain.backtest.histogram import histogram
from shared.domain.backtest.order import BacktestOrder, backtest_order
from shared.domain.backtest.sessions import sessions_in
from shared.domain.errors import RefusedError
from tests.factories import DAY, HOUR, NOW, basis, cart


def test_usually_the_last_seven_days_are_asked_for():
    assert backtest_order("default", 3, {}, NOW) == BacktestOrder("default", 3, NOW - 7 * DAY, NOW, 100_000)


def test_what_is_older_than_the_records_is_left_out():
    assert backtest_order("default", 3, {"from": 0}, NOW).start == NOW - 30 * DAY


def test_every_fault_of_a_request_is_named():
    with pytest.raises(RefusedError) as refused:
        backtest_order("default", 3, {"from": "yesterday", "to": NOW + 1, "limit": 0}, NOW)

    assert [(each.path, each.code) for each in refused.value.errors] == [
        ("$.to", "out_of_range"),
        ("$.from", "wrong_type"),
        ("$.limit", "out_of_range"),
    ]


def seen(session_id, sequence, now):
    return replace(basis(cart(100)), session_id=session_id, sequence=sequence, decided_at=now)


def test_sessions_come_whole_and_in_their_own_order():
    records = [seen("a", 2, 0), seen("a", 1, 1), seen("b", 1, 2), seen("a", 3, HOUR)]

    assert [[(each.session_id, each.sequence) for each in one] for one in sessions_in(records)] == [
        [("a", 1), ("a", 2), ("a", 3)],
        [("b", 1)],
    ]


def test_a_session_that_must_be_over_is_not_kept_waiting():
    found = sessions_in(iter([seen("a", 1, 0), seen("b", 1, HOUR), seen("c", 1, 3 * HOUR)]))

    assert next(found)[0].session_id == "a"


def test_a_histogram_grows_in_steps_of_one_two_and_five():
    steps = histogram({-150: 2, 0: 5, 30: 1, 1234: 3})

    assert [(each["from"], each["to"], each["carts"]) for each in steps] == [
        (-199, -100, 2),
        (-99, -1, 0),
        (0, 0, 5),
        (1, 99, 1),
        (100, 199, 0),
        (200, 499, 0),
        (500, 999, 0),
        (1000, 1999, 3),
    ]


def test_a_histogram_of_nothing_is_empty():
    assert histogram({}) == []
