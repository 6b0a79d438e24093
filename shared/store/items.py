"""Items of record: ``item#<id>`` / ``state``. Access patterns: many by id (through a container cache), many written."""

from collections.abc import Callable, Iterable, Sequence

from shared.domain.errors import BusyError
from shared.domain.items import Item
from shared.store.table import Attributes, Packed, Table, key

KNOWN_MS = 60_000
UNKNOWN_MS = 5_000
CACHED_ITEMS = 20_000
READ_AT_ONCE = 100
WRITTEN_AT_ONCE = 25
ATTEMPTS = 5

_ITEM = Packed(Item)


class ItemStore:
    """Reads and writes items; a read is at most 60 s old, and 5 s for an item that was unknown."""

    def __init__(self, table: Table, pause: Callable[[int], None]) -> None:
        """``pause`` waits before attempt number n is repeated."""
        self._table = table
        self._pause = pause
        self._cache: dict[str, tuple[int, Item | None]] = {}

    def known(self, item_ids: Iterable[str], now: int) -> dict[str, Item]:
        """Return those of ``item_ids`` that the shop has told us, by id."""
        wanted = set(item_ids)
        missing = sorted(item_id for item_id in wanted if not self._is_fresh(item_id, now))
        if missing:
            self._read(missing, now)
        return {item_id: item for item_id in wanted if (item := self._cache[item_id][1])}

    def forget(self) -> None:
        """Read everything anew from now on."""
        self._cache.clear()

    def put(self, items: Sequence[Item]) -> None:
        """Write ``items``, each replacing what was known of it; raise ``BusyError`` when the table keeps refusing."""
        for n in range(0, len(items), WRITTEN_AT_ONCE):
            requests = [{"PutRequest": {"Item": _attributes(item)}} for item in items[n : n + WRITTEN_AT_ONCE]]
            self._write(requests)
        self.forget()

    def _is_fresh(self, item_id: str, now: int) -> bool:
        read_at, item = self._cache.get(item_id, (None, None))
        return read_at is not None and 0 <= now - read_at < (KNOWN_MS if item else UNKNOWN_MS)

    def _read(self, item_ids: Sequence[str], now: int) -> None:
        if len(self._cache) + len(item_ids) > CACHED_ITEMS:
            self._cache.clear()
        found: dict[str, Item] = {}
        for n in range(0, len(item_ids), READ_AT_ONCE):
            for attributes in self._batch(item_ids[n : n + READ_AT_ONCE]):
                item: Item = _ITEM.unpack(attributes["state"]["B"])
                found[item.item_id] = item
        for item_id in item_ids:
            self._cache[item_id] = (now, found.get(item_id))

    def _batch(self, item_ids: Sequence[str]) -> list[Attributes]:
        request = {self._table.name: {"Keys": [key(f"item#{item_id}") for item_id in item_ids]}}
        found: list[Attributes] = []
        for attempt in range(ATTEMPTS):
            reply = self._table.client.batch_get_item(RequestItems=request)
            found += reply["Responses"].get(self._table.name, [])
            request = reply.get("UnprocessedKeys")
            if not request:
                return found
            self._pause(attempt)
        raise BusyError("the items cannot be read at the moment")

    def _write(self, requests: list[dict[str, dict[str, Attributes]]]) -> None:
        unprocessed = {self._table.name: requests}
        for attempt in range(ATTEMPTS):
            reply = self._table.client.batch_write_item(RequestItems=unprocessed)
            unprocessed = reply.get("UnprocessedItems")
            if not unprocessed:
                return
            self._pause(attempt)
        raise BusyError("the items cannot be written at the moment; send them again")


def _attributes(item: Item) -> Attributes:
    return key(f"item#{item.item_id}") | {"state": {"B": _ITEM.pack(item)}}
