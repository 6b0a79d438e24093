"""A decision shown again is the one that was answered."""

import json
from typing import Any

import pytest

from functions.evaluate_cart.handler import handler as evaluate_cart
from functions.follow_sessions.handler import handler as follow_sessions
from functions.show_decision.handler import handler as show_decision
from shared.domain.cart import Cart
from shared.store.sessions import SessionStore
from shared.store.table import key
from tests.factories import KEYS, MINUTE, NOW, cart, session
from tests.requests import changed, evaluation, http


@pytest.fixture
def sessions(clock: Any, table: Any) -> SessionStore:
    sessions = SessionStore(table, lambda _: None)
    sessions.create(session(locale="it-IT"), NOW)
    return sessions


def answered(table: Any, shopping: Cart) -> str:
    """Return the decision on ``shopping``, once the table's stream was followed."""
    response = evaluate_cart(evaluation(shopping), None)
    item = table.client.get_item(TableName="microlift", Key=key("session#s-0", "cart"))["Item"]
    follow_sessions(changed(None, item), None)
    return response["body"]


def shown(decision_id: str) -> dict[str, Any]:
    key = "GET /v1/decisions/{decision_id}"
    return show_decision(http(key, proof=KEYS["server_key"], path={"decision_id": decision_id}), None)


def test_every_decision_of_a_session_is_shown_as_it_was_answered(sessions: Any, clock: Any, table: Any) -> None:
    first = answered(table, cart(4000, 4000, 4000))
    clock.move(NOW + MINUTE)
    second = answered(table, cart(4000, 4000, 4000, revision=2, selected=True))
    clock.move(NOW + 2 * MINUTE)
    third = answered(table, cart(9000, 9000, revision=3))

    clock.move(NOW + 60 * MINUTE)

    assert [shown(json.loads(each)["decision_id"])["body"] for each in (first, second, third)] == [first, second, third]
