"""Who comes back, what comes back with them, and what is remembered without consent: nothing."""

import json

import pytest

from functions.follow_sessions import handler as follower
from functions.open_session import handler as function
from shared.domain.intent import intent_of
from shared.domain.items import priced
from shared.domain.ledger import Ledger
from shared.domain.session import Observed, receive
from shared.edge.tokens import is_visitor_id, sign, verify
from shared.store.table import key
from tests.factories import DAY, GRANTED, HOUR, KEYS, MINUTE, NOW, RULES, cart, session
from tests.requests import changed, http

ALL_GRANTED = {
    "analytics_storage": "granted",
    "ad_storage": "granted",
    "ad_user_data": "granted",
    "ad_personalization": "granted",
}
QUIET = Observed({}, intent_of(Ledger(), articles=1))


@pytest.fixture(autouse=True)
def _standing_clock(clock, table):
    pass


def opened(status=201, **opening):
    body = {"publishable_key": KEYS["publishable_key"]} | opening
    reply = function.handler(http("POST /v1/sessions", body), None)
    assert reply["statusCode"] == status, reply
    return json.loads(reply["body"])


def visitor():
    return opened(consent=ALL_GRANTED)["visitor_id"]


def left_cart(visitor_id, shopping, now=NOW):
    """Leave ``shopping`` behind in a session of the visitor, as evaluate_cart and the stream do."""
    state = session(visitor_id=visitor_id, consent=GRANTED)
    state = receive(state, shopping, priced(shopping, {}), QUIET, RULES, now)[0]
    function.sessions.create(state, now)
    item = function.table.client.get_item(TableName="microlift", Key=key("session#s-0", "cart"))["Item"]
    follower.handler(changed(None, item), None)


def link(visitor_id, *, now=NOW, secret=KEYS["token_secret"], **changes):
    claims = {
        "aud": "microlift:return",
        "sub": visitor_id,
        "rid": "reminder-1",
        "sid": "s-0",
        "cart_id": "c-1",
        "rule": "dormant",
        "bp": 1500,
        "iat": now // 1000,
        "exp": (now + 7 * DAY) // 1000,
    }
    return sign(claims | changes, secret)


def test_the_token_is_good_for_two_hours():
    answer = opened()

    claims = verify(answer["token"], KEYS["token_secret"], audience="microlift:session", now=NOW)
    assert answer["expires_at"] == NOW + 2 * HOUR
    assert (claims["sub"], claims["vid"]) == (answer["session_id"], answer["visitor_id"])
    assert is_visitor_id(answer["visitor_id"], KEYS["token_secret"])


def test_a_visitor_of_ours_is_known_again_and_a_forged_one_replaced():
    known = visitor()

    assert opened(visitor_id=known)["visitor_id"] == known
    assert opened(visitor_id=known[:-1] + "x")["visitor_id"] != known


def test_the_cart_that_was_left_comes_back():
    known = visitor()
    left_cart(known, cart(4000, 3000, revision=7))

    answer = opened(visitor_id=known, consent=ALL_GRANTED)

    assert answer["cart"]["cart_id"] == "c-1"
    assert answer["cart"]["revision"] == 7
    assert [line["unit_price"] for line in answer["cart"]["lines"]] == [4000, 3000]


def test_a_completed_cart_stays_where_it_is():
    known = visitor()
    left_cart(known, cart(4000, stage="completed"))

    assert opened(visitor_id=known, consent=ALL_GRANTED)["cart"] is None


def test_without_consent_no_cart_comes_back_and_nothing_is_remembered():
    known = visitor()
    left_cart(known, cart(4000))

    answer = opened(visitor_id=known)

    assert answer["cart"] is None
    profile = function.visitors.load(known)
    assert (profile.cart_session_id, profile.last_seen_at, profile.consent.allows_analytics) == (None, None, False)


def test_a_new_visitor_who_denies_leaves_no_trace():
    answer = opened()

    assert function.visitors.everything(answer["visitor_id"]) == []


