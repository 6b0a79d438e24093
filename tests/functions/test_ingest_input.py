"""Whatever a browser may send: zipped, by beacon, with half of an emoji in it, from a clock that is wrong."""

import gzip
import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.aws import lake_rows
from tests.factories import DAY, MINUTE, NOW
from tests.ingesting import Shop, opened, step, zipped


@pytest.fixture
def shop(clock: Any, table: Any) -> Iterator[Shop]:
    with opened() as shop:
        yield shop


def answered(response: dict[str, Any]) -> tuple[int, str]:
    return response["statusCode"], json.loads(response["body"])["code"]


def test_a_batch_may_come_by_gzip(shop: Shop) -> None:
    response = shop.post(zipped(step(1), step(2)), content_encoding="gzip")

    assert response["statusCode"] == 202
    assert json.loads(response["body"])["accepted"] == 2


def test_a_beacon_may_come_by_gzip_with_its_token_inside(shop: Shop) -> None:
    body = zipped(step(1), token=shop.token)

    response = shop.post(body, token=False, content_encoding="gzip", content_type="text/plain;charset=UTF-8")

    assert response["statusCode"] == 202
    assert shop.sessions.load("s-0").ledger.total == 1


def test_a_beacon_may_write_its_type_in_capitals(shop: Shop) -> None:
    body = json.dumps({"source": "tab-1", "token": shop.token, "events": [step(1)]})

    response = shop.post(body, token=False, content_type="Text/Plain;charset=UTF-8")

    assert response["statusCode"] == 202


def test_a_bomb_is_unpacked_to_the_limit_and_no_further(shop: Shop) -> None:
    bomb = gzip.compress(b" " * 200_000_000)

    assert answered(shop.post(bomb, content_encoding="gzip")) == (413, "too_large")
    assert shop.calls == []


@pytest.mark.parametrize(
    "body", [b"plain", b"", zipped(step(1))[:-9], zipped(step(1)) + b"more", zipped(step(1)) + zipped(step(2))]
)
def test_what_is_no_whole_gzip_is_refused(shop: Shop, body: bytes) -> None:
    assert answered(shop.post(body, content_encoding="gzip")) == (400, "bad_gzip")


def test_gzip_of_what_is_no_text_is_refused(shop: Shop) -> None:
    assert answered(shop.post(gzip.compress(b"\xff\xfe"), content_encoding="gzip")) == (400, "not_json")


@pytest.mark.parametrize("encoding", ["deflate", "br", "gzip, gzip"])
def test_another_encoding_is_refused_by_name(shop: Shop, encoding: str) -> None:
    assert answered(shop.post("{}", content_encoding=encoding)) == (415, "unsupported_encoding")


def test_half_of_an_emoji_costs_its_own_event_and_no_other(shop: Shop) -> None:
    cut = step(2, page={"path": "/\ud83c"})

    status, receipt = shop.send(step(1), cut, step(3, params={"x": "🎄"}))

    assert (status, receipt["accepted"]) == (202, 2)
    assert [(each["index"], each["event_id"], each["code"], each["path"]) for each in receipt["rejected"]] == [
        (1, "e-2", "string_unicode", "$.page.path")
    ]
    assert json.loads(lake_rows("failed")[0]["event"]) == cut


@pytest.mark.parametrize("cut", [{"params": {"\udc00": 1}}, {"params": {"x": "\udc00"}}, {"event_id": "\ud800"}])
def test_half_of_an_emoji_is_found_wherever_it_stands(shop: Shop, cut: dict[str, Any]) -> None:
    _, receipt = shop.send(step(1) | cut, step(2), {"event_id": "e-3"})

    assert [(each["index"], each["code"]) for each in receipt["rejected"]] == [(0, "string_unicode"), (2, "missing")]
    assert receipt["accepted"] == 1


def test_half_of_an_emoji_comes_by_beacon_and_by_socket_as_well(shop: Shop) -> None:
    body = json.dumps({"source": "t", "token": shop.token, "events": [step(1, params={"x": "\ud800"}), step(2)]})

    beacon = shop.post(body, token=False, content_type="text/plain")
    frame = shop.frame(step(3, params={"x": "\ud800"}), step(4))

    assert json.loads(beacon["body"])["accepted"] == 1
    assert (frame["type"], frame["request_id"], frame["accepted"], len(frame["rejected"])) == ("accepted", "q-1", 1, 1)


def test_half_of_an_emoji_outside_the_events_is_refused(shop: Shop) -> None:
    body = json.dumps({"source": "\ud800", "events": [step(1)]})

    assert answered(shop.post(body)) == (400, "not_json")


def test_events_of_a_clock_that_is_wrong_are_put_right_by_when_they_were_sent(shop: Shop) -> None:
    ahead = NOW + 3 * DAY

    status, receipt = shop.send(step(1, ts=ahead - MINUTE), step(2, ts=ahead), sent_at=ahead)

    assert (status, receipt["accepted"]) == (202, 2)
    assert [(row["ts"], row["client_ts"]) for row in lake_rows()] == [(NOW - MINUTE, ahead - MINUTE), (NOW, ahead)]
    assert shop.sessions.load("s-0").ledger.tallies["view_item"].first_at == NOW - MINUTE


def test_half_a_minute_on_the_way_is_no_wrong_clock(shop: Shop) -> None:
    shop.send(step(1, ts=NOW - MINUTE), sent_at=NOW - 30_000)
    shop.send(step(2, ts=NOW - MINUTE), sent_at=NOW - 30_001)

    assert sorted(row["ts"] for row in lake_rows()) == [NOW - MINUTE, NOW - MINUTE + 30_001]


def test_a_clock_that_is_wrong_does_not_make_a_late_event_fresh(shop: Shop) -> None:
    behind = NOW - 10 * DAY

    _, receipt = shop.send(step(1, ts=behind), step(2, ts=behind - 3 * DAY), step(3, ts=NOW), sent_at=behind)

    assert (receipt["accepted"], receipt["late"]) == (2, 1)
    assert [each["code"] for each in receipt["rejected"]] == ["ts_out_of_range"]


@pytest.mark.parametrize("sent_at", ["yesterday", 1.5, True])
def test_a_moment_of_sending_is_an_integer(shop: Shop, sent_at: Any) -> None:
    status, problem = shop.send(step(1), sent_at=sent_at)

    assert (status, problem["code"]) == (400, "wrong_type")
