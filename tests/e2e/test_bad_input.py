"""The worst that a caller can send, each answered by its code on the running stack, with nothing lost or charged."""

import json
import math

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from shared.edge.callers import session_token
from tests.e2e.shopper import GRANTED, Shopper, call, cart, event, line, rules, stack_now
from tests.factories import DAY, HOUR


@pytest.fixture(scope="module")
def shopper(stack):
    return Shopper(stack)


def code_of(reply):
    assert reply.headers["content-type"] == "application/problem+json"
    problem = reply.json()
    assert problem["status"] == reply.status_code
    assert {"type", "title", "detail"} <= problem.keys()
    return reply.status_code, problem["code"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        pytest.param(b'{"cart_id": "c-1", ', 400, "not_json", id="malformed JSON"),
        pytest.param(b"\xff\xfe", 400, "not_json", id="not even UTF-8"),
        pytest.param(b"[]", 400, "wrong_type", id="a list"),
        pytest.param(b"", 400, "not_json", id="nothing"),
        pytest.param(cart({**line(1, 1), "quantity": "two"}), 400, "wrong_type", id="wrong type"),
        pytest.param(cart({**line(1, 1), "unit_price": math.nan}), 400, "not_json", id="NaN"),
        pytest.param(cart({**line(1, 1), "unit_price": 19.99}), 400, "wrong_type", id="a price with decimals"),
        pytest.param(cart(*[line(n, 1) for n in range(201)]), 413, "too_large", id="201 lines"),
        pytest.param(cart({**line(1, 1), "category": "x" * 140_000}), 413, "too_large", id="over 128 KB"),
        pytest.param(cart(line(1, -1)), 422, "out_of_range", id="negative price"),
        pytest.param(cart(line(1, 10**12)), 422, "out_of_range", id="price of 10^12"),
        pytest.param(cart(line(1, 10**400)), 422, "out_of_range", id="price of 10^400"),
        pytest.param(b'{"x": ' + b"9" * 5000 + b"}", 400, "not_json", id="a number of 5,000 digits"),
        pytest.param(b'{"x": ' + b"[" * 60_000, 400, "not_json", id="60,000 open brackets"),
        pytest.param(cart(line(1, 1, 0)), 422, "out_of_range", id="quantity 0"),
        pytest.param(cart(line(1, 1), currency="USD"), 422, "currency_mismatch", id="foreign currency"),
        pytest.param(cart(line(1, 1), stage="thinking"), 422, "out_of_range", id="a stage that there is not"),
    ],
)
def test_a_bad_cart_gets_its_problem(shopper, body, status, code):
    content = body if isinstance(body, bytes) else json.dumps(body).encode()

    reply = shopper.call("POST", "/v1/carts/c-1/evaluation", content=content)

    assert code_of(reply) == (status, code)


def test_conflicts_are_named_and_change_nothing(stack):
    shopper = Shopper(stack)
    first = shopper.decision(cart(line(1, 16000), revision=7))

    second_cart = shopper.evaluate(cart(line(1, 1), cart_id="c-2"))
    other_content = shopper.evaluate(cart(line(1, 1), revision=7))
    older = shopper.decision(cart(line(1, 1), revision=6))

    assert code_of(second_cart) == (409, "cart_conflict")
    assert code_of(other_content) == (409, "revision_conflict")
    assert older == first


def test_names_in_any_script_come_back_as_they_are(stack):
    name = "🎄 פנטונה حلويات"

    decision = Shopper(stack).decision(cart({**line(1, 20000), "item_id": name, "line_id": name}))

    assert "high_value" in rules(decision)


@pytest.mark.parametrize("token", ["nonsense", "a.b.c", "sk_demo_wrong", "é"])
def test_who_proves_nothing_gets_nothing(stack, token):
    headers = {"authorization": b"Bearer " + token.encode()}

    reply = call(stack, "POST", "/v1/carts/c-1/evaluation", headers=headers, json=cart())

    assert code_of(reply)[0] == 401


def test_an_expired_token_opens_nothing(stack, shopper):
    now = stack_now(stack)
    expired = token_of(stack, shopper, now - HOUR)

    reply = call(stack, "POST", "/v1/carts/c-1/evaluation", expired, json=cart())
    with pytest.raises(InvalidStatus) as refused, connect(f"{shopper.opened['socket_url']}?token={expired}"):
        pass

    assert code_of(reply) == (401, "token_expired")
    assert refused.value.response.status_code in {401, 403}


