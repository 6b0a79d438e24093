"""Erasure: from the admin's request to the receipt, and nothing left that is the shopper's."""

from typing import Any

import pytest

from shared.domain.contacts import Contact
from tests.aws import messages
from tests.factories import DAY, NOW, basis, cart
from tests.shoppers import Shop


@pytest.fixture
def shop(table: Any, clock: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return Shop(table)


def test_an_erasure_is_answered_with_a_job(shop: Shop) -> None:
    status, job = shop.ask(visitor_id="v-1")

    assert (status, job["kind"], job["status"], job["receipt"]) == (202, "erasure", "queued", None)
    assert shop.job(job["job_id"]) == (200, job)


def test_nothing_stays_but_the_order_without_its_buyer(shop: Shop) -> None:
    shop.ask(visitor_id="v-1")
    shop.work()

    assert shop.left() == ["order#o-1/state"]
    order = shop.table.client.scan(TableName="microlift", FilterExpression="attribute_exists(digest)")["Items"][0]
    from shared.store.orders import ORDER

    kept = ORDER.unpack(order["state"]["B"])
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
    shop.deliver(messages("erasure")[2])
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


def test_a_job_that_dies_five_times_without_a_word_has_failed_and_can_still_be_done(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: Any) -> None:
        raise SystemExit

    _, job = shop.ask(visitor_id="v-1")
    first = messages("erasure")[0]
    with monkeypatch.context() as dying:
        dying.setattr(shop.eraser.erasures, "delete", die)
        for _ in range(5):
            with pytest.raises(SystemExit):
                shop.deliver(first)
    assert shop.job(job["job_id"])[1]["status"] == "failed"

    shop.work()
    assert shop.job(job["job_id"])[1]["status"] == "done"
    assert shop.left() == ["order#o-1/state"]


def test_a_late_round_does_not_tell_the_finished_job_again_whom_it_was_about(shop: Shop) -> None:
    _, job = shop.ask(visitor_id="v-1")
    late = shop.eraser.jobs.start(job["job_id"])
    shop.work()

    shop.eraser.jobs.keep(job["job_id"], late.belongings, attempts=0)
    shop.eraser.jobs.fail(job["job_id"], NOW)

    assert shop.job(job["job_id"])[1]["status"] == "done"
    assert shop.eraser.jobs.start(job["job_id"]) is None


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
