"""An expression as the SQL of the engine that runs it."""

from typing import Literal

import ibis
import ibis.expr.types as ir

Dialect = Literal["duckdb", "athena"]


def sql_of(expression: ir.Table, dialect: Dialect) -> str:
    """Return ``expression`` as one query; the same expression always gives the same text."""
    return str(ibis.to_sql(expression, dialect=dialect))
