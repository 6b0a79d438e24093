"""What Firehose does not take is tried again, then parked, and only when that fails as well is the shopper told."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from shared.adapters.lake import MAX_MESSAGE_BYTES, Lake, lines, messages
from shared.adapters.queue import Queue, text_of
from shared.domain.errors import BusyError
from tests.aws import lake_rows
from tests.aws import messages as queued
from tests.faults import failing

PARKED = "https://sqs.eu-south-1.amazonaws.com/123456789012/parked"


@pytest.fixture
def waited() -> list[int]:
    return []


@pytest.fixture
def queue(aws: None) -> Queue:
    return Queue(lambda: PARKED)


@pytest.fixture
def lake(queue: Queue, waited: list[int]) -> Iterator[Lake]:
    return Lake(lambda table: f"microlift-{table}", waited.append, queue)


def row(number: int, text: str = "") -> bytes:
    return json.dumps({"event_id": f"e-{number}", "text": text}).encode()


def landed() -> list[str]:
    return sorted(each["event_id"] for each in lake_rows())


def parked() -> list[str]:
    lines = [line for message in queued("parked") for line in message["lines"].splitlines()]
    return [json.loads(line)["event_id"] for line in lines]


def test_a_throttled_put_is_tried_again_after_a_pause(lake: Lake, waited: list[int]) -> None:
    with failing(lake._client, "PutRecord", "throttle", "throttle") as calls:
        lake.put("events", [row(1), row(2)])

    assert (len(calls), waited) == (3, [0, 1])
    assert (landed(), parked()) == (["e-1", "e-2"], [])


def test_a_put_that_timed_out_before_its_effect_is_tried_again(lake: Lake) -> None:
    with failing(lake._client, "PutRecord", "before"):
        lake.put("events", [row(1)])

    assert landed() == ["e-1"]


def test_a_put_that_timed_out_after_its_effect_comes_twice(lake: Lake) -> None:
    with failing(lake._client, "PutRecord", "after"):
        lake.put("events", [row(1)])

    assert landed() == ["e-1", "e-1"]


def test_after_three_attempts_the_rows_are_parked(lake: Lake) -> None:
    with failing(lake._client, "PutRecord", "throttle", "before", "throttle") as calls:
        lake.put("failed", [row(1), row(2)])

    assert len(calls) == 3
    assert (landed(), parked()) == ([], ["e-1", "e-2"])
    assert queued("parked")[0]["table"] == "failed"


def test_a_refusal_for_good_is_parked_at_once(lake: Lake) -> None:
    lake._stream_name = "no-such-{}".format

    with failing(lake._client, "PutRecord") as calls:
        lake.put("events", [row(1)])

    assert (len(calls), parked()) == (1, ["e-1"])


@pytest.mark.parametrize("fault", ["throttle", "before", "after"])
def test_when_parking_fails_as_well_the_rows_are_not_taken(lake: Lake, queue: Queue, fault: Any) -> None:
    down = failing(lake._client, "PutRecord", "throttle", "throttle", "throttle")

    with down, failing(queue._client, "SendMessage", fault), pytest.raises(BusyError) as refused:
        lake.put("events", [row(1)])

    assert refused.value.retry_after_s == 1
    assert landed() == []


def test_without_a_queue_a_throttle_asks_for_another_try_and_a_fault_is_a_fault(aws: None, waited: list[int]) -> None:
    lake = Lake(lambda table: f"microlift-{table}", waited.append)

    with failing(lake._client, "PutRecord", "throttle", "throttle", "throttle"), pytest.raises(BusyError):
        lake.put("events", [row(1)])
    with pytest.raises(lake._client.exceptions.ResourceNotFoundException):
        lake.put("nothing", [row(1)])


def test_parked_rows_are_split_below_200_kb_and_keep_their_order() -> None:
    rows = [row(n, "x" * 1_000) for n in range(1_000)]

    split = messages("events", rows)

    assert max(len(text_of(each)) for each in split) <= MAX_MESSAGE_BYTES
    assert "".join(each.lines for each in split).encode() == lines(rows)
    assert len(split) == 8


def test_parked_rows_come_through_the_queue_as_they_were(lake: Lake) -> None:
    odd = "\ufffe\uffff פ 🎄"

    with failing(lake._client, "PutRecord", "throttle", "throttle", "throttle"):
        lake.put("events", [json.dumps({"event_id": odd}, ensure_ascii=False).encode()])

    assert parked() == [odd]
    assert text_of({"x": odd}).isascii()


def test_rows_are_split_by_what_a_record_may_hold(lake: Lake) -> None:
    with failing(lake._client, "PutRecord") as calls:
        lake.put("events", [row(n, "x" * 100_000) for n in range(11)])

    assert len(calls) == 2
    assert len(landed()) == 11
