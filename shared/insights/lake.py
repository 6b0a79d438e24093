"""The lake's tables as ibis expressions, cut to the days of a report.

Nothing is connected here: expressions are compiled to SQL, and the warehouse runs it. What they use is compiled alike
for DuckDB and Athena; ``FILTER`` beside ``OVER`` is not (Athena's Trino refuses it), so windows count by cases.
"""

import re
from typing import Any

import ibis
import ibis.expr.types as ir

from shared.domain.lake_tables import TABLES
from shared.domain.reports.period import Period

# Hive's words for types, in ibis' words.
_TYPES = {"string": "string", "int": "int32", "bigint": "int64", "double": "float64", "boolean": "boolean"}
# The parameters that the reports read; the catalogue types more.
TYPED = {"p_rule": "string", "p_type": "string"}


def columns(name: str) -> dict[str, str]:
    """Return the columns of a merged table that the reports may read, by name, in Hive's types."""
    source = TABLES[name]
    return {each.name: each.type for each in source.columns} | (TYPED if source.typed else {}) | {"day": "date"}


def table(name: str) -> ir.Table:
    """Return the merged table of this name."""
    return ibis.table({column: _ibis_type(hive) for column, hive in columns(name).items()}, name=name)


def within(source: ir.Table, at: str, period: Period, before_ms: int = 0, after_ms: int = 0) -> ir.Table:
    """Return the rows of a merged table whose time ``at`` lies in the period, or so little before or after it.

    ``day`` is asked for besides, so that only the days' files are read.
    """
    first, last = period.utc_days(before_ms, after_ms)
    return source.filter(
        source.day.between(ibis.date(first.isoformat()), ibis.date(last.isoformat())),
        source[at] >= period.begins_at - before_ms,
        source[at] < period.ends_at + after_ms,
    )


def people(source: ir.Table, *, bots: bool) -> ir.Table:
    """Return the rows that people made, or all of them."""
    return source if bots else source.filter(~source.bot.fill_null(False))


def when(condition: ir.BooleanValue, value: Any) -> Any:
    """Return ``value`` where the condition holds, else null; ibis knows its type, a type checker does not."""
    return ibis.cases((condition, value))


def day_index(moment: Any, period: Period) -> ir.Value:
    """Return which of the period's days ``moment`` (epoch ms, within the period) lies on, from 0."""
    later = [(moment >= midnight, n) for n, midnight in enumerate(period.midnights[:-1])]
    return ibis.cases(*reversed(later))


def _ibis_type(hive: str) -> str:
    return re.sub(r"\b(string|int|bigint|double|boolean)\b(?!:)", lambda found: _TYPES[found[0]], hive)
