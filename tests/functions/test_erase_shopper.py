"""Erasure: from the admin's request to the receipt, and nothing left that is the shopper's."""

import json
from dataclasses import replace
from typing import Any

import pytest

from shared.domain.contacts import Contact
from shared.domain.orders import Order, OrderLine
from shared.domain.reminders import NewReminder, ReminderKey, WishAdded, Wished, due_dormant_cart
from tests.aws import messages
from tests.factories import DAY, GRANTED, KEYS, NOW, basis, cart, session


class Shop:
    """A customer seen in one browser: two sessions, a wish, a reminder, an order, five decisions."""

    def __init__(self, table: Any) -> None:
        import functions.erase_shopper.handler as eraser
        import functions.show_job.handler as teller
        from shared.store.customers import CustomerStore
        from shared.store.decisions import DecisionStore
        from shared.store.orders import OrderStore
        from shared.store.reminders import ReminderStore
        from shared.store.visitors import VisitorStore

        self.table = table
        self.eraser = eraser
        self.teller = teller
        self.sessions = eraser.erasures._sessions
        self.visitors = VisitorStore(table)
        self.decisions = DecisionStore(table)
        customers, orders, self.reminders = CustomerStore(table), OrderStore(table), ReminderStore(table)
        for name, decisions in (("s-0", 3), ("s-1", 2)):
            left = replace(
                session(session_id=name, consent=GRANTED),
                basis=basis(cart(3500, 3500), session_id=name, sequence=decisions),
            )
            self.sessions.create(left, NOW)
            self.visitors.greet("v-1", name, "customer-1", NOW)
            for sequence in range(1, decisions + 1):
                self.decisions.record(basis(cart(3500, 3500), session_id=name, sequence=sequence), NOW)
        self.visitors.consented("v-1", GRANTED, NOW)
        customers.put(Contact("customer-1", "ada@example.com"))
        customers.link("customer-1", "v-1")
        self.reminders.schedule(due_dormant_cart(None, left), NOW)
        wish = NewReminder(ReminderKey("v-1", "wishlist", "sku-9"), NOW, NOW + DAY)
        self.reminders.wished(WishAdded(Wished("sku-9", NOW, 990), wish), NOW)
        order = Order("o-1", "EUR", (OrderLine("l-0", "sku-0", 1, 3500),), 3500, NOW, "s-0", "customer-1", "c-1")
        orders.record(order, NOW)
        orders.trace("o-1", ["v-1"])
        customers.ordered("customer-1", "o-1", 7590, NOW)

    def ask(self, **who: str) -> tuple[int, dict[str, Any]]:
        return answer(self.eraser.handler, "POST /v1/privacy/erasure", who)

    def job(self, job_id: str) -> tuple[int, dict[str, Any]]:
        return answer(self.teller.handler, "GET /v1/jobs/{job_id}", path={"job_id": job_id})

    def work(self) -> None:
        """Deliver the messages of the queue, those included that this brings about."""
        for n in range(2):
            self.deliver(messages("erasure")[n])

    def deliver(self, message: Any) -> Any:
        return self.eraser.handler({"Records": [{"messageId": "m-1", "body": json.dumps(message)}]}, None)

    def left(self) -> list[str]:
        return sorted(
            f"{item['pk']['S']}/{item['sk']['S']}"
            for item in self.table.client.scan(TableName="microlift")["Items"]
            if not item["pk"]["S"].startswith("job#")
        )


@pytest.fixture
def shop(table: Any, clock: Any) -> Shop:
    return Shop(table)


def answer(handler: Any, route: str, body: Any = None, path: Any = None) -> tuple[int, dict[str, Any]]:
    response = handler(
        {
            "version": "2.0",
            "routeKey": route,
            "headers": {"authorization": f"Bearer {KEYS['admin_key']}"},
            "pathParameters": path,
            "requestContext": {"requestId": "r-1"},
            "body": json.dumps(body),
        },
        None,
    )
    return response["statusCode"], json.loads(response["body"])


def test_an_erasure_is_answered_with_a_job(shop: Shop) -> None:
    status, job = shop.ask(visitor_id="v-1")

    assert (status, job["kind"], job["status"], job["receipt"]) == (202, "erasure", "queued", None)
    assert shop.job(job["job_id"]) == (200, job)


def test_nothing_stays_but_the_order_without_its_buyer(shop: Shop) -> None:
    shop.ask(visitor_id="v-1")
    shop.work()

    assert shop.left() == ["order#o-1/state"]
    order = shop.table.client.scan(TableName="microlift", FilterExpression="attribute_exists(digest)")["Items"][0]
    from shared.store.orders import _ORDER

    kept = _ORDER.unpack(order["state"]["B"])
    assert (kept.session_id, kept.customer_id, kept.total) == (None, None, 3500)
    assert order["pseudonym"]["S"].startswith("p-")


