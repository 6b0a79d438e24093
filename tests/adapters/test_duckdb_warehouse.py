"""The local lake: what landed comes in once, in its day, whatever breaks on the way."""

import contextlib
import json
from collections.abc import Callable, Iterator
from typing import Any, Self

import pytest

from shared.adapters.duckdb_warehouse import DuckDbWarehouse
from shared.adapters.lake_files import LakeFiles
from shared.domain.errors import BusyError
from shared.domain.lake_tables import EVENTS, ITEMS, ORDERS, typed_columns
from tests.aws import client
from tests.factories import NOW

DAY = 86_400_000
TYPED = typed_columns({"method": "text", "percent_scrolled": "integer", "ratio": "number", "paid": "boolean"})
COUNT = "SELECT count(*) AS n, count(DISTINCT event_id) AS ids FROM events"


@pytest.fixture
def warehouse(aws: None, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> DuckDbWarehouse:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return DuckDbWarehouse(LakeFiles(lambda: "lake"))


def event(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "event_id": f"e-{number}",
        "event_name": "view_item",
        "ts": NOW,
        "received_at": NOW,
        "session_id": "s-1",
        "visitor_id": "v-1",
        "items": [{"item_id": "sku-1", "quantity": 1, "price": 2590}],
        "params": "{}",
        "missing": ["value"],
    } | changes


def land(name: str, *rows: dict[str, Any], table: str = "events") -> str:
    body = "".join(json.dumps(row) + "\n" for row in rows)
    key = f"landing/{table}/2026/11/22/10/{name}"
    client("s3").put_object(Bucket="lake", Key=key, Body=body.encode())
    return key


def keys(prefix: str) -> list[str]:
    return [each["Key"] for each in client("s3").list_objects_v2(Bucket="lake", Prefix=prefix).get("Contents", [])]


def test_what_landed_can_be_asked_for_in_sql(warehouse: DuckDbWarehouse) -> None:
    land("a", event(1, params='{"method":"email","percent_scrolled":75,"ratio":0.5,"paid":true}'), event(2))

    assert warehouse.merge(EVENTS, TYPED, NOW) == 2

    first, second = warehouse.rows("SELECT * FROM events ORDER BY event_id")
    assert (first["p_method"], first["p_percent_scrolled"], first["p_ratio"], first["p_paid"]) == (
        "email",
        75,
        0.5,
        True,
    )
    assert (second["p_method"], second["items"][0]["price"], second["missing"]) == (None, 2590, ["value"])
    assert first["day"] == "2026-11-22"


def test_an_empty_lake_answers_with_no_rows(warehouse: DuckDbWarehouse) -> None:
    assert warehouse.rows(COUNT) == [{"n": 0, "ids": 0}]
    assert warehouse.rows("SELECT * FROM orders") == []


def test_a_row_delivered_three_times_is_one_row(warehouse: DuckDbWarehouse) -> None:
    land("a", event(1, received_at=NOW + 5), event(1, received_at=NOW))
    assert warehouse.merge(EVENTS, TYPED, NOW) == 1

    land("b", event(1, received_at=NOW + 9, source="again"))
    assert warehouse.merge(EVENTS, TYPED, NOW) == 0

    assert warehouse.rows("SELECT received_at, source FROM events") == [{"received_at": NOW, "source": None}]


def test_a_delivery_whose_corrected_time_is_past_midnight_is_the_same_row(warehouse: DuckDbWarehouse) -> None:
    land("a", event(1))
    warehouse.merge(EVENTS, TYPED, NOW)
    land("b", event(1, ts=NOW + DAY))

    assert warehouse.merge(EVENTS, TYPED, NOW) == 0


def test_what_comes_late_goes_to_its_own_day(warehouse: DuckDbWarehouse) -> None:
    land("a", event(1))
    warehouse.merge(EVENTS, TYPED, NOW)
    before = keys("lake/events/day=2026-11-22/")
    land("b", event(2, ts=NOW - 20 * DAY, late=True))

    warehouse.merge(EVENTS, TYPED, NOW)

    assert warehouse.rows("SELECT CAST(day AS VARCHAR) AS day, late FROM events ORDER BY day") == [
        {"day": "2026-11-02", "late": True},
        {"day": "2026-11-22", "late": None},
    ]
    assert keys("lake/events/day=2026-11-22/") == before


def test_a_merged_landing_object_is_gone(warehouse: DuckDbWarehouse) -> None:
    land("a", event(1))

    warehouse.merge(EVENTS, TYPED, NOW)

    assert keys("landing/") == []
    assert len(keys("lake/events/")) == 2


def test_a_new_parameter_is_a_new_column_and_older_rows_have_none(warehouse: DuckDbWarehouse) -> None:
    land("a", event(1, params='{"colour":"red"}'))
    warehouse.merge(EVENTS, TYPED, NOW)
    land("b", event(2, ts=NOW - 20 * DAY, params='{"colour":"blue"}'))

    warehouse.merge(EVENTS, (*TYPED, *typed_columns({"colour": "text"})), NOW)

    assert warehouse.rows("SELECT event_id, p_colour, p_method FROM events ORDER BY 1") == [
        {"event_id": "e-1", "p_colour": None, "p_method": None},
        {"event_id": "e-2", "p_colour": "blue", "p_method": None},
    ]


def test_a_parameter_of_another_type_keeps_its_column(warehouse: DuckDbWarehouse) -> None:
    land("a", event(1, params='{"method":"email"}'))
    warehouse.merge(EVENTS, TYPED, NOW)
    land("b", event(2, params='{"method":7}'))

    warehouse.merge(EVENTS, typed_columns({"method": "integer"}), NOW)

    assert warehouse.rows("SELECT p_method FROM events ORDER BY event_id") == [{"p_method": "email"}, {"p_method": "7"}]


def test_a_known_column_can_be_asked_for_before_any_row_has_it(warehouse: DuckDbWarehouse) -> None:
    warehouse.merge(EVENTS, TYPED, NOW)

    assert warehouse.rows("SELECT p_method FROM events") == []


def test_landing_in_parquet_is_read_like_lines(warehouse: DuckDbWarehouse, tmp_path: Any) -> None:
    import duckdb

    path = tmp_path / "landed.parquet"
    duckdb.sql(f"COPY (SELECT 'e-9' AS event_id, {NOW} AS ts, {NOW} AS received_at) TO '{path}' (FORMAT PARQUET)")
    client("s3").put_object(Bucket="lake", Key="landing/events/x.parquet", Body=path.read_bytes())
    land("a", event(1))

    assert warehouse.merge(EVENTS, TYPED, NOW) == 2


def test_an_item_has_a_row_for_each_change(warehouse: DuckDbWarehouse) -> None:
    item = {"item_id": "sku-1", "changed_at": NOW, "price": 2590, "currency": "EUR", "tags": ["new"]}
    land("a", item, item, item | {"changed_at": NOW + 1, "price": 1990}, table="items")

    assert warehouse.merge(ITEMS, TYPED, NOW) == 2


class Faults:
    """Breaks the connection at one call of S3, before it has its effect or after."""

    def __init__(self, warehouse: DuckDbWarehouse, at: int, when: str) -> None:
        self.left = at
        self.events = warehouse.files.client.meta.events
        self.name = f"{when}-call.s3"

    def __enter__(self) -> Self:
        self.events.register(self.name, self.count)
        return self

    def __exit__(self, *_: object) -> None:
        self.events.unregister(self.name, self.count)

    def count(self, **_: Any) -> None:
        self.left -= 1
        if self.left == -1:
            raise OSError("the container is gone")


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", range(13))
def test_a_merge_that_broke_at_any_call_is_made_good_by_the_next(
    warehouse: DuckDbWarehouse, step: int, when: str
) -> None:
    land("a", event(1), event(2))
    warehouse.merge(EVENTS, TYPED, NOW)
    land("b", event(2), event(3))
    land("c", event(4, ts=NOW - 9 * DAY))

    with Faults(warehouse, step, when), contextlib.suppress(OSError):
        warehouse.merge(EVENTS, TYPED, NOW)
    seen = warehouse.rows(COUNT)
    warehouse.merge(EVENTS, TYPED, NOW)

    assert seen in ([{"n": 2, "ids": 2}], [{"n": 4, "ids": 4}])
    assert warehouse.rows(COUNT) == [{"n": 4, "ids": 4}]
    land("d", event(5))
    warehouse.merge(EVENTS, TYPED, NOW)
    assert warehouse.rows(COUNT) == [{"n": 5, "ids": 5}]
    assert sorted(keys("lake/events/day=")) == sorted(warehouse.files.manifest("events").files.values())
    assert keys("landing/") == []


def test_a_merge_makes_no_more_calls_than_are_broken_above(warehouse: DuckDbWarehouse) -> None:
    land("a", event(1), event(2))
    warehouse.merge(EVENTS, TYPED, NOW)
    land("b", event(2), event(3))
    land("c", event(4, ts=NOW - 9 * DAY))

    with Faults(warehouse, 1000, "before") as faults:
        warehouse.merge(EVENTS, TYPED, NOW)

    assert 1000 - faults.left <= 13


@contextlib.contextmanager
def before_the_switch(warehouse: DuckDbWarehouse, act: Callable[[], object]) -> Iterator[None]:
    """Let something happen right before the manifest is written."""

    def meanwhile(params: dict[str, Any], **_: Any) -> None:
        if params["url_path"].endswith("manifest.json"):
            act()

    events = warehouse.files.client.meta.events
    events.register("before-call.s3.PutObject", meanwhile)
    try:
        yield
    finally:
        events.unregister("before-call.s3.PutObject", meanwhile)


def test_of_two_writers_at_once_one_wins_and_nothing_is_lost_or_doubled(warehouse: DuckDbWarehouse) -> None:
    land("a", event(1))
    other = DuckDbWarehouse(LakeFiles(lambda: "lake"))

    def overtake() -> None:
        land("b", event(2))
        other.merge(EVENTS, TYPED, NOW)

    with before_the_switch(warehouse, overtake), pytest.raises(BusyError):
        warehouse.merge(EVENTS, TYPED, NOW)
    warehouse.merge(EVENTS, TYPED, NOW)

    assert warehouse.rows(COUNT) == [{"n": 2, "ids": 2}]


def test_an_erasure_takes_a_shopper_out_of_every_table_and_keeps_the_order(warehouse: DuckDbWarehouse) -> None:
    order = {"order_id": "o-1", "placed_at": NOW, "received_at": NOW, "session_id": "s-1", "visitor_id": "v-1"}
    land("a", event(1), event(2, session_id="s-2", visitor_id="v-2"), event(3, session_id="s-3", visitor_id="v-1"))
    land("a", order, table="orders")
    warehouse.merge(EVENTS, TYPED, NOW)
    warehouse.merge(ORDERS, TYPED, NOW)

    assert warehouse.erase({"v-1": NOW, "s-1": NOW}, TYPED, NOW) == {"events": 2, "orders": 1}

    assert warehouse.rows("SELECT event_id FROM events") == [{"event_id": "e-2"}]
    assert warehouse.rows("SELECT order_id, session_id, visitor_id FROM orders") == [
        {"order_id": "o-1", "session_id": None, "visitor_id": None}
    ]
    assert warehouse.erase({"v-1": NOW, "s-1": NOW}, TYPED, NOW) == {}


def test_what_had_landed_of_an_erased_shopper_never_comes_in(warehouse: DuckDbWarehouse) -> None:
    order = {"order_id": "o-1", "placed_at": NOW, "received_at": NOW, "session_id": "s-1", "visitor_id": "v-1"}
    land("a", event(1), event(2, session_id="s-2", visitor_id="v-2"))

    warehouse.erase({"v-1": NOW}, TYPED, NOW)
    land("b", event(3), event(4, received_at=NOW + 1))
    land("b", order, table="orders")
    warehouse.merge(EVENTS, TYPED, NOW)
    warehouse.merge(ORDERS, TYPED, NOW)

    assert warehouse.rows("SELECT event_id FROM events ORDER BY 1") == [{"event_id": "e-2"}, {"event_id": "e-4"}]
    assert warehouse.rows("SELECT visitor_id FROM orders") == [{"visitor_id": None}]
    assert keys("landing/") == []


def test_each_is_forgotten_up_to_a_moment_of_their_own_and_an_earlier_one_takes_nothing_back(
    warehouse: DuckDbWarehouse,
) -> None:
    later = {"session_id": "s-2", "visitor_id": "v-2", "received_at": NOW + 2}
    warehouse.erase({"v-1": NOW, "v-2": NOW + 1}, TYPED, NOW)
    warehouse.erase({"v-2": NOW}, TYPED, NOW)
    land("a", event(1), event(2, **later), event(3, **later | {"received_at": NOW + 1}))

    warehouse.merge(EVENTS, TYPED, NOW)

    assert warehouse.rows("SELECT event_id FROM events") == [{"event_id": "e-2"}]


def test_an_erasure_while_a_merge_runs_wins_over_it(warehouse: DuckDbWarehouse) -> None:
    land("a", event(1))
    other = DuckDbWarehouse(LakeFiles(lambda: "lake"))

    with before_the_switch(warehouse, lambda: other.erase({"v-1": NOW}, TYPED, NOW)), pytest.raises(BusyError):
        warehouse.merge(EVENTS, TYPED, NOW)
    warehouse.merge(EVENTS, TYPED, NOW)

    assert warehouse.rows(COUNT) == [{"n": 0, "ids": 0}]


def test_it_is_told_how_fresh_the_tables_are(warehouse: DuckDbWarehouse) -> None:
    assert warehouse.merged_at() is None

    warehouse.note_merged(NOW)

    assert warehouse.merged_at() == NOW


def test_before_anything_is_merged_the_catalogues_columns_can_be_asked_for(warehouse: DuckDbWarehouse) -> None:
    assert warehouse.rows("SELECT p_percent_scrolled, day FROM events") == []
