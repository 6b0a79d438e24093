"""The warehouse on AWS: Iceberg tables in S3 Tables, which compacts them and lets old snapshots go, through Athena.

The template gives each table its key and its day; the other columns are added here, since a template that changed
them would put a new, empty table in its place. What landed lies in Parquet for 7 days and may be merged any number of
times: an hourly merge reads the last hours, the first one of a day reads all of it.
"""

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

from shared import clients
from shared.adapters import athena_sql as sql
from shared.adapters.lake_files import LakeFiles
from shared.domain.errors import BusyError
from shared.domain.lake_tables import TABLES, LakeTable, TypedColumn

HOUR_MS: Final = 3_600_000
RECENT_MS: Final = 3 * HOUR_MS
LANDING_MS: Final = 7 * 24 * HOUR_MS
IDS_AT_ONCE: Final = 500
"""A statement is 256 KB at most, and an id 128 characters."""

STATEMENT_S: Final = 840
POLLS_S: Final = (0.1, 0.2, 0.4, 0.8, 1.6)


class QueryFailedError(RuntimeError):
    """Athena did not carry a statement out; the message is Athena's."""


class AthenaWarehouse:
    """The lake's merged tables, of which there is one writer at a time."""

    dialect = "athena"
    lease_ms: Final = 50 * 60_000
    """How long a writer may be taken to be at work: what a stopped function asked for runs on for up to 30 minutes."""

    def __init__(
        self,
        files: LakeFiles,
        *,
        workgroup: str,
        catalog: str,
        database: str,
        landing: str,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """``catalog`` and ``database`` hold the merged tables, the database ``landing`` what has landed."""
        self.files = files
        self._workgroup = workgroup
        self._context = {"Catalog": catalog, "Database": database}
        self._places = sql.Places(catalog, database, landing)
        self._sleep = sleep

    @cached_property
    def client(self) -> Any:
        return clients.client("athena")

    def merge(self, table: LakeTable, typed: Sequence[TypedColumn], now: int) -> int:
        """Take in what has landed for ``table``; return how many rows are new."""
        columns = self._grown(table, typed)
        merged_at = self.files.merged_at()
        of_today = merged_at is not None and merged_at // (24 * HOUR_MS) == now // (24 * HOUR_MS)
        since = min(merged_at, now) - RECENT_MS if of_today and merged_at is not None else now - LANDING_MS
        statement = sql.merge(table, typed, columns, self._places, since=since, now=now)
        return self._finished(self._start(statement)).get("UpdateCount", 0)

    def erase(self, erased: Mapping[str, int], typed: Sequence[TypedColumn], now: int) -> dict[str, int]:
        """Forget sessions and visitors, each up to a moment; return the rows by table. It may be done twice.

        For 30 days nothing of theirs that was received by then is taken in again; what has landed is gone in 7.
        """
        gone = dict.fromkeys((table.name for table in TABLES.values() if table.erasure), 0)
        ordered = sorted(erased.items())
        for n in range(0, len(ordered), IDS_AT_ONCE):
            some = dict(ordered[n : n + IDS_AT_ONCE])
            self._finished(self._start(sql.remember(some, self._places)))
            for name in gone:
                self._grown(TABLES[name], typed)
                found = self._answer(self._start(sql.count_of(TABLES[name], some, self._places)))
                if found[0]["n"]:
                    self._finished(self._start(sql.forget(TABLES[name], some, self._places)))
                    gone[name] += found[0]["n"]
        self._finished(self._start(sql.no_more_remember(self._places, now)))
        return {name: count for name, count in gone.items() if count}

    def note_merged(self, now: int) -> None:
        """Remember that all that had landed by ``now`` is taken in."""
        self.files.note_merged(now)

    def merged_at(self) -> int | None:
        """Return up to when (epoch ms) what landed is taken in, or ``None`` before the first time."""
        return self.files.merged_at()

    def rows(self, question: str, within_s: float = 20) -> list[dict[str, Any]]:
        """Return the answer to a question in Athena's SQL, whose tables are the lake's; dates as ``YYYY-MM-DD``.

        The same question between two merges is asked once: who comes again gets the answer that is there or on its way.
        Raises ``BusyError`` when it is not there ``within_s`` seconds, ``QueryFailedError`` when it failed twice.
        """
        once = f"{self.merged_at()} {question}"
        try:
            return self._answer(self._start(question, ClientRequestToken=_token(once)), within_s)
        except QueryFailedError:
            # By its token Athena would tell of the failure until the next merge, though it may long have passed.
            return self._answer(self._start(question, ClientRequestToken=_token(f"again {once}")), within_s)

    def _grown(self, table: LakeTable, typed: Sequence[TypedColumn]) -> dict[str, str]:
        """Return the table's columns, after those are added that it lacks. What it has stays as it is typed."""
        probe = self._start(f"SELECT * FROM {self._places.merged(table.name)} LIMIT 0")
        there = {column["Name"] for column in self._finished(probe)["ResultSet"]["ResultSetMetadata"]["ColumnInfo"]}
        wanted = table.merged(typed)
        if lacking := {name: kind for name, kind in wanted.items() if name not in there}:
            self._finished(self._start(sql.add_columns(table.name, lacking)))
        return wanted

    def _start(self, statement: str, **options: str) -> str:
        return self.client.start_query_execution(
            QueryString=statement, QueryExecutionContext=self._context, WorkGroup=self._workgroup, **options
        )["QueryExecutionId"]

    def _finished(self, query: str, within_s: float = STATEMENT_S) -> dict[str, Any]:
        """Return the first page of a statement's results once it is done."""
        waited, polls = 0.0, iter(POLLS_S)
        while True:
            status = self.client.get_query_execution(QueryExecutionId=query)["QueryExecution"]["Status"]
            if status["State"] == "SUCCEEDED":
                return self.client.get_query_results(QueryExecutionId=query)
            if status["State"] in {"FAILED", "CANCELLED"}:
                raise QueryFailedError(status.get("StateChangeReason", status["State"]))
            if waited >= within_s:
                raise BusyError("the question is still being answered; ask it again", retry_after_s=5)
            pause = next(polls, POLLS_S[-1])
            self._sleep(pause)
            waited += pause

    def _answer(self, query: str, within_s: float = STATEMENT_S) -> list[dict[str, Any]]:
        page = self._finished(query, within_s)
        columns = page["ResultSet"]["ResultSetMetadata"]["ColumnInfo"]
        texts = [row["Data"] for each in self._pages(query, page) for row in each["ResultSet"]["Rows"]]
        # The first row of a question's answer repeats the columns' names.
        return [
            {
                column["Name"]: _value(cell.get("VarCharValue"), column["Type"])
                for column, cell in zip(columns, row, strict=True)
            }
            for row in texts[1:]
        ]

    def _pages(self, query: str, page: dict[str, Any]) -> Iterator[dict[str, Any]]:
        yield page
        while token := page.get("NextToken"):
            page = self.client.get_query_results(QueryExecutionId=query, NextToken=token)
            yield page


def _token(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _value(text: str | None, kind: str) -> Any:
    """Return a cell, of which Athena gives the text, as JSON knows it."""
    if text is None:
        return None
    match kind:
        case "tinyint" | "smallint" | "integer" | "int" | "bigint":
            return int(text)
        case "double" | "float" | "real" | "decimal":
            return float(text)
        case "boolean":
            return text == "true"
    return text
