"""Athena is asked, waited for and read; its answers become values."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.stub import ANY, Stubber

from shared.adapters.athena_warehouse import AthenaWarehouse, QueryFailedError
from shared.adapters.lake_files import LakeFiles
from shared.domain.errors import BusyError
from shared.domain.lake_tables import DECISIONS, ITEMS
from tests.factories import NOW

DAY = 86_400_000
PLACE = {"Catalog": "s3tablescatalog/microlift-dev", "Database": "microlift"}


class Athena:
    """Athena by a stub: each statement is expected, and answered as it is told."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self.warehouse = AthenaWarehouse(
            LakeFiles(lambda: "lake"),
            workgroup="microlift-dev",
            catalog=PLACE["Catalog"],
            database=PLACE["Database"],
            landing="microlift_dev_landing",
            sleep=self.slept.append,
        )
        client = boto3.client("athena")
        self.stub = Stubber(client)
        self.warehouse.__dict__["client"] = client

    def expect(
        self,
        *states: str,
        columns: dict[str, str] | None = None,
        rows: tuple[tuple[str | None, ...], ...] = (),
        statement: Any = ANY,
        **more: Any,
    ) -> None:
        asked = {"QueryString": statement, "QueryExecutionContext": PLACE, "WorkGroup": "microlift-dev"}
        self.stub.add_response("start_query_execution", {"QueryExecutionId": "q-1"}, asked | more)
        for state in states:
            status = {"State": state, "StateChangeReason": "no such column"}
            self.stub.add_response("get_query_execution", {"QueryExecution": {"Status": status}})
        if states[-1] == "SUCCEEDED":
            self.results(columns or {}, rows)

    def results(
        self, columns: dict[str, str], rows: tuple[tuple[str | None, ...], ...], token: str | None = None
    ) -> None:
        described = [{"Name": name, "Type": kind} for name, kind in columns.items()]
        texts = [{"Data": [{} if cell is None else {"VarCharValue": cell} for cell in row]} for row in rows]
        page = {"ResultSet": {"ResultSetMetadata": {"ColumnInfo": described}, "Rows": texts}, "UpdateCount": 3}
        self.stub.add_response("get_query_results", page | ({"NextToken": token} if token else {}))


@pytest.fixture
def athena(aws: None) -> Iterator[Athena]:
    made = Athena()
    with made.stub:
        yield made
    made.stub.assert_no_pending_responses()


def test_an_answer_is_typed(athena: Athena) -> None:
    columns = {"name": "varchar", "n": "bigint", "share": "double", "late": "boolean", "day": "date"}
    rows = (tuple(columns), ("a", "2", "0.5", "true", "2026-11-22"), (None, None, None, None, None))
    athena.expect("SUCCEEDED", columns=columns, rows=rows, ClientRequestToken=ANY)

    assert athena.warehouse.rows("SELECT 1") == [
        {"name": "a", "n": 2, "share": 0.5, "late": True, "day": "2026-11-22"},
        {"name": None, "n": None, "share": None, "late": None, "day": None},
    ]


def test_an_answer_of_many_pages_is_read_whole(athena: Athena) -> None:
    asked = {"QueryString": ANY, "QueryExecutionContext": PLACE, "WorkGroup": ANY, "ClientRequestToken": ANY}
    athena.stub.add_response("start_query_execution", {"QueryExecutionId": "q-1"}, asked)
    athena.stub.add_response("get_query_execution", {"QueryExecution": {"Status": {"State": "SUCCEEDED"}}})
    athena.results({"n": "bigint"}, (("n",), ("1",)), token="more")
    athena.results({"n": "bigint"}, (("2",),))

    assert athena.warehouse.rows("SELECT n") == [{"n": 1}, {"n": 2}]


def test_a_question_that_takes_too_long_is_to_be_asked_again(athena: Athena) -> None:
    athena.expect("QUEUED", "RUNNING", "RUNNING", "RUNNING", ClientRequestToken=ANY)

    with pytest.raises(BusyError):
        athena.warehouse.rows("SELECT 1", within_s=0.7)

    assert athena.slept == [0.1, 0.2, 0.4]


def test_a_question_that_fails_is_asked_once_more_by_another_token(athena: Athena) -> None:
    tokens: list[str] = []
    athena.stub.client.meta.events.register(
        "provide-client-params.athena.StartQueryExecution",
        lambda params, **_: tokens.append(params["ClientRequestToken"]),
    )
    athena.expect("FAILED", ClientRequestToken=ANY)
    athena.expect("SUCCEEDED", columns={"n": "bigint"}, rows=(("n",), ("1",)), ClientRequestToken=ANY)

    assert athena.warehouse.rows("SELECT 1 AS n") == [{"n": 1}]
    assert len(set(tokens)) == 2


def test_a_question_that_fails_twice_says_why(athena: Athena) -> None:
    athena.expect("FAILED", ClientRequestToken=ANY)
    athena.expect("FAILED", ClientRequestToken=ANY)

    with pytest.raises(QueryFailedError, match="no such column"):
        athena.warehouse.rows("SELECT nothing")


def test_a_table_is_given_the_columns_it_lacks_before_it_is_merged(athena: Athena) -> None:
    added = "`price` bigint, `currency` string, `stock` bigint, `category` string, `brand` string"
    added += ", `tags` array<string>, `margin_floor` bigint"
    athena.expect("SUCCEEDED", columns={"item_id": "varchar", "changed_at": "bigint", "day": "date"})
    athena.expect("SUCCEEDED", statement=f"ALTER TABLE `items` ADD COLUMNS ({added})")
    athena.expect("RUNNING", "SUCCEEDED")

    assert athena.warehouse.merge(ITEMS, (), NOW) == 3


def test_a_table_that_has_them_all_is_merged_at_once(athena: Athena) -> None:
    athena.expect("SUCCEEDED", columns=dict.fromkeys(DECISIONS.merged(()), "varchar"))
    athena.expect("SUCCEEDED")

    assert athena.warehouse.merge(DECISIONS, (), NOW) == 3


@pytest.mark.parametrize(
    ("merged_at", "since"),
    [(None, "2026/11/15/09"), (NOW - DAY, "2026/11/15/09"), (NOW - 3_600_000, "2026/11/22/05")],
    ids=["the first", "the first of a day", "an hourly one"],
)
def test_a_merge_reads_the_last_hours_and_once_a_day_all_that_landed(
    athena: Athena, merged_at: int | None, since: str
) -> None:
    if merged_at is not None:
        athena.warehouse.note_merged(merged_at)
    statements: list[str] = []
    athena.stub.client.meta.events.register(
        "provide-client-params.athena.StartQueryExecution", lambda params, **_: statements.append(params["QueryString"])
    )
    athena.expect("SUCCEEDED", columns=dict.fromkeys(ITEMS.merged(()), "varchar"))
    athena.expect("SUCCEEDED")

    athena.warehouse.merge(ITEMS, (), NOW)

    assert f"\"hour\" >= '{since}'" in statements[-1]