def test_a_customer_is_forgotten_in_all_their_browsers(shop: Shop) -> None:
    shop.ask(customer_id="customer-1")
    shop.work()

    assert shop.left() == ["order#o-1/state"]


def test_the_receipt_counts_what_was_deleted_and_says_what_remains(shop: Shop) -> None:
    _, job = shop.ask(visitor_id="v-1")
    shop.work()

    _, done = shop.job(job["job_id"])
    assert (done["status"], done["finished_at"]) == ("done", NOW)
    assert done["receipt"]["deleted"] == {
        "customers": 1,
        "decisions": 5,
        "links": 1,
        "order_traces": 2,
        "profiles": 1,
        "purchases": 1,
        "reminders": 2,
        "session_traces": 2,
        "sessions": 2,
        "wishes": 1,
    }
    assert done["receipt"]["made_anonymous"] == 1
    assert done["receipt"]["remains"][0] == {"where": "lake_landing", "gone_by": NOW + 7 * DAY}


def test_the_finished_job_does_not_name_the_shopper(shop: Shop) -> None:
    shop.ask(visitor_id="v-1")
    shop.work()

    item = shop.table.client.scan(TableName="microlift", FilterExpression="attribute_exists(receipt)")["Items"][0]
    assert set(item) == {"pk", "sk", "kind", "status", "created_at", "finished_at", "receipt", "expires_at"}


def test_what_the_stream_writes_late_is_deleted_by_the_second_round(shop: Shop) -> None:
    shop.ask(visitor_id="v-1")
    first = messages("erasure")[0]
    shop.deliver(first)

    shop.visitors.left_cart("v-1", "s-0", NOW)
    shop.decisions.record(basis(cart(100), session_id="s-0", sequence=4), NOW)
    shop.deliver(messages("erasure")[1])

    assert shop.left() == ["order#o-1/state"]


def test_a_round_that_broke_is_done_again_and_counts_once(shop: Shop) -> None:
    def crash(**_: Any) -> None:
        raise OSError("the container is gone")

    _, job = shop.ask(visitor_id="v-1")
    first = messages("erasure")[0]
    events = shop.eraser.table.client.meta.events
    events.register("before-call.dynamodb.DeleteItem", crash)
    try:
        assert shop.deliver(first)["batchItemFailures"]
    finally:
        events.unregister("before-call.dynamodb.DeleteItem", crash)
    assert shop.job(job["job_id"])[1]["status"] == "running"

    shop.deliver(first)
    shop.deliver(messages("erasure")[1])
    shop.deliver(first)
    assert shop.left() == ["order#o-1/state"]
    assert shop.job(job["job_id"])[1]["receipt"]["deleted"]["decisions"] == 5


def test_a_job_that_breaks_five_times_has_failed(shop: Shop) -> None:
    def crash(**_: Any) -> None:
        raise OSError("no way")

    _, job = shop.ask(visitor_id="v-1")
    first = messages("erasure")[0]
    events = shop.eraser.table.client.meta.events
    events.register("before-call.dynamodb.BatchWriteItem", crash)
    try:
        statuses = [shop.deliver(first) and shop.job(job["job_id"])[1]["status"] for _ in range(5)]
    finally:
        events.unregister("before-call.dynamodb.BatchWriteItem", crash)

    assert statuses == ["running", "running", "running", "running", "failed"]


def test_one_of_visitor_and_customer_is_named(shop: Shop) -> None:
    assert shop.ask()[0] == 422
    assert shop.ask(visitor_id="v-1", customer_id="customer-1")[0] == 422


def test_somebody_unknown_leaves_an_empty_receipt(shop: Shop) -> None:
    _, job = shop.ask(visitor_id="v-9")
    shop.work()

    assert shop.job(job["job_id"])[1]["receipt"]["deleted"] == {}


def test_another_customer_of_the_same_browser_stays(shop: Shop) -> None:
    from shared.store.customers import CustomerStore

    customers = CustomerStore(shop.table)
    customers.put(Contact("customer-2", "bob@example.com"))
    customers.link("customer-2", "v-1")

    shop.ask(customer_id="customer-1")
    shop.work()

    assert customers.load("customer-2") is not None


def test_an_unknown_job_is_not_found(shop: Shop) -> None:
    status, problem = shop.job("j-none")

    assert (status, problem["code"]) == (404, "not_found")
