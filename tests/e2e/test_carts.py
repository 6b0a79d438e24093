"""Carts on the running stack: the deployed template, real sockets, the table's stream, the delayed queue."""

import json
import socket
from concurrent.futures import ThreadPoolExecutor

from shared.edge.tokens import sign
from tests.e2e.shopper import (
    Shopper,
    amounts,
    by_backend,
    call,
    cart,
    event,
    line,
    move_clock,
    rules,
    stack_now,
)
from tests.e2e.waiting import until
from tests.factories import DAY, HOUR


def test_three_articles_for_120_euro_get_ten_percent_and_free_shipping(stack, morning):
    decision = Shopper(stack).decision(cart(line(1, 4000, 3)))

    assert amounts(decision) == {
        "subtotal": 12000,
        "items_discount": -1200,
        "shipping": 590,
        "shipping_discount": -590,
        "total": 10800,
    }
    assert rules(decision) == {"high_intent": 1790}


def test_a_decision_can_be_read_and_explained_soon(stack, morning):
    decision = Shopper(stack).decision(cart(line(1, 4000, 3)))

    stored = until(lambda: with_reasons(stack, decision["decision_id"]))

    explained = {each["rule"]: each["outcome"] for each in stored["explanation"]}
    assert {name: stored[name] for name in decision} == decision
    assert explained["high_intent"] == "applied"
    assert explained["high_value"] == "not_met"


def test_the_compound_rule_fires_by_itself_and_reaches_every_tab(stack, morning):
    shopper = Shopper(stack)
    with shopper.tab() as one, shopper.tab() as other:
        decided = one.ask({"action": "cart.update", "cart": cart(line(1, 4001, 4))})["decision"]
        assert other.receive()["decision"]["decision_id"] == decided["decision_id"]

        fired = move_clock(stack, decided["next_check_at"])
        pushed = [tab.receive() for tab in (one, other)]

    assert decided["profile"] == "high_value"
    assert fired["rechecks"] >= 1
    assert [push["request_id"] for push in pushed] == [None, None]
    assert pushed[0]["decision"] == pushed[1]["decision"]
    assert rules(pushed[0]["decision"]) == {"compound": 3201}
    assert [each["type"] for each in pushed[0]["decision"]["interventions"]] == ["notify", "upsell"]


def test_the_delayed_queue_itself_wakes_the_cart(stack, morning):
    six_on_saturday = morning + 5 * DAY + 8 * HOUR
    # Three seconds of waiting in real time, as the queue does on AWS.
    move_clock(stack, six_on_saturday - 3000)
    shopper = Shopper(stack)

    with shopper.tab() as tab:
        before = tab.ask({"action": "cart.update", "cart": cart(line(1, 1000))})["decision"]
        pushed = tab.receive()["decision"]

    assert (before["next_check_at"], rules(before)) == (six_on_saturday, {})
    assert rules(pushed) == {"peak_hours": 80}
    assert 0 <= pushed["evaluated_at"] - six_on_saturday < 5000


def test_a_moved_clock_that_runs_on_wakes_the_cart_in_its_time(stack, morning):
    shopper = Shopper(stack)

    with shopper.tab() as tab:
        decided = tab.ask({"action": "cart.update", "cart": cart(line(1, 4001, 4))})["decision"]
        move_clock(stack, decided["next_check_at"] - 3000)
        pushed = tab.receive()["decision"]

    assert rules(pushed) == {"compound": 3201}
    assert 0 <= pushed["evaluated_at"] - decided["next_check_at"] < 5000


def test_a_price_of_record_outranks_the_browsers(stack, morning):
    item = {"item_id": "e2e-record", "price": 20000, "currency": "EUR", "stock": 3, "margin_floor": 19000}
    assert by_backend(stack, "PUT", "/v1/items", json={"items": [item]}).json() == {"accepted": 1}

    decision = Shopper(stack).decision(
        cart({"line_id": "l-1", "item_id": "e2e-record", "quantity": 1, "unit_price": 1})
    )

    assert amounts(decision)["subtotal"] == 20000
    assert amounts(decision)["items_discount"] == -1000
    assert [message["code"] for message in decision["messages"]] == ["price_mismatch"]


