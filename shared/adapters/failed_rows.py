"""The rejected events in the lake's merged table, read for a replay."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from shared.adapters.sql_words import text
from shared.domain.failed_replays import FailedReplay

if TYPE_CHECKING:
    from shared.adapters.athena_warehouse import AthenaWarehouse
    from shared.adapters.duckdb_warehouse import DuckDbWarehouse

AT_ONCE: Final = 5_000
"""Rows of one answer: a few MB."""

WITHIN_S: Final = 300


class FailedRows:
    """Asks the lake for rejected events."""

    def __init__(self, warehouse: "AthenaWarehouse | DuckDbWarehouse") -> None:
        self._warehouse = warehouse

    def pages(self, order: FailedReplay) -> Iterator[list[dict[str, Any]]]:
        """Return the rows that ``order`` asks for, by the time of their receipt, a few at a time as they are read."""
        after = None
        while page := self._warehouse.rows(_question(order, after), WITHIN_S):
            yield page
            if len(page) < AT_ONCE:
                return
            after = page[-1]["received_at"], page[-1]["failed_id"]


def _question(order: FailedReplay, after: tuple[int, str] | None) -> str:
    where = f"received_at >= {order.start} AND received_at <= {order.end}"
    if order.code:
        where += f" AND code = {text(order.code)}"
    if after:
        at, last = after
        where += f" AND (received_at > {at} OR (received_at = {at} AND failed_id > {text(last)}))"
    columns = "failed_id, received_at, session_id, visitor_id, bot, source, code, event"
    return f"SELECT {columns} FROM failed WHERE {where} ORDER BY received_at, failed_id LIMIT {AT_ONCE}"  # noqa: S608 - numbers and quoted texts
