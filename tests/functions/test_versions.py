"""While versions come and go, what was decided stays what it was: repeated, shown and explained by its own version."""

import json
from typing import Any

import pytest

from functions.evaluate_cart import handler as evaluate_cart
from functions.follow_sessions.handler import handler as follow_sessions
from functions.manage_rules.handler import handler as manage_rules
from functions.show_decision import handler as show_decision
from shared.domain.cart import Cart
from shared.store.sessions import SessionStore
from shared.store.table import key
from tests.factories import KEYS, MINUTE, NOW, cart, session
from tests.requests import changed, evaluation, http, queued

RULE = {"id": "all", "priority": 1, "title": {"en": "For all"}}


@pytest.fixture(autouse=True)
def shopper(clock: Any, table: Any) -> None:
    SessionStore(table, lambda _: None).create(session(), NOW)


def publish(basis_points: int, **rule: Any) -> None:
    """Publish a version that gives everybody so much, and let the containers look."""
    discount = {"type": "percent", "basis_points": basis_points}
    document = {"rules": [RULE | {"then": {"discount": discount}} | rule]}
    for method, path, body in (("PUT", "/draft", document), ("POST", "/publish", {})):
        told = http(f"{method} /v1/rulesets/{{name}}{path}", body, proof=KEYS["admin_key"], path={"name": "default"})
        assert manage_rules(told, None)["statusCode"] == 200
    for function in (evaluate_cart, show_decision):
        function.rule_sets.forget()


def decided(shopping: Cart) -> Any:
    reply = evaluate_cart.handler(evaluation(shopping), None)
    assert reply["statusCode"] == 200
    return json.loads(reply["body"])


def off(decision: Any) -> int:
    return sum(each["amount"] for each in decision["discounts"]["applied"])


def follow(table: Any) -> Any:
    item = table.client.get_item(TableName="microlift", Key=key("session#s-0", "cart"))["Item"]
    follow_sessions(changed(None, item), None)


def test_a_repeated_revision_gets_the_same_decision_and_the_next_one_todays() -> None:
    publish(1000)
    first = decided(cart(10_000))
    publish(2000)

    again, after = decided(cart(10_000)), decided(cart(10_000, revision=2))

    assert again == first
    assert (first["ruleset"], off(first)) == ("default@2", 1000)
    assert (after["ruleset"], off(after)) == ("default@3", 2000)


def test_a_decision_is_shown_and_explained_by_its_own_version(table: Any) -> None:
    publish(1000)
    first = decided(cart(10_000))
    follow(table)
    publish(2000, id="other")

    reply = show_decision.handler(
        http("GET /v1/decisions/{decision_id}", proof=KEYS["server_key"], path={"decision_id": first["decision_id"]})
        | {"queryStringParameters": {"explain": "true"}},
        None,
    )

    shown = json.loads(reply["body"])
    assert {name: shown[name] for name in first} == first
    assert [(each["rule"], each["amount"]) for each in shown["explanation"]] == [("all", 1000)]


def test_a_check_that_falls_due_decides_by_todays_rules(clock: Any, table: Any) -> None:
    publish(1000)
    due = decided(cart(10_000))["next_check_at"]
    publish(2000)

    clock.move(due)
    evaluate_cart.handler(queued({"session_id": "s-0", "due_at": due}), None)
    follow(table)

    after = SessionStore(table, lambda _: None).load("s-0").session
    assert after.basis is not None
    assert after.basis.ruleset == "default@3"
    assert due > NOW + MINUTE