def test_a_token_that_expires_while_the_socket_is_open_gets_a_problem_on_the_next_frame(stack, shopper):
    short = token_of(stack, shopper, stack_now(stack) + 5000)
    with connect(f"{shopper.opened['socket_url']}?token={short}") as socket:
        while True:
            socket.send(json.dumps({"action": "ping", "request_id": "q"}))
            answer = json.loads(socket.recv(timeout=60))
            if answer["type"] != "pong":
                break

    assert (answer["type"], answer["status"], answer["code"]) == ("problem", 401, "token_expired")
    assert (answer["request_id"], answer["problem_type"]) == ("q", "urn:microlift:problem:token_expired")


def test_a_forged_signature_is_refused_on_connect(stack, shopper):
    with (
        pytest.raises(InvalidStatus),
        connect(f"{shopper.opened['socket_url']}?token={shopper.token[:-3]}AAA"),
    ):
        pass


def test_another_sessions_intent_is_not_to_be_seen(stack, shopper):
    other = Shopper(stack)

    assert code_of(shopper.call("GET", f"/v1/sessions/{other.session_id}/intent"))[0] == 403


def test_events_out_of_time_are_rejected_and_the_good_ones_kept(stack):
    now = stack_now(stack)

    receipt = Shopper(stack).send(
        event("view_item", 0),
        event("view_item", now + 365 * DAY),
        event("view_item", now),
        event("no_such_event", now),
        event("view_item", now - 3 * DAY),
    )

    assert (receipt["accepted"], receipt["duplicates"], receipt["late"]) == (2, 0, 1)
    assert [(each["index"], each["code"]) for each in receipt["rejected"]] == [
        (0, "ts_out_of_range"),
        (1, "ts_out_of_range"),
        (3, "unknown_event"),
    ]


def test_a_batch_of_300_kb_and_one_of_501_events_are_too_large(stack, shopper):
    now = stack_now(stack)
    heavy = [event("view_item", now, params={"text": "x" * 3000}) for _ in range(100)]
    many = [event("view_item", now) for _ in range(501)]

    replies = [shopper.call("POST", "/v1/events", json={"source": "t", "events": events}) for events in (heavy, many)]

    assert [code_of(reply) for reply in replies] == [(413, "too_large")] * 2


def test_a_nan_in_an_event_is_not_json(shopper):
    body = b'{"source": "t", "events": [{"event_id": "1", "event_name": "view_item", "ts": 1, "params": {"x": NaN}}]}'

    assert code_of(shopper.call("POST", "/v1/events", content=body)) == (400, "not_json")


def test_without_consent_events_are_dropped_and_counted_as_such(stack):
    denied = Shopper(stack, consent=dict.fromkeys(GRANTED, "denied"))

    receipt = denied.send(event("view_item", stack_now(stack)))

    assert (receipt["accepted"], receipt["dropped_for_consent"]) == (0, 1)


def test_a_frame_that_is_not_json_and_an_unknown_action_get_a_problem(shopper):
    with shopper.tab() as tab:
        tab.socket.send("hello")
        not_json = tab.receive()
        unknown = tab.ask({"action": "cart.delete"})

    assert (not_json["type"], not_json["code"]) == ("problem", "not_json")
    assert (unknown["type"], unknown["code"]) == ("problem", "unknown_action")


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/v1/nothing"), ("DELETE", "/v1/sessions"), ("POST", "/v1/items"), ("GET", "/")]
)
def test_where_there_is_no_route_a_problem_says_so(stack, method, path):
    origin = stack.storefront.rstrip("/")

    reply = call(stack, method, path, headers={"origin": origin})

    assert (reply.status_code, reply.headers["content-type"]) == (404, "application/problem+json")
    assert reply.json()["code"] == "not_found"
    assert reply.headers["access-control-allow-origin"] == origin


def test_a_page_of_another_origin_opens_no_session(stack):
    body = {"publishable_key": stack.publishable_key}

    foreign = call(stack, "POST", "/v1/sessions", json=body, headers={"origin": "https://evil.example"})
    wrong_key = call(stack, "POST", "/v1/sessions", json={"publishable_key": "pk_wrong"})

    assert code_of(foreign) == (403, "forbidden")
    assert code_of(wrong_key)[0] == 401


def token_of(stack, shopper, expires_at):
    from infra.local import DEMO_KEYS

    return session_token(
        shopper.session_id,
        shopper.opened["visitor_id"],
        now=0,
        expires_at=expires_at,
        secret=DEMO_KEYS["token_secret"],
    )
