"""The lake's writer: takes what has landed in, forgets shoppers, and is alone at it."""

import json
from typing import Any

import pytest

from shared.domain.lake_work import LEASE
from tests.aws import client
from tests.factories import NOW


class Writer:
    def __init__(self) -> None:
        from functions.merge_lake import handler

        self.module = handler
        self.warehouse = handler.warehouse

    def send(self, body: dict[str, Any]) -> Any:
        record = {"messageId": "m-1", "eventSource": "aws:sqs", "body": json.dumps(body)}
        return self.module.handler({"Records": [record]}, None)["batchItemFailures"]

    def land(self, table: str, name: str, **row: Any) -> None:
        key = f"landing/{table}/2026/11/22/10/{name}"
        client("s3").put_object(Bucket="lake", Key=key, Body=json.dumps(row).encode())

    def count(self, table: str) -> int:
        return self.warehouse.rows(f"SELECT count(*) AS n FROM {table}")[0]["n"]  # noqa: S608 - a table of ours


@pytest.fixture
def writer(clock: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Writer:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return Writer()


def event(number: int) -> dict[str, Any]:
    row = {"event_id": f"e-{number}", "ts": NOW, "received_at": NOW, "visitor_id": f"v-{number}"}
    return row | {"params": '{"percent_scrolled":75,"custom_colour":"red"}'}


def test_every_table_takes_in_what_has_landed(writer: Writer) -> None:
    writer.land("events", "a", **event(1))
    writer.land("items", "a", item_id="sku-1", changed_at=NOW)

    assert writer.send({"sweep": "merge_lake"}) == []

    assert (writer.count("events"), writer.count("items"), writer.count("orders")) == (1, 1, 0)
    assert writer.warehouse.merged_at() == NOW
    assert writer.warehouse.rows("SELECT p_percent_scrolled AS depth FROM events") == [{"depth": 75}]


def test_a_parameter_of_the_shops_own_events_has_a_column(writer: Writer) -> None:
    from shared.domain.event_catalogue.custom import CustomEvents

    custom = CustomEvents(changes=1, columns={"custom_colour": ("text", "")})
    writer.module.custom_events.change(lambda _: custom)
    writer.land("events", "a", **event(1))

    writer.send({"sweep": "merge_lake"})

    assert writer.warehouse.rows("SELECT p_custom_colour AS colour FROM events") == [{"colour": "red"}]


def test_an_erasure_forgets_and_what_is_left_is_merged(writer: Writer) -> None:
    writer.land("events", "a", **event(1))
    writer.send({"sweep": "merge_lake"})
    writer.land("events", "b", **event(2))

    assert writer.send({"erase": {"at": NOW, "visitor_ids": ["v-1"]}}) == []

    assert writer.warehouse.rows("SELECT visitor_id FROM events") == [{"visitor_id": "v-2"}]


def test_who_withdrew_is_forgotten_up_to_that_moment(writer: Writer) -> None:
    writer.land("events", "a", **event(1), session_id="s-1")
    writer.land("events", "b", **event(2) | {"visitor_id": "v-1", "received_at": NOW + 1})
    writer.module.withdrawals.note("v-1", NOW)

    assert writer.send({"sweep": "merge_lake"}) == []

    assert writer.warehouse.rows("SELECT event_id FROM events") == [{"event_id": "e-2"}]
    assert writer.module.withdrawals.waiting() == {}


def test_a_withdrawal_waits_for_a_merge_that_succeeds(writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError("no room")

    writer.module.withdrawals.note("v-1", NOW)
    with monkeypatch.context() as broken:
        broken.setattr(writer.warehouse.files, "switch", full)
        assert writer.send({"sweep": "merge_lake"}) != []

    assert writer.module.withdrawals.waiting() == {"v-1": NOW}


def test_while_another_is_at_work_a_merge_is_left_to_it_and_an_erasure_comes_again(
    writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer.module, "WAITS", 1)
    writer.module.leases.take(LEASE, "another", 0, 2**52)
    writer.land("events", "a", **event(1))

    assert writer.send({"sweep": "merge_lake"}) == []
    assert writer.send({"erase": {"at": NOW, "visitor_ids": ["v-1"]}}) == [{"itemIdentifier": "m-1"}]

    assert writer.count("events") == 0


def test_the_next_one_can_be_at_work_afterwards(writer: Writer) -> None:
    writer.send({"sweep": "merge_lake"})

    assert writer.module.leases.take(LEASE, "another", 0, 1)
