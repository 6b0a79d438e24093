import json
from collections.abc import Iterator
from typing import Any

import pytest

from shared.domain.consent import Consent
from shared.domain.event_catalogue import STANDARD
from tests.aws import lake_rows, messages
from tests.factories import NOW
from tests.faults import failing
from tests.ingesting import Shop, opened, step
from tests.requests import queued


@pytest.fixture
def shop(clock: Any, table: Any) -> Iterator[Shop]:
    with opened() as shop:
        yield shop


def test_a_batch_takes_one_query_one_record_and_one_write(shop: Shop) -> None:
    shop.send(step(1), step(2, "scroll"))

    assert shop.calls == ["Query", "PutRecord", "UpdateItem"]


def test_a_batch_that_says_nothing_new_is_only_looked_up(shop: Shop) -> None:
    shop.send(step(1))
    shop.calls.clear()

    status, receipt = shop.send(step(1), step(1))

    assert (status, receipt["duplicates"]) == (202, 2)
    assert shop.calls == ["Query"]


def test_every_accepted_event_lands_in_the_lake(shop: Shop) -> None:
    page = {"type": "product", "path": "/p/1?utm_source=mail"}
    item = {"item_id": "sku-1", "quantity": 1, "price": 2590, "category": "food"}

    shop.send(step(1, seq=1, page=page, currency="EUR", value=2590, items=[item], params={"x": "פ"}), step(2, "?"))

    assert lake_rows("events") == [
        {
            "event_id": "e-1",
            "event_name": "view_item",
            "catalogue_version": STANDARD.version,
            "category": "product",
            "stage": "interest",
            "ts": NOW,
            "client_ts": NOW,
            "received_at": NOW,
            "late": False,
            "bot": False,
            "session_id": "s-0",
            "visitor_id": "v-1",
            "source": "tab-1",
            "seq": 1,
            "page_type": "product",
            "page_path": "/p/1",
            "device": "mobile",
            "channel": "email",
            "currency": "EUR",
            "value": 2590,
            "items": [item | {"brand": None}],
            "params": '{"x":"פ"}',
            "missing": [],
        }
    ]


def test_without_consent_nothing_is_written_anywhere(shop: Shop) -> None:
    shop.open(Consent(ad_storage="granted"))

    status, receipt = shop.send(step(1), step(2))

    assert (status, receipt["dropped_for_consent"]) == (202, 2)
    assert shop.calls == ["Query"]
    assert lake_rows() == []


def test_a_conflict_repeats_the_write_and_not_the_record(shop: Shop) -> None:
    shop.before_write = [lambda: shop.send(step(2, seq=2))]

    _, receipt = shop.send(step(1, seq=1))

    assert receipt["accepted"] == 1
    assert shop.calls.count("PutRecord") == 2
    assert sorted(row["event_id"] for row in lake_rows()) == ["e-1", "e-2"]
    assert shop.sessions.load("s-0").ledger.count("view_item") == 2


def test_two_deliveries_of_one_batch_at_the_same_moment_count_once(shop: Shop) -> None:
    shop.before_write = [lambda: shop.send(step(1), step(2))]

    _, receipt = shop.send(step(1), step(2))

    assert (receipt["accepted"], receipt["duplicates"]) == (0, 2)
    assert shop.sessions.load("s-0").ledger.total == 2


def test_after_three_repeats_the_browser_is_asked_to_come_again(shop: Shop) -> None:
    shop.before_write = [lambda n=n: _write_meanwhile(shop, n) for n in range(4)]

    status, problem = shop.send(step(99))

    assert (status, problem["code"]) == (429, "busy")
    assert shop.sessions.load("s-0").ledger.count("view_item") == 0


def test_a_full_session_takes_no_more_and_loses_nothing(shop: Shop) -> None:
    for start in range(0, 4_000, 500):
        shop.send(*(step(start + n) for n in range(500)))

    status, problem = shop.send(step(3_999), step(4_000))

    assert (status, problem["code"]) == (429, "session_full")
    assert shop.sessions.load("s-0").ledger.total == 4_000


def test_five_hundred_events_are_one_record(shop: Shop) -> None:
    status, receipt = shop.send(*(step(n) for n in range(500)))

    assert (status, receipt["accepted"]) == (202, 500)
    assert shop.calls == ["Query", "PutRecord", "UpdateItem"]
    assert len(lake_rows()) == 500


def _write_meanwhile(shop: Shop, number: int) -> None:
    from dataclasses import replace

    seen = shop.sessions.load("s-0")
    ledger = replace(seen.ledger, seen=seen.ledger.seen + bytes([number]) * 14)
    assert shop.sessions.save_ledger(ledger, seen.session, seen.ledger_version, NOW)


def test_rows_that_the_lake_does_not_take_are_parked_and_the_shopper_notices_nothing(shop: Shop) -> None:
    with failing(shop.lake._client, "PutRecord", *["throttle"] * 6):
        status, receipt = shop.send(step(1), step(2, "?"))

    assert (status, receipt["accepted"], len(receipt["rejected"])) == (202, 1, 1)
    assert [message["table"] for message in messages("parked")] == ["events", "failed"]
    assert shop.sessions.load("s-0").ledger.total == 1


def test_parked_rows_land_by_themselves_later(shop: Shop) -> None:
    from functions.land_parked.handler import handler as land_parked

    with failing(shop.lake._client, "PutRecord", *["throttle"] * 3):
        shop.send(step(1), step(2))

    assert land_parked(queued(*messages("parked")), None) == {"batchItemFailures": []}
    assert [row["event_id"] for row in lake_rows()] == ["e-1", "e-2"]


def test_parked_rows_that_the_lake_still_does_not_take_come_again(shop: Shop) -> None:
    from functions.land_parked.handler import handler as land_parked
    from functions.land_parked.handler import lake

    first, second = {"table": "events", "lines": '{"event_id":"e-1"}\n'}, {"table": "failed", "lines": "{}\n"}

    with failing(lake._client, "PutRecord", *["throttle"] * 3):
        assert land_parked(queued(first, second), None) == {"batchItemFailures": [{"itemIdentifier": "0"}]}
    assert (len(lake_rows("events")), len(lake_rows("failed"))) == (0, 1)


@pytest.mark.parametrize("fault", ["throttle", "before", "after"])
def test_when_the_queue_fails_as_well_nothing_is_counted_and_the_browser_comes_again(shop: Shop, fault: Any) -> None:
    lake = failing(shop.lake._client, "PutRecord", *["before"] * 3)

    with lake, failing(shop.lake._parked._client, "SendMessage", fault):
        response = shop.post(json.dumps({"source": "tab-1", "events": [step(1)]}))

    assert (response["statusCode"], json.loads(response["body"])["code"]) == (429, "busy")
    assert response["headers"]["retry-after"] == "1"
    assert shop.sessions.load("s-0").ledger.total == 0
    assert shop.send(step(1))[1]["accepted"] == 1


@pytest.mark.parametrize(("fault", "counted"), [("throttle", 0), ("before", 0), ("after", 1)])
def test_a_write_that_fails_is_told_and_may_be_sent_again(shop: Shop, fault: Any, counted: int) -> None:
    with failing(shop.sessions._table.client, "UpdateItem", fault):
        status, _ = shop.send(step(1))

    assert status == 500
    assert shop.sessions.load("s-0").ledger.total == counted
    assert shop.send(step(1))[1]["duplicates"] == counted
    assert shop.sessions.load("s-0").ledger.total == 1