def test_prime_comes_from_the_shops_backend_alone(stack, morning):
    claims = {"aud": "microlift", "sub": "customer-1", "exp": morning // 1000 + 3600, "prime": True, "tier": "gold"}
    prime = Shopper(stack, customer_token=sign(claims, stack.customer_secret))
    claimed = Shopper(stack, prime=True, customer={"prime": True})

    forged = call(
        stack,
        "POST",
        "/v1/sessions",
        json={"publishable_key": stack.publishable_key, "customer_token": sign(claims, "not the secret")},
    )

    assert rules(prime.decision(cart(line(1, 1000)))) == {"prime": 640}
    assert rules(claimed.decision(cart(line(1, 1000), prime=True))) == {}
    assert forged.status_code == 401


def test_three_adds_and_one_article_bring_the_tender_rule_by_themselves(stack, morning):
    shopper = Shopper(stack)
    with shopper.tab() as tab:
        tab.ask({"action": "cart.update", "cart": cart(line(1, 5000))})
        adds = [event("add_to_cart", stack_now(stack)) for _ in range(3)]
        tab.socket.send(json.dumps({"action": "events", "source": "tab-1", "events": adds}))
        # Whichever comes first: the decision is pushed by the table's stream.
        frames = {frame["type"]: frame for frame in (tab.receive(), tab.receive())}

    assert frames["accepted"]["accepted"] == 3
    assert rules(frames["decision"]["decision"]) == {"tender": 250}


def test_64_parallel_updates_of_one_cart_end_with_the_latest(stack, morning):
    shopper = Shopper(stack)

    with ThreadPoolExecutor(64) as pool:
        replies = list(pool.map(lambda n: shopper.evaluate(cart(line(1, 1000 + n, 4), revision=n)), range(1, 65)))

    assert {reply.status_code for reply in replies} <= {200, 429}
    assert all(reply.headers.get("retry-after") for reply in replies if reply.status_code == 429)
    last = shopper.decision(cart(line(1, 1064, 4), revision=64))
    assert (last["revision"], amounts(last)["subtotal"]) == (64, 4256)


def test_500_messages_at_once_on_one_socket_get_500_answers(stack, morning):
    shopper = Shopper(stack)
    with shopper.tab() as tab:
        for n in range(500):
            frame = {"action": "cart.update", "request_id": f"q-{n}", "cart": cart(line(1, 100 + n), revision=n)}
            tab.socket.send(json.dumps(frame))
        answers = [tab.receive() for _ in range(500)]

    assert {answer["type"] for answer in answers} == {"decision"}
    assert [answer["request_id"] for answer in answers] == [f"q-{n}" for n in range(500)]
    assert answers[-1]["decision"]["revision"] == 499


def test_a_gone_socket_is_forgotten(stack, morning):
    shopper = Shopper(stack)
    with shopper.tab() as tab:
        tab.ask({"action": "ping"})
        tab.socket.socket.shutdown(socket.SHUT_RDWR)

    assert shopper.decision(cart(line(1, 16000)))["revision"] == 1
    table = stack.client("dynamodb")
    name = stack.outputs["TableName"]
    key = {"pk": {"S": f"session#{shopper.session_id}"}, "sk": {"S": "cart"}}

    until(lambda: "sockets" not in table.get_item(TableName=name, Key=key)["Item"])


def with_reasons(stack, decision_id):
    """Return a decision with its reasons, ``None`` while it is not written down."""
    reply = by_backend(stack, "GET", f"/v1/decisions/{decision_id}?explain=true")
    assert reply.status_code in {200, 404}, reply.text
    return reply.json() if reply.status_code == 200 else None
