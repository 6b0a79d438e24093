"""What follows from a session's change, as the table's stream reports it."""

import json
from dataclasses import replace

import boto3
import pytest
from botocore.stub import Stubber

from functions.follow_sessions import handler as function
from shared.domain.answers import decision_id
from shared.domain.basis import Grant
from shared.domain.events import Event, EventItem
from shared.domain.ingestion import Ledger, take_in
from shared.domain.intent import intent_of
from shared.domain.items import priced
from shared.domain.session import Observed, receive, wake
from shared.edge.clock import pause
from shared.store.sessions import SessionStore
from shared.store.table import key
from tests.aws import lake_rows, messages
from tests.factories import GRANTED, MINUTE, NOW, RULES, cart, session
from tests.requests import changed

sessions = SessionStore(function.table, pause)

QUIET = Observed({}, intent_of(Ledger(), articles=1))


@pytest.fixture(autouse=True)
def _standing_clock(clock, table):
    pass


@pytest.fixture
def pushes():
    """The management API as a stub of our own: moto validates nothing here, and knows no gone connection."""
    client = boto3.client("apigatewaymanagementapi", endpoint_url="https://sockets.example")
    function.sockets.__dict__["_client"] = client
    with Stubber(client) as stubber:
        yield stubber
    del function.sockets.__dict__["_client"]


def item(state, ledger=None):
    """Write ``state`` as the functions do and return the item as a client reads it."""
    sessions.create(state, NOW)
    return stored("cart")


def stored(name):
    return function.table.client.get_item(TableName="microlift", Key=key("session#s-0", name)).get("Item")


def scanned():
    return function.table.client.scan(TableName="microlift")["Items"]


def received(state, shopping, now=NOW, asker=None):
    return receive(state, shopping, priced(shopping, {}), QUIET, RULES, now, asker)[0]


def follow(old, new):
    return function.handler(changed(old, new), None)


@pytest.mark.parametrize("name", ["cart", "events"])
def test_a_change_that_comes_after_its_session_was_erased_brings_nothing_back(name):
    item(received(session(consent=GRANTED), cart(16000)))
    ledger_item(event("e-1", "add_to_wishlist", EventItem("i-1")))
    late = changed(None, stored(name))
    late["Records"][0]["dynamodb"]["ApproximateCreationDateTime"] = 0
    sessions.erase("s-0")

    function.handler(late, None)

    assert scanned() == []


def test_a_late_change_of_a_session_that_is_kept_has_its_consequences():
    state = received(session(), cart(16000))
    late = changed(None, item(state))
    late["Records"][0]["dynamodb"]["ApproximateCreationDateTime"] = 0

    function.handler(late, None)

    assert function.decisions.load(decision_id("s-0", 1), NOW) == state.basis


def test_a_new_decision_is_recorded_once_however_often_it_is_delivered():
    state = received(session(), cart(16000))
    new = item(state)

    follow(None, new)
    follow(None, new)

    assert function.decisions.load(decision_id("s-0", 1), NOW) == state.basis


def test_a_decision_lands_in_the_lake_with_consent_to_analytics():
    follow(None, item(received(session(consent=GRANTED), cart(16000))))

    assert lake_rows("decisions") == [
        {
            "decision_id": decision_id("s-0", 1),
            "evaluated_at": NOW,
            "session_id": "s-0",
            "visitor_id": "v-1",
            "cart_id": "c-1",
            "revision": 1,
            "ruleset": "default@1",
            "profile": "high_value",
            "currency": "EUR",
            "subtotal": 16000,
            "items_discount": 3200,
            "shipping_discount": 0,
            "total": 13390,
            "rules": [{"rule": "high_value", "amount": 3200}],
            "interventions": [{"type": "upgrade", "rule": "high_value"}],
            "intent_probability": QUIET.intent.probability,
        }
    ]


def test_without_consent_a_decision_does_not_land():
    follow(None, item(received(session(), cart(16000))))

    assert lake_rows("decisions") == []


def test_a_new_moment_to_look_again_becomes_one_delayed_message():
    before = item(session())
    after = item(received(session(), cart(4000, 4000, 4000, 4000)))

    follow(before, after)
    follow(after, after)

    assert messages("recheck") == [{"session_id": "s-0", "due_at": NOW + 300_001}]


def test_the_decision_is_pushed_to_the_other_tabs_and_not_to_the_one_that_asked(pushes):
    state = received(session(), cart(16000), asker="tab-1")
    sessions.create(state, NOW)
    for tab in ("tab-1", "tab-2"):
        function.listening.add("s-0", tab)
    frames = []
    pushes.add_response("post_to_connection", {}, {"ConnectionId": "tab-2", "Data": AnyFrame(frames)})

    follow(None, stored("cart"))

    pushes.assert_no_pending_responses()
    assert frames[0]["type"] == "decision"
    assert frames[0]["request_id"] is None
    assert frames[0]["decision"]["decision_id"] == decision_id("s-0", 1)


