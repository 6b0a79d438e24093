"""Events on the running stack, the way real browsers send them: zipped, by beacon, cut in two, from a wrong clock."""

import gzip
import json
import time

import pytest

from tests.e2e.shopper import Shopper, by_admin, call, event, stack_now
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


def test_rows_that_were_parked_land_in_the_lake_by_themselves(stack):
    name = f"parked-{stack_now(stack)}"
    queues, files = stack.client("sqs"), stack.client("s3")
    (queue,) = [url for url in queues.list_queues()["QueueUrls"] if "ParkedQueue" in url]

    queues.send_message(
        QueueUrl=queue, MessageBody=json.dumps({"table": "events", "lines": f'{{"event_id":"{name}"}}\n'})
    )

    assert wait_for(lambda: name in landed(files, stack.outputs["LakeBucket"]))


def landed(files, bucket):
    """Return the text of all that lies in the lake's landing."""
    found = files.list_objects_v2(Bucket=bucket, Prefix="landing/events/").get("Contents", [])
    texts = [files.get_object(Bucket=bucket, Key=each["Key"])["Body"].read() for each in found]
    return "".join((gzip.decompress(text) if text[:2] == b"\x1f\x8b" else text).decode() for text in texts)


def wait_for(found, seconds=60):
    """Return whether ``found`` holds before the time is over."""
    until = time.monotonic() + seconds
    while not (done := found()) and time.monotonic() < until:
        time.sleep(0.5)
    return done
