"""Limits and single-use codes from the marketer's word to the order: decided by what earlier orders used up."""

import json
from typing import Any

import pytest

from functions.evaluate_cart import handler as evaluate_cart
from functions.manage_rules import handler as manage_rules
from functions.record_order import handler as record_order
from shared.domain.cart import Cart
from shared.domain.state import Customer, Session
from shared.store.customers import CustomerStore
from shared.store.sessions import SessionStore
from shared.store.visitors import VisitorStore
from tests.factories import GRANTED, KEYS, NOW, cart, session
from tests.requests import evaluation, http, token

FIVE_EURO = {
    "id": "five",
    "priority": 1,
    "title": {"en": "Five euro"},
    "then": {"discount": {"type": "fixed", "amount": 500}},
}


@pytest.fixture
def sessions(clock: Any, table: Any) -> SessionStore:
    return SessionStore(table, lambda _: None)


def publish(**rule: Any) -> None:
    for method, path, body in (("PUT", "/draft", {"rules": [FIVE_EURO | rule]}), ("POST", "/publish", {})):
        told = http(f"{method} /v1/rulesets/{{name}}{path}", body, proof=KEYS["admin_key"], path={"name": "default"})
        assert manage_rules.handler(told, None)["statusCode"] == 200


def issue(batch: str, count: int) -> list[str]:
    body = {"batch": batch, "count": count}
    told = http("POST /v1/rulesets/{name}/codes", body, proof=KEYS["admin_key"], path={"name": "default"})
    reply = manage_rules.handler(told, None)
    assert reply["statusCode"] == 201
    return json.loads(reply["body"])["codes"]


def usage() -> Any:
    told = http("GET /v1/rulesets/{name}", proof=KEYS["admin_key"], path={"name": "default"})
    return json.loads(manage_rules.handler(told, None)["body"])["usage"]


def decided(shopping: Cart, session_id: str = "s-0") -> Any:
    evaluate_cart.usage.forget()
    reply = evaluate_cart.handler(evaluation(shopping, token(session_id)), None)
    assert reply["statusCode"] == 200, reply
    return json.loads(reply["body"])


def off(decision: Any) -> int:
    return sum(each["amount"] for each in decision["discounts"]["applied"])


def bought(session_id: str | None = "s-0", order_id: str = "order-1", cart_id: str = "c-1", **more: Any) -> int:
    line = {"line_id": "l-0", "item_id": "sku-0", "quantity": 1, "unit_price": 4000}
    body = {"order_id": order_id, "session_id": session_id, "cart_id": cart_id, "currency": "EUR", "total": 3500}
    told = http("POST /v1/orders", body | {"lines": [line]} | more, proof=KEYS["server_key"])
    return record_order.handler(told, None)["statusCode"]


def opened(sessions: SessionStore, session_id: str = "s-0", **changes: Any) -> Session:
    from dataclasses import replace

    made = replace(session(**changes), session_id=session_id)
    sessions.create(made, NOW)
    return made


def test_what_one_order_used_up_the_next_cart_does_not_get(sessions: SessionStore) -> None:
    publish(limits={"total": 1})
    opened(sessions)
    opened(sessions, "s-1")

    first = decided(cart(4000))
    assert bought() == 201
    second = decided(cart(4000), "s-1")

    assert (off(first), off(second)) == (500, 0)
    assert usage() == {"five": {"uses": 1, "spent": 500, "budget_left": None}}


def test_an_order_told_twice_is_counted_once(sessions: SessionStore) -> None:
    publish()
    opened(sessions)
    decided(cart(4000))

    assert (bought(), bought()) == (201, 200)

    assert usage() == {"five": {"uses": 1, "spent": 500, "budget_left": None}}


def test_an_order_whose_cart_the_storefront_completed_first_is_counted_all_the_same(sessions: SessionStore) -> None:
    publish()
    opened(sessions)
    decided(cart(4000))
    decided(cart(4000, revision=2, stage="completed"))
    decided(cart(4000, revision=3, stage="completed", selected=True))

    bought()

    assert usage()["five"]["uses"] == 1


def test_an_order_of_another_cart_than_the_sessions_counts_nothing(sessions: SessionStore) -> None:
    publish()
    opened(sessions)
    decided(cart(4000))

    bought(cart_id="c-9")

    assert usage() == {}


