"""The SQL by which Athena merges what has landed into the Iceberg tables, lets them grow, and forgets shoppers.

The statements about rows are Trino's, which Athena's engine 3 is; those about columns are Hive's. Names are those of
our own tables and values are quoted.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from shared.adapters.sql_words import quoted, text
from shared.domain.lake_tables import DAY, ERASED_DAYS, LakeTable, TypedColumn

ERASED: Final = "erased"
"""The table of who was erased: ``id`` of a session or a visitor, ``erased_at``."""

NEIGHBOURS: Final = 2
"""Deliveries of one row are this many days apart at most: a clock corrected anew may carry it over midnight."""

OLDEST_DAYS: Final = 33
"""An event is 30 days old at most when it is received, and lands within two days more."""

_TRINO: Final = {"string": "varchar", "int": "integer"}
_DAY_MS: Final = 86_400_000


@dataclass(frozen=True, slots=True)
class Places:
    """Where the tables are: the catalog and database of the merged ones, the database of what has landed."""

    catalog: str
    database: str
    landing: str

    def merged(self, table: str) -> str:
        """Return the full name of a merged table."""
        return ".".join(map(quoted, (self.catalog, self.database, table)))

    def landed(self, table: str) -> str:
        """Return the full name of what has landed of a table."""
        return ".".join(map(quoted, ("awsdatacatalog", self.landing, table)))


def add_columns(table: str, columns: Mapping[str, str]) -> str:
    """Return the statement that gives a table more columns, in Hive's words."""
    return f"ALTER TABLE `{table}` ADD COLUMNS (" + ", ".join(f"`{n}` {kind}" for n, kind in columns.items()) + ")"


def hour_of(moment: int) -> str:
    """Return the landing folder of a moment (epoch ms)."""
    return f"{datetime.fromtimestamp(moment / 1000, UTC):%Y/%m/%d/%H}"


def merge(
    table: LakeTable, typed: Iterable[TypedColumn], columns: Mapping[str, str], places: Places, *, since: int, now: int
) -> str:
    """Return the statement that takes in what has landed since ``since`` and is new; rows that are there stay."""
    key = ", ".join(quoted(name) for name in table.key)
    present = {column.name: column for column in typed} if table.typed else {}
    names = [name for name in columns if name in present or name == DAY or any(c.name == name for c in table.columns)]
    values = ", ".join(f"{_value(table, name, columns[name], present)} AS {quoted(name)}" for name in names)
    filled = " AND ".join(f"{quoted(name)} IS NOT NULL" for name in dict.fromkeys((*table.key, table.at)))
    first = f"row_number() OVER (PARTITION BY {key} ORDER BY {quoted(table.received)})"
    landed = (
        f"SELECT *, {first} AS delivery FROM {places.landed(table.name)}"
        f' WHERE "hour" >= {text(hour_of(since))} AND {filled}'
    )
    source = f"SELECT {values} FROM ({landed}) AS fresh{_joined(table, places)} WHERE fresh.delivery = 1"
    if table.erasure == "delete":
        source += f" AND NOT {_gone(table)}"
    same = " AND ".join(f"kept.{quoted(name)} = landed.{quoted(name)}" for name in table.key)
    oldest = datetime.fromtimestamp(now / 1000, UTC).date() - timedelta(days=OLDEST_DAYS)
    near = f"INTERVAL '{NEIGHBOURS}' DAY"
    return (
        f"MERGE INTO {places.merged(table.name)} AS kept USING ({source}) AS landed"
        f" ON {same} AND kept.{DAY} BETWEEN landed.{DAY} - {near} AND landed.{DAY} + {near}"
        f" AND kept.{DAY} >= DATE '{oldest}'"
        f" WHEN NOT MATCHED THEN INSERT ({', '.join(map(quoted, names))})"
        f" VALUES ({', '.join(f'landed.{quoted(name)}' for name in names)})"
    )


def remember(erased: Mapping[str, int], places: Places) -> str:
    """Return the statement that notes who is erased, and at which moment each."""
    rows = ", ".join(f"({text(name)}, {at})" for name, at in sorted(erased.items()))
    return f"INSERT INTO {places.merged(ERASED)} (id, erased_at) VALUES {rows}"


def no_more_remember(places: Places, now: int) -> str:
    """Return the statement that lets go of who was erased so long ago that nothing of theirs can be on its way."""
    return f"DELETE FROM {places.merged(ERASED)} WHERE erased_at < {now - ERASED_DAYS * _DAY_MS}"


def count_of(table: LakeTable, erased: Mapping[str, int], places: Places) -> str:
    """Return the question how many rows of a table are of these sessions and visitors."""
    return f"SELECT count(*) AS n FROM {places.merged(table.name)} WHERE {_theirs(table, erased)}"


def forget(table: LakeTable, erased: Mapping[str, int], places: Places) -> str:
    """Return the statement that takes their rows out of a table, or only their names where the table keeps the rows."""
    where = _theirs(table, erased)
    if table.erasure == "delete":
        return f"DELETE FROM {places.merged(table.name)} WHERE {where}"
    return f"UPDATE {places.merged(table.name)} SET session_id = NULL, visitor_id = NULL WHERE {where}"


def _theirs(table: LakeTable, erased: Mapping[str, int]) -> str:
    """Return whether a row is of one of them and was received by the moment at which they are erased."""
    together: dict[int, list[str]] = {}
    for name, at in sorted(erased.items()):
        together.setdefault(at, []).append(text(name))
    received = quoted(table.received)
    return " OR ".join(
        f"((session_id IN ({', '.join(names)}) OR visitor_id IN ({', '.join(names)})) AND {received} <= {at})"
        for at, names in together.items()
    )


def _joined(table: LakeTable, places: Places) -> str:
    if table.erasure is None:
        return ""
    erased = f"SELECT id, max(erased_at) AS erased_at FROM {places.merged(ERASED)} GROUP BY id"
    return "".join(
        f" LEFT JOIN ({erased}) AS by_{name} ON by_{name}.id = fresh.{name}_id" for name in ("session", "visitor")
    )


def _gone(table: LakeTable) -> str:
    received = f"fresh.{quoted(table.received)}"
    return f"(coalesce(by_session.erased_at, -1) >= {received} OR coalesce(by_visitor.erased_at, -1) >= {received})"


def _value(table: LakeTable, name: str, kind: str, present: Mapping[str, TypedColumn]) -> str:
    if name == DAY:
        return f"CAST(from_unixtime(fresh.{quoted(table.at)} / 1000, 'UTC') AS date)"
    if name in present:
        paths = [text(f"$[{json.dumps(parameter)}]") for parameter in present[name].parameters]
        found = [f"json_extract_scalar(fresh.params, {path})" for path in paths]
        value = found[0] if len(found) == 1 else f"coalesce({', '.join(found)})"
        return f"TRY_CAST({value} AS {_TRINO.get(kind, kind)})"
    if table.erasure == "forget" and name in {"session_id", "visitor_id"}:
        return f"CASE WHEN {_gone(table)} THEN NULL ELSE fresh.{quoted(name)} END"
    return f"fresh.{quoted(name)}"
