"""Consent changes at any time, and a withdrawal deletes what was kept on its strength."""

import json

import pytest

from functions.set_consent import handler as function
from shared.domain.events import Event
from shared.domain.ingestion import take_in
from shared.domain.state import Customer
from tests.factories import GRANTED, NOW, session
from tests.requests import http, token


@pytest.fixture(autouse=True)
def _standing_clock(clock, table):
    pass


def put(body):
    reply = function.handler(http("PUT /v1/consent", body, proof=token()), None)
    return reply["statusCode"], json.loads(reply["body"])


def test_granting_is_kept_with_its_moment_and_the_visitor_is_known_from_now_on():
    function.sessions.create(session(), NOW)

    status, answer = put({"consent": {"analytics_storage": "granted"}})

    profile = function.visitors.load("v-1")
    assert (status, answer["consent"]["analytics_storage"]) == (200, "granted")
    assert answer["consent"]["ad_storage"] == "denied"
    assert (profile.consent.allows_analytics, profile.last_seen_at) == (True, NOW)
    assert function.sessions.load("s-0").session.consent.allows_analytics


def test_a_customer_who_accepts_later_is_known_as_one():
    function.sessions.create(session(customer=Customer("customer-1")), NOW)

    put({"analytics_storage": "granted"})

    assert function.visitors.load("v-1").customer_id == "customer-1"
    assert function.customers.visitors_of("customer-1") == ["v-1"]


def test_refusing_what_was_never_granted_leaves_no_trace():
    function.sessions.create(session(), NOW)

    put({"consent": {"analytics_storage": "denied"}})

    assert function.visitors.everything("v-1") == []


def test_the_four_choices_may_stand_alone():
    function.sessions.create(session(), NOW)

    assert put({"analytics_storage": "granted"})[1]["consent"]["analytics_storage"] == "granted"


def test_withdrawing_stops_and_deletes():
    function.sessions.create(session(consent=GRANTED), NOW)
    before = function.sessions.load("s-0").ledger
    ledger = take_in(before, "t", [Event("e", "view_item", NOW)], allowed=True, now=NOW).ledger
    function.sessions.save_ledger(ledger, session(consent=GRANTED), 0, NOW)
    function.visitors.greet("v-1", "s-0", "customer-1", NOW)

    put({"consent": {"analytics_storage": "denied"}})

    seen = function.sessions.load("s-0")
    profile = function.visitors.load("v-1")
    assert seen.ledger.total == 0
    assert not seen.session.consent.allows_analytics
    assert (profile.last_seen_at, profile.customer_id) == (None, None)
    assert function.reminders.of_visitor("v-1") == []
