"""What shoppers do comes out as reports: events and orders through the lake, asked by the admin."""

from typing import Any

import pytest

from infra.query import merge
from tests.e2e.shopper import Shopper, by_admin, by_backend, event, line, next_morning

MINUTE = 60_000


@pytest.fixture(scope="module")
def day(stack: Any) -> str:
    """A day on which one visit bought, one left its cart, and one event was rejected; all of it merged."""
    morning = next_morning(stack)
    article = {"item_id": "plaid-di-lana", "quantity": 1, "price": 5900, "category": "home"}
    worth = {"currency": "EUR", "value": 5900}
    buyer, leaver = Shopper(stack), Shopper(stack)
    steps = ("page_view", "view_item", "add_to_cart", "begin_checkout")
    taken = [event(name, morning - (9 - n) * MINUTE, article, **worth) for n, name in enumerate(steps)]
    assert buyer.send(*taken)["accepted"] == 4
    assert buyer.send(*taken)["duplicates"] == 4
    left = [event(name, morning - (9 - n) * MINUTE, article, **worth) for n, name in enumerate(steps[:3])]
    assert len(leaver.send(*left, event("viewitem", morning))["rejected"]) == 1
    order = {"order_id": f"o-{buyer.session_id}", "session_id": buyer.session_id, "cart_id": "c-1", "currency": "EUR"}
    told = {"lines": [line(1, 5900)], "total": 6490, "placed_at": morning}
    assert by_backend(stack, "POST", "/v1/orders", json=order | told).status_code < 300
    merge(stack)
    return by_admin(stack, "GET", "/v1/insights/funnel").json()["until"]


def report(stack: Any, name: str, day: str) -> Any:
    reply = by_admin(stack, "GET", f"/v1/insights/{name}?from={day}&until={day}")
    assert reply.status_code == 200, reply.text
    return reply.json()


def test_the_funnel_counts_the_visits_of_a_day(stack, day):
    funnel = report(stack, "funnel", day)

    assert (funnel["visits"], funnel["orders"], funnel["worth"]) == (2, 1, 6490)
    assert {step["event"]: step["visits"] for step in funnel["journey"]} == {
        "view_item": 2,
        "add_to_cart": 2,
        "begin_checkout": 1,
        "purchase": 1,
    }
    assert funnel["as_of"] is not None


def test_the_time_to_conversion_runs_to_the_order(stack, day):
    conversion = report(stack, "conversion", day)

    assert {each["since"]: each["median_ms"] for each in conversion["measures"]} == {
        "first_event": 9 * MINUTE,
        "add_to_cart": 7 * MINUTE,
    }


def test_the_comparison_tells_those_with_an_event_from_those_without(stack, day):
    compared = {each["event_name"]: each for each in report(stack, "comparisons", day)["events"]}

    assert compared["begin_checkout"]["having"]["conversion"]["count"] == 1
    assert compared["begin_checkout"]["having"]["order_value"] == 6490
    assert compared["begin_checkout"]["lacking"]["conversion"]["total"] == 1


def test_the_audit_tells_what_was_accepted_and_rejected(stack, day):
    audit = report(stack, "audit", day)

    assert (audit["accepted"], audit["rejected"], audit["reasons"]) == (7, 1, {"unknown_event": 1})


def test_a_period_that_cannot_be_is_refused(stack):
    refused = by_admin(stack, "GET", "/v1/insights/audit?from=2026-13-01")

    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "not_a_date")
