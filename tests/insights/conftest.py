"""A lake of a few rows, in DuckDB, asked by the very expressions that the reports are made of."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pytest
from ibis import Table

from shared.domain.lake_tables import TABLES
from shared.domain.reports.period import Period, period_of
from shared.insights.lake import columns
from shared.insights.sql import sql_of

ROME = ZoneInfo("Europe/Rome")
MINUTE = 60_000
HOUR = 60 * MINUTE
# Monday 16 November 2026, midnight in Rome.
MONDAY = 1_794_783_600_000
DAY = 24 * HOUR
WEEK: Period = period_of(date(2026, 11, 16), date(2026, 11, 22), ROME)

STAGES = {
    "page_view": "awareness",
    "view_item": "interest",
    "scroll": "consideration",
    "use_size_chart": "consideration",
    "add_to_cart": "cart",
    "view_cart": "cart",
    "begin_checkout": "checkout",
    "purchase": "purchase",
    "refund": "purchase",
    "sign_up": "loyalty",
}
_TYPES = {"string": "VARCHAR", "int": "INTEGER", "array<string>": "VARCHAR[]"}


class Lake:
    """The merged tables; what a row does not say is null."""

    def __init__(self) -> None:
        self.database = duckdb.connect()
        self.rows = 0
        for table in TABLES:
            told = {name: kind for name, kind in columns(table).items() if "struct" not in kind}
            shaped = ", ".join(f'"{name}" {_TYPES.get(kind, kind)}' for name, kind in told.items())
            self.database.execute(f"CREATE TABLE {table} ({shaped})")

    def event(self, visitor: str, name: str, ts: int, **more: Any) -> None:
        """Put an event, accepted a second after it happened, in the visitor's one session."""
        self.rows += 1
        row = {
            "event_id": f"e-{self.rows}",
            "event_name": name,
            "catalogue_version": 1,
            "category": "intervention" if name.startswith("intervention_") else "product",
            "stage": STAGES.get(name, "consideration"),
            "ts": ts,
            "client_ts": ts,
            "received_at": ts + 1000,
            "late": False,
            "bot": False,
            "session_id": f"s-{visitor}",
            "visitor_id": visitor,
            "missing": [],
        }
        self.put("events", row | more, ts)

    def visit(self, visitor: str, start: int, *names: str) -> None:
        """Put one event per name, a minute apart."""
        for n, name in enumerate(names):
            self.event(visitor, name, start + n * MINUTE)

    def order(self, visitor: str | None, ts: int, total: int, **more: Any) -> None:
        self.rows += 1
        row = {"order_id": f"o-{self.rows}", "placed_at": ts, "visitor_id": visitor, "currency": "EUR", "total": total}
        self.put("orders", row | more, ts)

    def refusal(self, ts: int, name: str | None, code: str, **more: Any) -> None:
        self.rows += 1
        row = {"failed_id": f"f-{self.rows}", "received_at": ts, "event_name": name, "code": code, "bot": False}
        self.put("failed", row | {"path": "$.event_name", "catalogue_version": 1} | more, ts)

    def put(self, table: str, row: Mapping[str, Any], at: int) -> None:
        told = {**row, "day": datetime.fromtimestamp(at // 1000, UTC).date()}
        names = ", ".join(f'"{name}"' for name in told)
        places = ", ".join("?" * len(told))
        self.database.execute(f"INSERT INTO {table} ({names}) VALUES ({places})", [*told.values()])  # noqa: S608 - ours

    def ask(self, expression: Table) -> list[dict[str, Any]]:
        found = self.database.execute(sql_of(expression, "duckdb"))
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


@pytest.fixture
def lake() -> Lake:
    return Lake()
