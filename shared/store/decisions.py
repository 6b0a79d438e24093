"""Decisions: ``decision#<id>`` / ``state`` holds the basis of one, from which it is decided anew. Kept 30 days.

The id is derived from session and sequence, and only the expiry depends on the moment of writing, so a decision may be
recorded any number of times. In the index ``due`` each stands under ``decided#<day>#<shard>`` and its moment, so that a
period is read without a scan; a day has several shards, since one takes no more than 1,000 writes a second.
Access patterns: ``record`` (by the table's stream), ``load`` by id, ``decided_between`` two moments.
"""

import heapq
from collections.abc import Iterable, Iterator
from itertools import groupby

from shared.domain import answers
from shared.domain.decisions import Basis
from shared.domain.errors import NotFoundError
from shared.store.batches import READ_AT_ONCE, Pause, read_all
from shared.store.schema import DUE_INDEX
from shared.store.states import BASIS
from shared.store.table import Table, key, number

KEPT_S = 30 * 86_400
DAY_MS = 86_400_000
SHARDS = 8


class DecisionStore:
    """Reads and writes what decisions were made of."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def record(self, basis: Basis, now: int) -> None:
        """Keep the basis of a verdict, grants and interventions included."""
        name = answers.decision_id(basis.session_id, basis.sequence)
        item = key(_pk(name)) | {
            "state": {"B": BASIS.write(basis)},
            "expires_at": number(now // 1000 + KEPT_S),
            "due_shard": {"S": _shard(basis.decided_at // DAY_MS, int(name[-4:], 16) % SHARDS)},
            "due_at": number(basis.decided_at),
        }
        self._table.client.put_item(TableName=self._table.name, Item=item)

    def load(self, decision_id: str, now: int) -> Basis:
        """Return the basis of a decision; raise ``NotFoundError`` when there is none, or not any more at ``now``."""
        item = self._table.client.get_item(
            TableName=self._table.name, Key=key(_pk(decision_id)), ConsistentRead=True
        ).get("Item")
        if item is None or int(item["expires_at"]["N"]) <= now // 1000:
            raise NotFoundError("there is no such decision; one is kept for 30 days, and readable 2 s after its answer")
        return BASIS.read(item["state"]["B"])

    def decided_between(self, start: int, end: int, pause: Pause) -> Iterator[Basis]:
        """Return what was decided from ``start`` to ``end`` (excluded), by moment, then session and number.

        Read a hundred at a time as they are asked for. The index follows within a second or so; ``pause`` waits before
        attempt number n at the rest of a batch, and ``BusyError`` is raised when it stays unread.
        """
        for day in range(start // DAY_MS, -(-end // DAY_MS)):
            shards = [self._entries(_shard(day, n), start, end) for n in range(SHARDS)]
            for entries in _batches(heapq.merge(*shards)):
                keys = [key(pk) for _, pk in entries]
                # A decision's record never changes, so an eventual read, at half the price, is as good.
                items = read_all(self._table, keys, pause, consistent=False)
                found = [BASIS.read(item["state"]["B"]) for item in items]
                yield from sorted(found, key=lambda basis: (basis.decided_at, basis.session_id, basis.sequence))

    def _entries(self, shard: str, start: int, end: int) -> Iterator[tuple[int, str]]:
        pages = self._table.client.get_paginator("query").paginate(
            TableName=self._table.name,
            IndexName=DUE_INDEX,
            KeyConditionExpression="due_shard = :shard AND due_at BETWEEN :start AND :last",
            ExpressionAttributeValues={":shard": {"S": shard}, ":start": number(start), ":last": number(end - 1)},
        )
        return ((int(item["due_at"]["N"]), item["pk"]["S"]) for page in pages for item in page["Items"])


def _batches(entries: Iterable[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    """Return ``entries`` in batches that are worth a read; those of one moment are never parted."""
    batch: list[tuple[int, str]] = []
    for _, same in groupby(entries, key=lambda entry: entry[0]):
        batch += same
        if len(batch) >= READ_AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _shard(day: int, n: int) -> str:
    return f"decided#{day}#{n}"


def _pk(decision_id: str) -> str:
    return f"decision#{decision_id}"
