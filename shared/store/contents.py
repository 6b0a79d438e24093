"""Contents: what may be too large for one item (400 KB), in parts: ``<pk>`` / ``part#<id>#<n>``.

A content is written once, under an id of its own, and only then named by the item that it belongs to; so nobody reads
half of it, and what a crash leaves behind is never named. Access patterns: ``put``, ``load``, ``delete``.
"""

from dataclasses import dataclass

from shared.store.batches import Pause, delete_all, put_all, read_all
from shared.store.table import Attributes, StateError, Table, key, number

PART_BYTES = 350_000


@dataclass(frozen=True, slots=True)
class Written:
    """A content that was put: its id and how many parts it has."""

    content_id: str
    parts: int

    def named(self, kind: str) -> Attributes:
        """The attributes by which an item names it."""
        return {f"{kind}_id": {"S": self.content_id}, f"{kind}_parts": number(self.parts)}


class ContentStore:
    """Writes and reads contents under one partition key each."""

    def __init__(self, table: Table, pause: Pause) -> None:
        """``pause`` waits before attempt number n at the rest of a batch."""
        self._table = table
        self._pause = pause

    def put(self, pk: str, content_id: str, raw: bytes) -> Written:
        """Write ``raw``; raise ``BusyError`` when the table keeps refusing."""
        parts = [raw[n : n + PART_BYTES] for n in range(0, len(raw), PART_BYTES)] or [b""]
        items = [_key(pk, content_id, n) | {"part": {"B": part}} for n, part in enumerate(parts)]
        put_all(self._table, items, self._pause)
        return Written(content_id, len(parts))

    def load(self, pk: str, content_id: str, parts: int) -> bytes:
        """Return what was put; raise ``StateError`` when a part is missing, ``BusyError`` when it cannot be read."""
        items = read_all(self._table, _keys(pk, content_id, parts), self._pause)
        if len(items) != parts:
            raise StateError(f"{parts - len(items)} of {parts} parts are missing")
        items.sort(key=lambda item: item["sk"]["S"])
        return b"".join(bytes(item["part"]["B"]) for item in items)

    def delete(self, pk: str, content_id: str, parts: int) -> None:
        """Delete all parts, there or not."""
        delete_all(self._table, _keys(pk, content_id, parts), self._pause)


def _keys(pk: str, content_id: str, parts: int) -> list[Attributes]:
    return [_key(pk, content_id, n) for n in range(parts)]


def _key(pk: str, content_id: str, n: int) -> Attributes:
    return key(pk, f"part#{content_id}#{n:03}")
