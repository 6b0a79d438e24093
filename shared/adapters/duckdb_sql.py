"""The SQL by which DuckDB merges what has landed into a table's days, and shows the tables to a question."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from shared.adapters.sql_words import quoted, text
from shared.domain.lake_tables import DAY, LakeTable, TypedColumn

TYPES: Final = {
    "string": "VARCHAR",
    "int": "INTEGER",
    "bigint": "BIGINT",
    "double": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
}
NEIGHBOURS: Final = 2
"""Deliveries of one row are this many days apart at most: a clock corrected anew may carry it over midnight."""


def type_of(hive: str) -> str:
    """Return DuckDB's word for one of Hive's types, nested ones included."""
    if hive.startswith("array<"):
        return f"{type_of(hive[6:-1])}[]"
    if hive.startswith("struct<"):
        fields = (field.split(":") for field in hive[7:-1].split(","))
        return "STRUCT(" + ", ".join(f"{quoted(name)} {type_of(kind)}" for name, kind in fields) + ")"
    return TYPES[hive]


def texts(values: Iterable[str]) -> str:
    """Return ``values`` as a list of literals."""
    return "[" + ", ".join(text(value) for value in values) + "]"


def empty(columns: Mapping[str, str]) -> str:
    """Return a question without an answer, whose columns are those of the table."""
    return (
        "SELECT " + ", ".join(f"NULL::{type_of(kind)} AS {quoted(name)}" for name, kind in columns.items()) + " LIMIT 0"
    )


def stored(columns: Mapping[str, str], paths: Sequence[Path]) -> str:
    """Return all rows of these Parquet files under the table's columns, also those that an older file lacks."""
    if not paths:
        return empty(columns)
    files = f"SELECT * FROM read_parquet({texts(map(str, paths))}, union_by_name = true, hive_partitioning = false)"
    return f"({empty(columns)}) UNION ALL BY NAME ({files})"


def landed(table: LakeTable, lines: Sequence[Path], parquet: Sequence[Path]) -> str:
    """Return all rows of the landing objects, lines of JSON and Parquet alike."""
    columns = {column.name: column.type for column in table.columns}
    types = ", ".join(f"{text(name)}: {text(type_of(kind))}" for name, kind in columns.items())
    read = f"read_json({texts(map(str, lines))}, format = 'newline_delimited', columns = {{{types}}})"
    parts = [f"({stored(columns, parquet)})"]
    if lines:
        parts.append(f"(SELECT * FROM {read})")
    return " UNION ALL BY NAME ".join(parts)


def fresh(table: LakeTable, typed: Iterable[TypedColumn], columns: Mapping[str, str]) -> str:
    """Return the rows of ``landed`` that are new beside ``known`` (keys and days) and not ``erased``."""
    own = [quoted(column.name) for column in table.columns]
    names = ", ".join(quoted(name) for name in columns)
    present = {column.name: column for column in typed} if table.typed else {}
    typed_values = [
        f"{typed_value(present[name], columns[name])} AS {quoted(name)}" for name in columns if name in present
    ]
    key = ", ".join(quoted(name) for name in table.key)
    filled = " AND ".join(f"{quoted(name)} IS NOT NULL" for name in {*table.key, table.at})
    same = " AND ".join(f"known.{quoted(name)} = landed.{quoted(name)}" for name in table.key)
    day = f"CAST(epoch_ms({quoted(table.at)}) AS DATE)"
    values = ", ".join([*own, *typed_values, f"{day} AS {DAY}"])
    question = f"""
        SELECT {names} FROM (({empty(columns)}) UNION ALL BY NAME (
            SELECT {values} FROM landed
            WHERE {filled}
            QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY {quoted(table.received)}) = 1
        )) AS landed
        WHERE NOT EXISTS (
            SELECT 1 FROM known
            WHERE {same} AND known.{DAY} BETWEEN landed.{DAY} - {NEIGHBOURS} AND landed.{DAY} + {NEIGHBOURS}
        )"""
    if table.erasure == "delete":
        question += f" AND NOT {was_erased(table, 'landed')}"
    return question


def was_erased(table: LakeTable, alias: str) -> str:
    """Return whether a row is of a shopper who was erased after it was received."""
    return (
        f"EXISTS (SELECT 1 FROM erased WHERE erased.id IN ({alias}.session_id, {alias}.visitor_id)"
        f" AND erased.erased_at >= {alias}.{quoted(table.received)})"
    )


def forgotten(table: LakeTable, columns: Mapping[str, str], source: str) -> str:
    """Return ``source`` without the rows of erased shoppers, or with no name in them, as the table wants it."""
    names = ", ".join(f"row.{quoted(name)}" for name in columns)
    if table.erasure is None:
        return f"SELECT {names} FROM {source} AS row"
    gone = was_erased(table, "row")
    if table.erasure == "delete":
        return f"SELECT {names} FROM {source} AS row WHERE NOT {gone}"
    hidden = {"session_id", "visitor_id"}
    names = ", ".join(
        f"CASE WHEN {gone} THEN NULL ELSE row.{quoted(name)} END AS {quoted(name)}"
        if name in hidden
        else f"row.{quoted(name)}"
        for name in columns
    )
    return f"SELECT {names} FROM {source} AS row"


def typed_value(column: TypedColumn, kind: str) -> str:
    """Return a parameter as the type of its column; one that cannot be is null, and still there in ``params``."""
    paths = (text(f"$.{json.dumps(name)}") for name in column.parameters)
    found = [f"json_extract_string(params, {path})" for path in paths]
    value = found[0] if len(found) == 1 else f"coalesce({', '.join(found)})"
    return f"TRY_CAST({value} AS {type_of(kind)})"
