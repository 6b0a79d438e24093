"""Orders: told once or twice, they complete their cart, cancel reminders, and land in the lake."""

import json
from dataclasses import replace
from typing import Any

import pytest

from shared.domain.arrivals import Purchases
from shared.domain.state import Customer
from tests.aws import lake_rows
from tests.factories import DAY, GRANTED, HOUR, KEYS, NOW, basis, cart, session

LINES = [{"line_id": "l-0", "item_id": "sku-0", "quantity": 2, "unit_price": 3500}]
ORDER = {"order_id": "o-1", "session_id": "s-0", "cart_id": "c-1", "currency": "EUR", "lines": LINES, "total": 7590}


class Shop:
    """A session of a known customer with a cart of 70 EUR, whose reminder is scheduled."""

    def __init__(self) -> None:
        import functions.record_order.handler as recorder
        from shared.domain.reminders import due_dormant_cart

        self.recorder = recorder
        left = replace(session(consent=GRANTED, customer=Customer("customer-1")), basis=basis(cart(3500, 3500)))
        recorder.sessions.create(left, NOW)
        recorder.visitors.consented("v-1", GRANTED, NOW)
        recorder.visitors.greet("v-1", "s-0", "customer-1", NOW)
        recorder.customers.link("customer-1", "v-1")
        recorder.reminders.schedule(due_dormant_cart(None, left), NOW)

    def order(self, **changes: Any) -> tuple[int, dict[str, Any]]:
        response = self.recorder.handler(
            {
                "version": "2.0",
                "routeKey": "POST /v1/orders",
                "headers": {"authorization": f"Bearer {KEYS['server_key']}", "idempotency-key": "once"},
                "requestContext": {"requestId": "r-1"},
                "body": json.dumps(ORDER | {"placed_at": NOW + HOUR} | changes),
            },
            None,
        )
        return response["statusCode"], json.loads(response["body"])

    def cart_stage(self) -> str:
        return self.recorder.sessions.load("s-0").session.cart.stage

    def reminder_states(self) -> list[str]:
        return [reminder.state for reminder in self.recorder.reminders.of_visitor("v-1")]


@pytest.fixture
def shop(table: Any, clock: Any) -> Shop:
    opened = Shop()
    clock.move(NOW + HOUR)
    return opened


def test_an_order_completes_its_cart_and_cancels_reminders(shop: Shop) -> None:
    status, body = shop.order()

    assert (status, body) == (201, {"order_id": "o-1", "recorded_at": NOW + HOUR})
    assert shop.cart_stage() == "completed"
    assert shop.reminder_states() == ["cancelled"]
    assert shop.recorder.visitors.load("v-1").last_purchase_at == NOW + HOUR


def test_the_completed_cart_earns_nothing(shop: Shop) -> None:
    from shared.domain.session import current

    shop.order()

    verdict = current(shop.recorder.sessions.load("s-0").session, shop.recorder.rule_sets.labelled)
    assert verdict.applied == ()
    assert verdict.basis.sequence == 2


def test_the_same_order_again_gets_the_same_receipt_and_changes_nothing(shop: Shop, clock: Any) -> None:
    first = shop.order()
    clock.move(NOW + DAY)

    assert shop.order() == (200, first[1])
    assert len(lake_rows("orders")) == 1
    assert shop.recorder.sessions.load("s-0").version == 2


def test_other_content_under_the_same_id_is_a_conflict(shop: Shop) -> None:
    shop.order()

    status, problem = shop.order(total=1)

    assert (status, problem["code"]) == (409, "order_conflict")


def test_an_order_that_broke_halfway_is_finished_when_it_comes_again(shop: Shop) -> None:
    def crash(**_: Any) -> None:
        raise OSError("the container is gone")

    events = shop.recorder.table.client.meta.events
    events.register("before-call.dynamodb.UpdateItem", crash)
    try:
        assert shop.order()[0] == 500
    finally:
        events.unregister("before-call.dynamodb.UpdateItem", crash)
    assert shop.cart_stage() == "cart"

    status, body = shop.order()
    assert (status, body["recorded_at"]) == (200, NOW + HOUR)
    assert shop.cart_stage() == "completed"
    assert shop.reminder_states() == ["cancelled"]


def test_another_cart_is_left_alone(shop: Shop) -> None:
    shop.order(cart_id="c-9")

    assert shop.cart_stage() == "cart"


def test_a_customers_order_reaches_all_their_browsers(shop: Shop) -> None:
    shop.recorder.visitors.left_cart("v-1", "s-0", NOW)

    shop.order(session_id=None, customer_id="customer-1")

    assert shop.cart_stage() == "completed"
    assert shop.reminder_states() == ["cancelled"]


def test_a_cart_bought_where_a_reminders_link_had_brought_it_does_not_come_back_once_more(shop: Shop) -> None:
    brought = replace(session(session_id="s-1", consent=GRANTED), basis=basis(cart(3500, 3500), session_id="s-1"))
    shop.recorder.sessions.create(brought, NOW)
    shop.recorder.visitors.left_cart("v-1", "s-1", NOW)

    shop.order(session_id="s-1")

    assert shop.recorder.sessions.load("s-1").session.cart.stage == "completed"
    assert shop.cart_stage() == "completed"


def test_an_order_of_last_year_cancels_nothing(shop: Shop) -> None:
    shop.order(placed_at=NOW - 365 * DAY, cart_id=None)

    assert shop.reminder_states() == ["scheduled"]


def test_an_order_names_who_bought(shop: Shop) -> None:
    status, problem = shop.order(session_id=None)

    assert (status, problem["errors"][0]["path"]) == (422, "$.session_id")


def test_a_foreign_currency_is_refused(shop: Shop) -> None:
    status, problem = shop.order(currency="USD")

    assert (status, problem["code"]) == (422, "currency_mismatch")


def test_an_order_lands_in_the_lake_with_its_lines(shop: Shop) -> None:
    shop.order()

    (row,) = lake_rows("orders")
    assert (row["order_id"], row["total"], row["discount"]) == ("o-1", 7590, 0)
    assert row["lines"] == [{"line_id": "l-0", "item_id": "sku-0", "quantity": 2, "unit_price": 3500, "amount": 7000}]
    assert (row["session_id"], row["visitor_id"]) == ("s-0", "v-1")


def test_without_consent_the_visitor_is_not_written(shop: Shop) -> None:
    shop.recorder.sessions.create(session(session_id="s-1", visitor_id="v-2"), NOW)

    shop.order(session_id="s-1")

    assert shop.recorder.visitors.everything("v-2") == []
    assert lake_rows("orders")[0]["session_id"] is None


def test_an_order_told_twice_counts_once_for_the_customer(shop: Shop) -> None:
    shop.order()
    shop.order()
    shop.order(order_id="o-2", session_id=None, customer_id="customer-1", total=1000)

    assert shop.recorder.customers.purchases("customer-1") == Purchases(2, 8590, NOW + HOUR)