def test_what_a_time_rule_brings_is_pushed_to_every_tab(pushes):
    before = received(session(), cart(4000, 4000, 4000, 4000), asker="tab-1")
    old = item(before)
    item(wake(before, QUIET, RULES, NOW + 300_001)[0])
    function.listening.add("s-0", "tab-1")
    frames = []
    pushes.add_response("post_to_connection", {}, {"ConnectionId": "tab-1", "Data": AnyFrame(frames)})

    follow(old, stored("cart"))

    assert frames[0]["decision"]["profile"] == "compound"


def test_a_gone_socket_is_dropped(pushes):
    sessions.create(received(session(), cart(16000)), NOW)
    function.listening.add("s-0", "tab-1")
    pushes.add_client_error("post_to_connection", "GoneException", http_status_code=410)

    follow(None, stored("cart"))

    assert "sockets" not in stored("cart")


def test_a_socket_that_comes_or_goes_is_no_decision():
    state = received(session(), cart(16000))
    old = item(state)
    function.listening.add("s-0", "tab-1")

    follow(old, stored("cart"))

    assert messages("recheck") == []


def test_more_adds_make_the_cart_be_looked_at_again():
    new = ledger_item(event("e-1", "add_to_cart"))

    follow(None, new)
    follow(new, new)

    assert messages("recheck") == [{"session_id": "s-0", "due_at": None}]


def test_what_a_session_rule_promises_makes_the_standing_cart_be_looked_at_again():
    before = received(session(), cart(2500))
    old = item(before)
    new = item(replace(before, granted=(Grant("exit_offer", NOW, NOW + MINUTE),)))

    follow(old, new)
    follow(new, new)

    assert messages("recheck") == [{"session_id": "s-0", "due_at": None}]


def test_a_session_without_a_cart_is_timed_for_its_session_rules():
    old = item(session())
    new = item(session(prompt_at=NOW + MINUTE, next_check_at=NOW + MINUTE))

    follow(old, new)

    assert messages("recheck") == [{"session_id": "s-0", "due_at": NOW + MINUTE}]


def test_the_filters_used_are_remembered_for_the_next_visit():
    new = ledger_item(Event("e-1", "apply_filter", NOW, params={"filter": "category", "value": "food"}))

    follow(None, new)

    assert function.visitors.load("v-1").last_filters == ("category=food",)


def test_an_event_that_no_rule_asks_of_changes_nothing():
    follow(None, ledger_item(event("e-1", "scroll")))

    assert messages("recheck") == []


def test_a_wish_becomes_a_reminder_of_the_visitor():
    follow(None, ledger_item(event("e-1", "add_to_wishlist", EventItem("sku-1", price=2590))))

    assert [each.key.kind for each in function.reminders.of_visitor("v-1")] == ["wishlist"]


def test_a_left_cart_becomes_a_reminder_and_comes_back_next_time():
    state = received(session(consent=GRANTED), cart(7000))

    follow(None, item(state))

    assert [each.key.kind for each in function.reminders.of_visitor("v-1")] == ["dormant_cart"]
    assert function.visitors.load("v-1").cart_session_id == "s-0"


def test_without_consent_nothing_is_remembered_of_the_visitor():
    follow(None, item(received(session(), cart(7000))))

    assert function.visitors.everything("v-1") == []


def test_a_deleted_session_has_no_consequences():
    old = item(received(session(), cart(16000)))

    assert follow(old, None) == {"batchItemFailures": []}


def test_a_failed_record_is_delivered_again(pushes):
    sessions.create(received(session(), cart(16000)), NOW)
    function.listening.add("s-0", "tab-1")
    pushes.add_client_error("post_to_connection", "LimitExceededException", http_status_code=429)

    assert follow(None, stored("cart")) == {"batchItemFailures": [{"itemIdentifier": "1"}]}


def event(event_id, name, *items):
    return Event(event_id, name, NOW - MINUTE, items=items)


def ledger_item(*events):
    ledger = take_in(Ledger(), "tab", list(events), allowed=True, now=NOW).ledger
    sessions.save_ledger(ledger, session(consent=GRANTED), 0, NOW)
    return stored("events")


class AnyFrame:
    """Equal to any frame, which it keeps as JSON."""

    def __init__(self, frames):
        self.frames = frames

    def __eq__(self, other):
        self.frames.append(json.loads(other))
        return True

    __hash__ = None
