"""Erasure down to the lake: whatever breaks, arrives late or runs at the same time, nothing of the shopper stays."""

import json
from typing import Any

import pytest

from shared.domain.lake_work import LEASE
from shared.store.table import key
from tests.aws import client, messages
from tests.factories import GRANTED, NOW, session
from tests.faults import Fault, failing
from tests.ingesting import Shop as Storefront
from tests.ingesting import step
from tests.requests import queued
from tests.shoppers import Shop

SECOND = 1_000


@pytest.fixture
def shop(table: Any, clock: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    found = Shop(table)
    found.land("a")
    found.land("b", visitor_id="v-2", session_id="s-9")
    found.merge()
    return found


def everything(shop: Shop) -> dict[str, list[Any]]:
    return {table: shop.lake(table) for table in ("events", "failed", "decisions", "orders")}


OTHERS = {"events": ["v-2"], "failed": ["v-2"], "decisions": ["v-2"], "orders": ["v-2", None]}


def test_the_lake_keeps_the_order_without_names_and_nothing_else(shop: Shop) -> None:
    _, job = shop.ask(visitor_id="v-1")

    shop.work()

    receipt = shop.job(job["job_id"])[1]["receipt"]
    assert everything(shop) == OTHERS
    assert {name: receipt["deleted"][f"lake_{name}"] for name in ("events", "failed", "decisions")} == {
        "events": 1,
        "failed": 1,
        "decisions": 1,
    }
    assert (receipt["made_anonymous"], receipt["made_anonymous_in_lake"]) == (1, 1)


def test_what_is_on_its_way_never_enters_the_lake(shop: Shop) -> None:
    from functions.land_parked import handler as landing

    line = {"event_id": "e-parked", "ts": NOW, "received_at": NOW, "session_id": "s-0", "visitor_id": "v-1"}
    shop.land("landed")
    shop.ask(visitor_id="v-1")
    shop.work()

    shop.land("late")
    landing.handler(queued({"table": "events", "lines": json.dumps(line) + "\n"}), None)
    shop.merge()

    assert shop.lake("events") == ["v-2"]
    assert shop.lake("decisions") == ["v-2"]


def test_a_batch_that_is_counted_between_the_steps_goes_too(shop: Shop, clock: Any) -> None:
    storefront = Storefront()
    shop.sessions.erase("s-0")
    storefront.open(GRANTED)
    storefront.watch()
    shop.ask(visitor_id="v-1")
    # In the middle of being counted when the first step deletes the session.
    storefront.before_write = [lambda: shop.deliver(messages("erasure")[0])]
    clock.move(NOW + SECOND)

    assert storefront.send(step(1))[0] == 202
    storefront.look_away()
    clock.move(NOW + 40 * SECOND)
    shop.deliver(messages("erasure")[1])
    shop.deliver(messages("erasure")[2])
    shop.merge()

    assert shop.left() == ["order#o-1/state"]
    assert everything(shop) == OTHERS


def test_events_counted_after_the_second_step_by_a_slow_answer_go_with_the_third(shop: Shop) -> None:
    shop.ask(visitor_id="v-1")
    shop.deliver(messages("erasure")[0])
    shop.deliver(messages("erasure")[1])
    storefront = Storefront()
    counted = session(consent=GRANTED)
    storefront.sessions.save_ledger(storefront_ledger(), counted, 0, NOW)

    shop.deliver(messages("erasure")[2])

    assert shop.left() == ["order#o-1/state"]


def storefront_ledger() -> Any:
    from shared.domain.events import Event
    from shared.domain.ingestion import take_in
    from shared.domain.ledger import Ledger

    return take_in(Ledger(), "t", [Event("e-1", "view_item", NOW)], allowed=True, now=NOW).ledger


def test_who_comes_back_and_consents_anew_keeps_what_came_after(shop: Shop, clock: Any) -> None:
    shop.ask(visitor_id="v-1")
    shop.deliver(messages("erasure")[0])
    shop.deliver(messages("erasure")[1])
    later = NOW + 10 * SECOND
    shop.land("again", session_id="s-7", received_at=later, evaluated_at=later)

    clock.move(NOW + 60 * SECOND)
    shop.deliver(messages("erasure")[2])
    shop.merge()

    assert shop.lake("events") == ["v-1", "v-2"]


def test_while_a_merge_is_at_work_it_waits_and_does_not_fail(shop: Shop) -> None:
    _, job = shop.ask(visitor_id="v-1")
    shop.merger.leases.take(LEASE, "a merge", 0, 2**52)
    statuses = []
    for _ in range(7):
        shop.deliver(messages("erasure")[-1])
        statuses.append(shop.job(job["job_id"])[1]["status"])
    shop.merger.leases.free(LEASE, "a merge")

    shop.deliver(messages("erasure")[-1])

    assert statuses == ["running"] * 7
    assert shop.job(job["job_id"])[1]["status"] == "done"
    assert everything(shop) == OTHERS


def test_a_lake_that_refuses_five_times_lets_the_job_fail(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise OSError("no room")

    _, job = shop.ask(visitor_id="v-1")
    shop.deliver(messages("erasure")[0])
    shop.deliver(messages("erasure")[1])
    monkeypatch.setattr(shop.eraser.warehouse.files, "switch", refuse)

    statuses = []
    for _ in range(5):
        shop.merger.leases.take(LEASE, "a merge", 0, 2**52)
        shop.deliver(messages("erasure")[2])
        end_lease()
        shop.deliver(messages("erasure")[2])
        end_lease()
        statuses.append(shop.job(job["job_id"])[1]["status"])

    assert statuses == ["running", "running", "running", "running", "failed"]


def test_a_merge_that_began_before_brings_nothing_back(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.land("while")
    _, job = shop.ask(visitor_id="v-1")
    merged = shop.merger.warehouse.files.switch

    def meanwhile(*arguments: Any) -> None:
        monkeypatch.setattr(shop.merger.warehouse.files, "switch", merged)
        # Its lease ran out in the middle of it.
        end_lease()
        shop.work()
        merged(*arguments)

    monkeypatch.setattr(shop.merger.warehouse.files, "switch", meanwhile)
    broken = shop.merger.handler(queued({"sweep": "merge_lake"}), None)["batchItemFailures"]
    shop.merge()

    assert len(broken) == 1
    assert shop.job(job["job_id"])[1]["status"] == "done"
    assert everything(shop) == OTHERS | {"orders": ["v-2", None, None]}


def test_two_erasures_at_once_both_finish_and_leave_nothing(shop: Shop) -> None:
    jobs = [shop.ask(visitor_id="v-1")[1], shop.ask(customer_id="customer-1")[1]]

    for n in range(6):
        shop.deliver(messages("erasure")[n])
    shop.merge()

    receipts = [shop.job(each["job_id"])[1]["receipt"] for each in jobs]
    assert [each["deleted"]["sessions"] for each in receipts if "sessions" in each["deleted"]] == [2]
    assert shop.left() == ["order#o-1/state"]
    assert everything(shop) == OTHERS


CALLS: list[tuple[str, str, tuple[Fault, ...]]] = [
    ("table", "UpdateItem", ("none", "before")),
    ("table", "UpdateItem", ("none", "after")),
    ("table", "BatchWriteItem", ("before",)),
    ("table", "BatchWriteItem", ("after",)),
    ("table", "DeleteItem", ("none", "before")),
    ("table", "Query", ("none", "none", "before")),
    ("queue", "SendMessage", ("before",)),
    ("queue", "SendMessage", ("after",)),
    ("files", "PutObject", ("before",)),
    ("files", "PutObject", ("after",)),
    ("files", "PutObject", ("none", "none", "before")),
    ("files", "PutObject", ("none", "none", "after")),
    ("files", "DeleteObjects", ("before",)),
]


@pytest.mark.parametrize(("whose", "operation", "faults"), CALLS)
def test_a_step_that_breaks_anywhere_is_finished_when_it_comes_again(
    shop: Shop, whose: str, operation: str, faults: tuple[Fault, ...]
) -> None:
    clients = {
        "table": shop.eraser.table.client,
        "queue": shop.eraser.queue._client,
        "files": shop.eraser.warehouse.files.client,
    }
    _, job = shop.ask(visitor_id="v-1")

    broken = 0
    with failing(clients[whose], operation, *faults):
        broken += deliver_all(shop)
    # What a run that broke held ends by itself.
    end_lease()
    deliver_all(shop)
    deliver_all(shop)
    shop.merge()

    assert broken == 1
    done = shop.job(job["job_id"])[1]
    assert done["status"] == "done"
    assert (done["receipt"]["deleted"]["sessions"], done["receipt"]["deleted"]["lake_events"]) == (2, 1)
    assert shop.left() == ["order#o-1/state"]
    assert everything(shop) == OTHERS


def end_lease() -> None:
    """Let the lease of the lake's writer run out."""
    client("dynamodb").delete_item(TableName="microlift", Key=key(f"lease#{LEASE}"))


def deliver_all(shop: Shop) -> int:
    """Deliver each message of the queue once, those included that it brings about; return how many failed."""
    failed, n = 0, 0
    while n < min(len(messages("erasure")), 8):
        failed += len(shop.deliver(messages("erasure")[n])["batchItemFailures"])
        n += 1
    return failed
