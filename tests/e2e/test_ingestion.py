"""Events on the running stack, the way real browsers send them: zipped, by beacon, cut in two, from a wrong clock."""

import gzip
import json

import pytest

from infra import query
from shared.adapters.duckdb_warehouse import DuckDbWarehouse
from shared.adapters.lake_files import LakeFiles
from tests.e2e.shopper import Shopper, by_admin, call, event, stack_now
from tests.e2e.waiting import until
from tests.factories import DAY, HOUR


@pytest.fixture
def shopper(stack):
    return Shopper(stack)


def zipped(*events, **members):
    return gzip.compress(json.dumps({"source": "tab-1", "events": events, **members}).encode())


@pytest.mark.parametrize("kind", ["application/json", "application/octet-stream"])
def test_a_zipped_batch_is_taken(stack, shopper, kind):
    content = zipped(event("view_item", stack_now(stack)), event("scroll", stack_now(stack)))

    reply = shopper.call(
        "POST", "/v1/events", content=content, headers={"content-type": kind, "content-encoding": "gzip"}
    )

    assert (reply.status_code, reply.json()["accepted"]) == (202, 2), reply.text


def test_a_zipped_beacon_is_taken(stack, shopper):
    content = zipped(event("view_item", stack_now(stack)), token=shopper.token)

    reply = call(
        stack,
        "POST",
        "/v1/events",
        content=content,
        headers={"content-type": "text/plain;charset=UTF-8", "content-encoding": "gzip"},
    )

    assert (reply.status_code, reply.json()["accepted"]) == (202, 1), reply.text


def test_half_of_an_emoji_and_a_wrong_clock_cost_nobody_else_anything(stack, shopper):
    ahead = stack_now(stack) + 3 * DAY
    cut = event("view_item", ahead, page={"path": "/\ud83c"})
    body = json.dumps({"source": "tab-1", "sent_at": ahead, "events": [cut, event("view_item", ahead - HOUR)]})

    reply = shopper.call("POST", "/v1/events", content=body, headers={"content-type": "application/json"})

    receipt = reply.json()
    assert (reply.status_code, receipt["accepted"], receipt["late"]) == (202, 1, 0)
    assert [each["code"] for each in receipt["rejected"]] == ["string_unicode"]


def test_five_hundred_frames_at_once_and_eight_full_batches_are_all_taken(stack, shopper):
    now = stack_now(stack)
    with shopper.tab() as tab:
        for n in range(500):
            frame = {"action": "events", "request_id": str(n), "events": [event("scroll", now)]}
            tab.socket.send(json.dumps(frame))
        answers = [tab.receive() for _ in range(500)]
    batches = [shopper.send(*(event("view_item", now) for _ in range(500)), source=f"tab-{n}") for n in range(7)]

    assert {(answer["type"], answer.get("accepted")) for answer in answers} == {("accepted", 1)}
    assert [receipt["accepted"] for receipt in batches] == [500] * 7


def test_who_looks_on_sees_how_the_last_events_fared(stack, shopper):
    shopper.send(event("view_item", stack_now(stack)), event("no_such_event", stack_now(stack)))

    activity = by_admin(stack, "GET", "/v1/insights/activity").json()

    shown = [each for each in activity["outcomes"] if each["session_id"] == shopper.session_id]
    assert {(each["event_name"], each["code"]) for each in shown} == {
        ("view_item", None),
        ("no_such_event", "unknown_event"),
    }


def test_rows_that_were_parked_reach_the_lake_by_themselves(stack, tmp_path):
    now = stack_now(stack)
    row = {"event_id": f"parked-{now}", "event_name": "scroll", "session_id": "s-1", "visitor_id": "v-1"}
    row |= {"ts": now, "received_at": now}
    queues = stack.client("sqs")
    (queue,) = [url for url in queues.list_queues()["QueueUrls"] if "ParkedQueue" in url]
    lake = DuckDbWarehouse(LakeFiles(lambda: stack.outputs["LakeBucket"], stack.client("s3"), tmp_path))

    queues.send_message(QueueUrl=queue, MessageBody=json.dumps({"table": "events", "lines": json.dumps(row) + "\n"}))

    def merged():
        query.merge(stack)
        return lake.rows(f"SELECT event_name FROM events WHERE event_id = 'parked-{now}'")  # noqa: S608 - ours

    assert until(merged) == [{"event_name": "scroll"}]
