"""A shopper's rows in the lake's merged tables: counted for an erasure's receipt, read for an export.

Every row that names a session names its visitor too, so visitors are all that has to be asked for. The questions are
words that DuckDB and Athena share, but for lists, of which Athena gives a text unless it is asked for JSON.
"""

import json
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any, Final

from shared.adapters.sql_words import quoted, text
from shared.domain.lake_tables import TABLES, LakeTable

if TYPE_CHECKING:
    from shared.adapters.athena_warehouse import AthenaWarehouse
    from shared.adapters.duckdb_warehouse import DuckDbWarehouse

AT_ONCE: Final = 2_000
"""Rows of one answer: a few MB."""

IDS_AT_ONCE: Final = 500
WITHIN_S: Final = 120
THEIRS: Final = tuple(table for table in TABLES.values() if table.erasure)
"""The tables that name shoppers."""

JSON_TEXTS: Final = ("params",)


class ShopperRows:
    """Asks the lake what it has of shoppers."""

    def __init__(self, warehouse: "AthenaWarehouse | DuckDbWarehouse") -> None:
        self._warehouse = warehouse

    def count(self, visitor_ids: Collection[str], until: int) -> dict[str, int]:
        """Return how many merged rows each table has of these visitors that were received by ``until``."""
        found = dict.fromkeys((table.name for table in THEIRS), 0)
        for table in THEIRS:
            for theirs in _conditions(visitor_ids):
                where = f"{theirs} AND {table.received} <= {until}"
                answer = self._warehouse.rows(f"SELECT count(*) AS n FROM {table.name} WHERE {where}", WITHIN_S)  # noqa: S608 - ours
                found[table.name] += answer[0]["n"]
        return found

    def rows(self, table: LakeTable, visitor_ids: Collection[str], mark: str) -> Iterator[dict[str, Any]]:
        """Return these visitors' rows of a table as they were landed, by time, a few at a time as they are asked for.

        ``mark`` makes the question one of its own: Athena would answer one that was asked before from what it kept.
        """
        columns = ", ".join(self._column(column.name, column.type) for column in table.columns)
        order = ", ".join((table.at, *table.key))
        for theirs in _conditions(visitor_ids):
            beyond = ""
            while True:
                question = (
                    f"SELECT {columns} FROM {table.name} WHERE {theirs}{beyond}"  # noqa: S608 - names of ours, quoted values
                    f" ORDER BY {order} LIMIT {AT_ONCE} /* {mark} */"
                )
                found = self._warehouse.rows(question, WITHIN_S)
                yield from (self._readable(table, row) for row in found)
                if len(found) < AT_ONCE:
                    break
                beyond = f" AND {_after(table, found[-1])}"

    def _column(self, name: str, kind: str) -> str:
        column = quoted(name)
        if kind.startswith("array<") and self._warehouse.dialect == "athena":
            return f"json_format(CAST({column} AS JSON)) AS {column}"
        return column

    def _readable(self, table: LakeTable, row: dict[str, Any]) -> dict[str, Any]:
        texts = {column.name for column in table.columns if column.type.startswith("array<")} | {*JSON_TEXTS}
        return {
            name: json.loads(value) if name in texts and isinstance(value, str) else value
            for name, value in row.items()
            if value is not None
        }


def _conditions(visitor_ids: Collection[str]) -> Iterator[str]:
    ordered = sorted(visitor_ids)
    for n in range(0, len(ordered), IDS_AT_ONCE):
        yield f"visitor_id IN ({', '.join(map(text, ordered[n : n + IDS_AT_ONCE]))})"


def _after(table: LakeTable, row: dict[str, Any]) -> str:
    """Return the condition of whatever comes after ``row``; a key is of texts."""
    at, (key,) = row[table.at], table.key
    return f"({table.at} > {at} OR ({table.at} = {at} AND {key} > {text(row[key])}))"
