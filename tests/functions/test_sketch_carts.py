"""The shop's carts are sketched when their sessions have ended, each once; the next ones are compared with them."""

import json

import pytest

from functions.evaluate_cart import handler as evaluator
from functions.sketch_carts import handler as function
from shared.domain.intent import intent_of
from shared.domain.items import priced
from shared.domain.ledger import Ledger
from shared.domain.session import Observed, receive
from shared.domain.sketches import CART
from shared.store.sessions import SessionStore
from tests.factories import DAY, HOUR, MINUTE, NOW, RULES, cart, session
from tests.requests import evaluation, queued, token

QUIET = Observed({}, intent_of(Ledger(), articles=1))


@pytest.fixture(autouse=True)
def _standing_clock(clock, table):
    pass


def left(session_id, shopping, now=NOW):
    """Leave ``shopping`` behind in a session, as evaluate_cart does."""
    state = session(session_id=session_id, expires_at=now + 2 * HOUR)
    state = receive(state, shopping, priced(shopping, {}), QUIET, RULES, now)[0]
    SessionStore(function.table, print).create(state, now)


def sketched(clock, moment):
    clock.move(moment)
    assert function.handler(queued({"sweep": "sketch_carts"}), None) == {"batchItemFailures": []}
    return function.sketches.load()


def test_carts_count_once_their_sessions_have_ended(clock):
    left("s-1", cart(4000))
    left("s-2", cart(4000, 2000), NOW + 90 * MINUTE)
    left("s-3", cart())

    assert sketched(clock, NOW + HOUR).weight == 0
    assert sketched(clock, NOW + 3 * HOUR).weight == CART
    assert sketched(clock, NOW + 4 * HOUR).weight in range(2 * CART - 10, 2 * CART)


def test_a_job_that_runs_twice_counts_nothing_twice(clock):
    left("s-1", cart(4000))

    once = sketched(clock, NOW + 3 * HOUR)

    assert sketched(clock, NOW + 3 * HOUR) == once
    assert function.sketches.save(once, None) is False


def test_a_missed_hour_is_made_up_for(clock):
    sketched(clock, NOW - DAY)
    left("s-1", cart(4000), NOW - 10 * HOUR)

    assert sketched(clock, NOW).weight == CART


def test_the_next_cart_is_compared_with_those_before_it(clock):
    for n in range(100):
        left(f"s-{n}", cart(1000 + 100 * n))
    sketched(clock, NOW + 3 * HOUR)
    left("s-0", cart(1), clock.now)
    evaluator.rule_sets.forget()

    evaluator.handler(evaluation(cart(9000, revision=2), token(expires_at=clock.now + HOUR)), None)

    basis = evaluator.sessions.load("s-0").session.basis
    assert basis.observed["cart.percentile"] == 80


def test_a_sketch_that_cannot_be_read_takes_nothing_down(clock, caplog):
    function.table.client.put_item(
        TableName="microlift", Item={"pk": {"S": "shop#carts"}, "sk": {"S": "sketch"}, "state": {"B": b"?"}}
    )
    left("s-0", cart(1))
    evaluator.rule_sets.forget()

    reply = evaluator.handler(evaluation(cart(9000, revision=2)), None)

    assert reply["statusCode"] == 200
    assert "cart.percentile" not in json.loads(reply["body"])