def test_a_budget_that_is_spent_gives_no_more(sessions: SessionStore) -> None:
    publish(limits={"budget": {"amount": 800, "per": "day"}})
    opened(sessions)
    opened(sessions, "s-1")
    decided(cart(4000))
    bought()

    rest = decided(cart(4000), "s-1")
    bought("s-1", "order-2")

    assert off(rest) in (0, 300)
    assert usage()["five"]["budget_left"] == 800 - 500 - off(rest)


def test_a_limit_per_session_holds_for_its_second_cart(sessions: SessionStore) -> None:
    publish(limits={"per_session": 1})
    opened(sessions)
    opened(sessions, "s-1")
    decided(cart(4000))
    bought()

    assert off(decided(cart(4000, cart_id="c-2"))) == 0
    assert off(decided(cart(4000), "s-1")) == 500


def test_a_limit_per_customer_holds_in_the_next_session(sessions: SessionStore) -> None:
    publish(limits={"per_customer": 1})
    opened(sessions, consent=GRANTED, customer=Customer("customer-1"))
    decided(cart(4000))
    bought()

    token_of = {"aud": "microlift", "sub": "customer-1", "exp": NOW // 1000 + 600}
    again = session_opened(token_of)
    other = session_opened(token_of | {"sub": "customer-2"})

    assert off(decided_by(again)) == 0
    assert off(decided_by(other)) == 500


def test_an_order_that_names_only_its_customer_counts_too(sessions: SessionStore, table: Any) -> None:
    publish(limits={"total": 1})
    opened(sessions, consent=GRANTED, customer=Customer("customer-1"))
    opened(sessions, "s-1")
    CustomerStore(table).link("customer-1", "v-1")
    VisitorStore(table).consented("v-1", GRANTED, NOW)
    VisitorStore(table).left_cart("v-1", "s-0", NOW)
    decided(cart(4000))

    assert bought(None, customer_id="customer-1") == 201

    assert off(decided(cart(4000), "s-1")) == 0
    assert usage() == {"five": {"uses": 1, "spent": 500, "budget_left": None}}


def session_opened(claims: dict[str, Any]) -> Any:
    from functions.open_session.handler import handler as open_session
    from shared.edge.tokens import sign

    body = {"publishable_key": KEYS["publishable_key"], "customer_token": sign(claims, KEYS["customer_secret"])}
    reply = open_session(http("POST /v1/sessions", body), None)
    assert reply["statusCode"] == 201, reply
    return json.loads(reply["body"])


def decided_by(opened: Any) -> Any:
    reply = evaluate_cart.handler(evaluation(cart(4000), opened["token"]), None)
    return json.loads(reply["body"])


def test_a_single_use_code_is_good_once(sessions: SessionStore) -> None:
    publish(codes={"batch": "spring"})
    (code,) = issue("spring", 1)
    opened(sessions)
    opened(sessions, "s-1")

    without = decided(cart(4000))
    entered = decided(cart(4000, revision=2, codes=(code.lower(),)))
    bought()
    again = decided(cart(4000, codes=(code,)), "s-1")

    assert (off(without), off(entered), off(again)) == (0, 500, 0)
    assert entered["discounts"]["codes"] == [code.lower()]
    assert [message["code"] for message in again["messages"]] == ["discount_code_already_used"]


def test_a_thousand_codes_are_a_thousand_different_ones(sessions: SessionStore) -> None:
    assert len(set(issue("spring", 1000))) == 1000


def test_codes_are_issued_only_under_a_name_that_a_rule_can_ask_for(sessions: SessionStore) -> None:
    body = {"batch": "spring sale", "count": 1}
    told = http("POST /v1/rulesets/{name}/codes", body, proof=KEYS["admin_key"], path={"name": "default"})

    reply = manage_rules.handler(told, None)

    assert reply["statusCode"] == 422
    assert [(each["path"], each["code"]) for each in json.loads(reply["body"])["errors"]] == [("$.batch", "invalid_id")]


def test_a_word_costs_no_call(sessions: SessionStore) -> None:
    from tests.calls import counted

    publish(codes=["WELCOME"])
    opened(sessions)
    decided(cart(4000))

    with counted(evaluate_cart.table.client) as calls:
        decision = decided(cart(4000, revision=2, codes=("welcome",)))

    assert off(decision) == 500
    assert calls == ["Query", "UpdateItem"]
