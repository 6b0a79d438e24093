"""Items of record: ``item#<id>`` / ``state``. Access patterns: many by id (through a container cache), many written."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from shared.domain.items import Item
from shared.store.batches import Pause, put_all, read_all
from shared.store.rows import TUPLE, Row
from shared.store.table import Attributes, Table, key

KNOWN_MS = 60_000
UNKNOWN_MS = 5_000
CACHED_ITEMS = 20_000

# In stored order: what is new goes last.
ITEM: Final = Row(
    Item,
    "item_id",
    "price",
    "currency",
    "stock",
    "category",
    "brand",
    ("tags", TUPLE),
    "addon_of",
    "margin_floor",
    "title",
)


class ItemStore:
    """Reads and writes items; a read is at most 60 s old, and 5 s for an item that was unknown."""

    def __init__(self, table: Table, pause: Pause, clock: Callable[[], int], cached_ms: int | None = None) -> None:
        """``pause`` waits before attempt number n is repeated, ``clock`` gives the real time.

        ``cached_ms`` is the greatest age of a read, where it is to be less than usual.
        """
        self._table = table
        self._pause = pause
        self._clock = clock
        self._known_ms = KNOWN_MS if cached_ms is None else cached_ms
        self._unknown_ms = min(UNKNOWN_MS, self._known_ms)
        self._cache: dict[str, tuple[int, Item | None]] = {}

    def known(self, item_ids: Iterable[str]) -> dict[str, Item]:
        """Return those of ``item_ids`` that the shop has told us, by id."""
        wanted, cache, now = set(item_ids), self._cache, self._clock()
        missing = sorted([item_id for item_id in wanted if not self._is_fresh(item_id, now)])
        if missing:
            self._read(missing, now)
        return {item_id: item for item_id in wanted if (item := cache[item_id][1])}

    def forget(self) -> None:
        """Read everything anew from now on."""
        self._cache.clear()

    def put(self, items: Sequence[Item]) -> None:
        """Write ``items``, each replacing what was known of it; raise ``BusyError`` when the table keeps refusing."""
        # Of an item named twice the last word counts; DynamoDB refuses a batch that writes one key twice.
        latest = {item.item_id: item for item in items}
        put_all(self._table, [_attributes(item) for item in latest.values()], self._pause)
        self.forget()

    def _is_fresh(self, item_id: str, now: int) -> bool:
        read_at, item = self._cache.get(item_id, (None, None))
        return read_at is not None and 0 <= now - read_at < (self._known_ms if item else self._unknown_ms)

    def _read(self, item_ids: Sequence[str], now: int) -> None:
        if len(self._cache) + len(item_ids) > CACHED_ITEMS:
            self._cache.clear()
        keys = [key(f"item#{item_id}") for item_id in item_ids]
        items: list[Item] = [
            ITEM.read(attributes["state"]["B"])
            for attributes in read_all(self._table, keys, self._pause, consistent=False)
        ]
        found = {item.item_id: item for item in items}
        for item_id in item_ids:
            self._cache[item_id] = (now, found.get(item_id))


def _attributes(item: Item) -> Attributes:
    return key(f"item#{item.item_id}") | {"state": {"B": ITEM.write(item)}}