def test_the_reminders_link_brings_the_cart_and_its_promise(clock):
    known = visitor()
    left_cart(known, cart(7000))
    clock.move(NOW + 7 * DAY + MINUTE)

    answer = opened(return_token=link(known, now=clock.now))

    state = function.sessions.load(answer["session_id"]).session
    assert answer["cart"]["lines"][0]["unit_price"] == 7000
    assert state.returned.after_ms == 7 * DAY + MINUTE
    assert [grant.rule for grant in state.basis.grants] == ["dormant"]


def test_the_link_clicked_twice_keeps_the_promise(clock):
    known = visitor()
    left_cart(known, cart(7000))
    clock.move(NOW + 8 * DAY)
    token = link(known, now=clock.now)
    opened(return_token=token, visitor_id=known, consent=ALL_GRANTED)

    clock.move(clock.now + MINUTE)
    again = opened(return_token=token, visitor_id=known, consent=ALL_GRANTED)

    state = function.sessions.load(again["session_id"]).session
    assert [grant.rule for grant in state.basis.grants] == ["dormant"]


def test_an_expired_link_opens_a_session_without_a_promise(clock):
    known = visitor()
    left_cart(known, cart(7000))
    token = link(known, exp=NOW // 1000 + 60)
    clock.move(NOW + HOUR)

    answer = opened(return_token=token)

    assert answer["cart"] is None


def test_a_forged_link_opens_nothing():
    opened(401, return_token=link("v-1", secret="not the secret"))


def test_prime_needs_the_shops_signature():
    claims = {"aud": "microlift", "sub": "customer-1", "exp": NOW // 1000 + 60, "prime": True}

    prime = opened(customer_token=sign(claims, KEYS["customer_secret"]))
    opened(401, customer_token=sign(claims, KEYS["token_secret"]))
    opened(401, customer_token=sign(claims | {"exp": NOW // 1000}, KEYS["customer_secret"]))
    opened(401, customer_token=sign(claims | {"aud": "another"}, KEYS["customer_secret"]))
    opened(401, customer_token="eyJhbGciOiJub25lIn0.eyJwcmltZSI6dHJ1ZX0.")
    opened(401, customer_token="")

    assert function.sessions.load(prime["session_id"]).session.customer.prime is True


def test_prime_is_true_or_it_is_not():
    claims = {"aud": ["other", "microlift"], "sub": "customer-1", "exp": NOW // 1000 + 60, "prime": "yes"}

    answer = opened(customer_token=sign(claims, KEYS["customer_secret"]))

    assert function.sessions.load(answer["session_id"]).session.customer.prime is False


def observed(answer):
    return function.sessions.load(answer["session_id"]).session.arrival


def test_a_shopper_arrives_by_a_channel_on_a_device():
    assert observed(opened(channel="Email", device="tablet")) == {
        "session.channel": "email",
        "session.device": "tablet",
    }


def test_a_visitor_who_consents_is_known_to_return(clock):
    known = visitor()
    clock.move(NOW + 8 * DAY)

    again = observed(opened(visitor_id=known, consent=ALL_GRANTED))

    assert again == {"session.returning": True, "customer.since_last_visit_ms": NOW}
    assert observed(opened(visitor_id=known)) == {}


def test_a_visitor_who_consents_brings_the_filters_of_the_visit_before():
    known = visitor()
    function.visitors.filtered(known, ("size=m", "category=food"), NOW)

    again = observed(opened(visitor_id=known, consent=ALL_GRANTED))

    assert again["customer.last_filters"] == ("size=m", "category=food")
    assert observed(opened(visitor_id=known)) == {}


def test_who_withdraws_leaves_no_filters_behind():
    known = visitor()
    function.visitors.filtered(known, ("size=m",), NOW)

    opened(visitor_id=known)

    assert function.visitors.load(known).last_filters == ()


def test_a_customers_orders_are_known_from_the_beginning():
    function.customers.ordered("customer-1", "o-1", 4590, NOW - DAY)
    token = sign({"sub": "customer-1", "aud": "microlift", "exp": NOW // 1000 + 60}, KEYS["customer_secret"])

    assert observed(opened(customer_token=token)) == {
        "customer.orders": 1,
        "customer.lifetime_value": 4590,
        "customer.since_last_order_ms": NOW - DAY,
    }
