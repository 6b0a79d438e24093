"""Reminders by their moment, through the ``due`` index: what the sweeps work off, and what the dashboard shows.

The index holds keys only and lags a little behind; so every reminder listed is read itself. Access patterns:
``due_before`` a moment by kind, ``planned`` and ``past`` for the dashboard.
"""

from collections.abc import Iterator, Sequence
from typing import get_args

from shared.domain.reminders import Kind, Reminder
from shared.store.batches import Pause, read_all
from shared.store.reminders import OVER, SHARDS, reminder_of
from shared.store.schema import DUE_INDEX
from shared.store.table import Attributes, Table, number

FOREVER = 10**15


class ReminderLists:
    """Lists reminders."""

    def __init__(self, table: Table, pause: Pause) -> None:
        """``pause`` waits before attempt number n to read the rest is made."""
        self._table = table
        self._pause = pause

    def due_before(self, kind: Kind, moment: int) -> Iterator[list[Reminder]]:
        """Return, page by page, the reminders of ``kind`` that somebody should have looked at by ``moment``."""
        for shard in range(SHARDS):
            request = self._request(f"{kind}#{shard}", moment)
            for page in self._table.client.get_paginator("query").paginate(**request):
                yield self._read(page["Items"])

    def planned(self, limit: int) -> list[Reminder]:
        """Return the reminders that wait or are being sent, the next one first."""
        names = [f"{kind}#{shard}" for kind in get_args(Kind) for shard in range(SHARDS)]
        return sorted(self._first(names, limit, ascending=True), key=lambda reminder: reminder.due_at)[:limit]

    def past(self, limit: int) -> list[Reminder]:
        """Return the reminders that are over, the latest first."""
        names = [f"{OVER}#{shard}" for shard in range(SHARDS)]
        return sorted(self._first(names, limit, ascending=False), key=lambda reminder: -reminder.due_at)[:limit]

    def _first(self, names: Sequence[str], limit: int, *, ascending: bool) -> list[Reminder]:
        entries: list[Attributes] = []
        for name in names:
            request = self._request(name, FOREVER) | {"ScanIndexForward": ascending, "Limit": limit}
            entries += self._table.client.query(**request)["Items"]
        return self._read(entries)

    def _read(self, entries: Sequence[Attributes]) -> list[Reminder]:
        keys = {(entry["pk"]["S"], entry["sk"]["S"]): {n: entry[n] for n in ("pk", "sk")} for entry in entries}
        return [reminder_of(item) for item in read_all(self._table, list(keys.values()), self._pause)]

    def _request(self, name: str, moment: int) -> dict[str, object]:
        return {
            "TableName": self._table.name,
            "IndexName": DUE_INDEX,
            "KeyConditionExpression": "due_shard = :shard AND due_at <= :moment",
            "ExpressionAttributeValues": {":shard": {"S": name}, ":moment": number(moment)},
        }
