"""What is kept of how events came: the rejected ones, the last outcomes, how often a session may send, and robots."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from shared.domain.allowance import BURST
from shared.domain.consent import Consent
from shared.domain.event_catalogue import STANDARD
from shared.domain.ledger import MAX_OUTCOMES, Outcome
from tests.aws import lake_rows
from tests.factories import GRANTED, NOW
from tests.ingesting import Shop, opened, step


@pytest.fixture
def shop(clock: Any, table: Any) -> Iterator[Shop]:
    with opened() as shop:
        yield shop


def outcomes(shop: Shop) -> tuple[Outcome, ...]:
    return shop.sessions.load("s-0", arrivals=True).ledger.outcomes


def test_a_rejected_event_lands_with_its_reason_and_as_it_was_sent(shop: Shop) -> None:
    odd = step(1, "open_the_door", page={"path": "/p?mail=a@b.example#x", "n": 1}, more=[1, None])

    shop.send(step(0), odd)

    (row,) = lake_rows("failed")
    assert len(row.pop("failed_id")) == 32
    assert json.loads(row.pop("event")) == odd | {"page": {"path": "/p", "n": 1}}
    assert row == {
        "received_at": NOW,
        "session_id": "s-0",
        "visitor_id": "v-1",
        "bot": False,
        "source": "tab-1",
        "index": 1,
        "event_id": "e-1",
        "event_name": "open_the_door",
        "code": "unknown_event",
        "path": "$.event_name",
        "message": "no such event in the catalogue",
        "catalogue_version": STANDARD.version,
    }


def test_what_could_not_even_be_read_lands_as_well(shop: Shop) -> None:
    shop.send({"event_id": 7, "event_name": "view_item"}, "nonsense", step(1, seq=1), step(2, seq=1))

    rows = lake_rows("failed")
    assert [(row["index"], row["code"]) for row in rows] == [
        (0, "string_type"),
        (1, "dataclass_type"),
        (3, "seq_conflict"),
    ]
    assert [json.loads(row["event"]) for row in rows] == [
        {"event_id": 7, "event_name": "view_item"},
        "nonsense",
        step(2, seq=1),
    ]


def test_of_a_long_event_eight_kilobytes_are_kept(shop: Shop) -> None:
    shop.send(step(1, params={"x": "x" * 10_000}))

    (row,) = lake_rows("failed")
    assert (row["code"], len(row["event"])) == ("parameter_type", 8 * 1024)


def test_good_and_bad_events_take_a_put_each_and_one_write(shop: Shop) -> None:
    shop.send(step(1), step(2, "?"), step(3, "?"))

    assert shop.calls == ["Query", "PutRecord", "PutRecord", "UpdateItem"]


def test_five_hundred_bad_events_are_one_put(shop: Shop) -> None:
    status, receipt = shop.send(*(step(n, "?") for n in range(500)))

    assert (status, len(receipt["rejected"]), len(lake_rows("failed"))) == (202, 500, 500)
    assert shop.calls == ["Query", "PutRecord", "UpdateItem"]


def test_without_consent_nothing_is_kept_of_a_bad_event(shop: Shop) -> None:
    shop.open(Consent())

    _, receipt = shop.send(step(1), step(2, "?"))

    assert (receipt["dropped_for_consent"], len(receipt["rejected"])) == (1, 1)
    assert shop.calls == ["Query"]
    assert (lake_rows("failed"), outcomes(shop)) == ([], ())


def test_a_repeated_write_does_not_land_the_bad_ones_again(shop: Shop) -> None:
    shop.before_write = [lambda: shop.send(step(2))]

    shop.send(step(1), step(3, "?"))

    assert len(lake_rows("failed")) == 1
    assert [row["event_id"] for row in lake_rows()].count("e-1") == 1


def test_the_last_outcomes_of_a_session_are_kept_newest_last(shop: Shop) -> None:
    shop.send(step(1), step(1), step(2, "scroll", ts=NOW - 5), {"event_name": "view_item"})
    shop.send(step(3, "?"))

    assert outcomes(shop) == (
        Outcome("view_item", NOW, None, None, NOW),
        Outcome("scroll", NOW - 5, None, None, NOW),
        Outcome("view_item", None, "missing", "$.event_id", NOW),
        Outcome("?", NOW, "unknown_event", "$.event_name", NOW),
    )


def test_thirty_outcomes_are_kept(shop: Shop) -> None:
    shop.send(*(step(n) for n in range(20)))
    shop.send(*(step(n, "scroll") for n in range(20, 40)))

    kept = [each.event_name for each in outcomes(shop)]
    assert (len(kept), kept.count("view_item")) == (MAX_OUTCOMES, 10)


def test_a_session_that_sends_too_often_is_told_when_to_come_again(shop: Shop, clock: Any) -> None:
    from functions.ingest_events.handler import meter

    meter._rested_at["s-0"] = NOW + BURST * 50
    response = shop.post(json.dumps({"source": "t", "events": [step(1)]}))
    frame = shop.frame(step(2))

    assert (response["statusCode"], json.loads(response["body"])["code"]) == (429, "rate_limited")
    assert response["headers"]["retry-after"] == "1"
    assert (frame["type"], frame["status"], frame["retry_after_s"]) == ("problem", 429, 1)
    assert shop.calls == []

    clock.move(NOW + 1_000)
    assert shop.send(step(1))[0] == 202


def test_another_container_knows_what_the_session_sent(shop: Shop) -> None:
    from dataclasses import replace

    seen = shop.sessions.load("s-0")
    shop.sessions.save_ledger(replace(seen.ledger, rested_at=NOW + BURST * 50), seen.session, 0, NOW)
    shop.calls.clear()

    status, problem = shop.send(step(1))

    assert (status, problem["code"]) == (429, "rate_limited")
    assert shop.calls == ["Query"]
    assert lake_rows() == []


def test_five_hundred_requests_at_once_are_no_flood(shop: Shop) -> None:
    answers = [shop.frame(step(n)) for n in range(500)]

    assert {answer["type"] for answer in answers} == {"accepted"}


def test_what_a_robot_does_is_marked(shop: Shop) -> None:
    shop.open(GRANTED, bot=True)

    shop.send(step(1), step(2, "?"))

    assert [row["bot"] for row in (*lake_rows("events"), *lake_rows("failed"))] == [True, True]


def test_what_is_kept_of_a_bad_event_is_never_long(shop: Shop) -> None:
    far = int("9" * 4_000)

    _, receipt = shop.send(
        step(1, ts=far), step(2, params={"x" * 100_000: 1}), step(3, "?" * 40), {"event_name": "y" * 9_000}
    )

    assert [len(each["path"]) for each in receipt["rejected"]] == [4, 256, 12, 10]
    assert outcomes(shop)[0] == Outcome("view_item", None, "ts_out_of_range", "$.ts", NOW)
    assert outcomes(shop)[3].event_name is None
    assert max(len(row["event"]) for row in lake_rows("failed")) == 8 * 1024
