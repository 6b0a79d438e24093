"""What the dashboard polls: live activity and reminders."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from shared.domain.errors import BusyError
from shared.domain.ledger import Ledger, Outcome, Tally
from shared.domain.reminders import NewReminder, ReminderKey
from shared.domain.reports.period import period_of
from shared.store.reminders import ReminderStore
from tests.factories import DAY, GRANTED, HOUR, KEYS, MINUTE, NOW, ROME, basis, cart, session


class Shop:
    def __init__(self) -> None:
        import functions.report_insights.handler as reporter

        self.handler = reporter.handler
        self.sessions = reporter.sessions._sessions

    def open(self, name: str, now: int) -> Any:
        left = session(session_id=name, consent=GRANTED)
        left = replace(left, basis=basis(cart(4000, 4000, 4000), now=now, session_id=name))
        self.sessions.create(left, now)
        return left

    def report(self, name: str) -> Any:
        event = {
            "version": "2.0",
            "routeKey": "GET /v1/insights/{report}",
            "headers": {"authorization": f"Bearer {KEYS['admin_key']}"},
            "pathParameters": {"report": name},
            "requestContext": {"requestId": "r-1"},
        }
        return json.loads(self.handler(event, None)["body"])


@pytest.fixture
def shop(table: Any, clock: Any) -> Shop:
    return Shop()


def test_activity_shows_the_latest_decision_first(shop: Shop) -> None:
    shop.open("s-1", NOW - 30 * MINUTE)
    shop.open("s-2", NOW - MINUTE)

    decisions = shop.report("activity")["decisions"]

    assert [decision["session_id"] for decision in decisions] == ["s-2", "s-1"]
    assert decisions[0] | {"decision_id": "d-"} == {
        "decision_id": "d-",
        "session_id": "s-2",
        "cart_id": "c-1",
        "evaluated_at": NOW - MINUTE,
        "currency": "EUR",
        "subtotal": 12000,
        "items_discount": 1200,
        "shipping_discount": 590,
        "total": 10800,
        "profile": "high_intent",
        "rules": ["high_intent"],
        "intent": 0.1,
    }


def test_activity_ends_after_an_hour(shop: Shop) -> None:
    shop.open("s-1", NOW - 2 * HOUR)

    assert shop.report("activity")["decisions"] == []


def test_activity_shows_the_latest_event_first(shop: Shop) -> None:
    left = shop.open("s-1", NOW)
    tallies = {"view_item": Tally(3, NOW - 9, NOW - 5), "add_to_cart": Tally(1, NOW - 2, NOW - 2)}
    shop.sessions.save_ledger(Ledger(tallies=tallies), left, 0, NOW)

    assert shop.report("activity")["events"] == [
        {"session_id": "s-1", "event_name": "add_to_cart", "count": 1, "last_at": NOW - 2},
        {"session_id": "s-1", "event_name": "view_item", "count": 3, "last_at": NOW - 5},
    ]


def test_activity_shows_single_events_accepted_or_rejected_the_latest_first(shop: Shop) -> None:
    taken = Outcome("view_item", NOW - 900, None, None, NOW - 800)
    refused = Outcome("viewitem", NOW - 900, "unknown_event", "$.event_name", NOW - 800)
    other = Outcome("scroll", NOW - 100, None, None, NOW - 50)
    shop.sessions.save_ledger(Ledger(outcomes=(taken, refused)), shop.open("s-1", NOW), 0, NOW)
    shop.sessions.save_ledger(Ledger(outcomes=(other,)), shop.open("s-2", NOW), 0, NOW)

    outcomes = shop.report("activity")["outcomes"]

    assert [(each["session_id"], each["event_name"]) for each in outcomes] == [
        ("s-2", "scroll"),
        ("s-1", "viewitem"),
        ("s-1", "view_item"),
    ]
    assert outcomes[1] == {
        "session_id": "s-1",
        "event_name": "viewitem",
        "ts": NOW - 900,
        "received_at": NOW - 800,
        "code": "unknown_event",
        "path": "$.event_name",
    }


def test_a_report_that_does_not_exist_is_answered_with_those_that_do(shop: Shop) -> None:
    problem = shop.report("segments")

    assert problem["status"] == 404
    assert problem["detail"] == (
        "there is no such report; there are: activity, reminders, funnel, conversion, comparisons, audit, interventions"
    )


class SlowLake:
    """A lake that is not done with any question in time."""

    dialect = "athena"

    def __init__(self) -> None:
        self.asked: list[tuple[str, float]] = []

    def merged_at(self) -> int:
        return NOW

    def rows(self, question: str, within_s: float) -> list[dict[str, Any]]:
        self.asked.append((question, within_s))
        raise BusyError("the query runs on; ask again", retry_after_s=5)


def test_a_report_that_takes_long_is_asked_again_in_the_same_words() -> None:
    from functions.report_insights.lake_reports import Asked, lake_report

    lake, left = SlowLake(), iter((24.0, 20.5))
    asked = Asked(lake, "EUR", period_of(date(2026, 11, 16), date(2026, 11, 22), ROME), False, lambda: next(left))

    with pytest.raises(BusyError):
        lake_report("audit", asked)
    with pytest.raises(BusyError):
        lake_report("audit", asked)

    (first, first_left), (second, second_left) = lake.asked
    assert first == second
    assert (first_left, second_left) == (24.0, 20.5)


def test_reminders_are_listed_planned_and_past(shop: Shop, table: Any) -> None:
    reminders = ReminderStore(table)
    planned, past = ReminderKey("v-1", "dormant_cart", "c-1"), ReminderKey("v-1", "wishlist", "sku-1")
    reminders.schedule(NewReminder(planned, NOW, NOW + 7 * DAY), NOW)
    reminders.schedule(NewReminder(past, NOW - DAY, NOW), NOW)
    reminders.claim(reminders.load(past), "sender-1", NOW)
    reminders.sent(reminders.load(past), NOW + 1)

    report = shop.report("reminders")

    assert report["now"] == NOW
    assert report["reminders"] == [
        {
            "reminder_id": planned.reminder_id,
            "kind": "dormant_cart",
            "subject": "c-1",
            "visitor_id": "v-1",
            "state": "scheduled",
            "due_at": NOW + 7 * DAY,
            "sent_at": None,
            "reason": None,
        },
        {
            "reminder_id": past.reminder_id,
            "kind": "wishlist",
            "subject": "sku-1",
            "visitor_id": "v-1",
            "state": "sent",
            "due_at": NOW + 1,
            "sent_at": NOW + 1,
            "reason": None,
        },
    ]
