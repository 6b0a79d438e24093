"""An expression as the SQL of the engine that runs it."""

import ibis
import ibis.expr.types as ir


def sql_of(expression: ir.Table, dialect: str) -> str:
    """Return ``expression`` as one query for ``duckdb`` or ``athena``; the same expression has always the same text."""
    return str(ibis.to_sql(expression, dialect=dialect))
