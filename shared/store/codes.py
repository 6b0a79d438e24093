"""Single-use codes: ``code#<CODE>`` / ``state`` with their batch, and the order that used them.

Access patterns: ``issue`` a batch, ``known`` of what a shopper entered (through a container cache). Marking one as used
is part of the order's transaction, in ``usage.py``.
"""

from collections.abc import Iterable

from shared.domain.facts.of_cart import USED
from shared.domain.single_use import recognised
from shared.store.batches import Pause, put_all, read_all
from shared.store.table import Attributes, Table, key, number

KNOWN_MS = 20_000
UNKNOWN_MS = 5_000
CACHED_CODES = 10_000
MOST_ENTERED = 20


class CodeStore:
    """Issues single-use codes, and says what became of those that are entered."""

    def __init__(self, table: Table, pause: Pause) -> None:
        """``pause`` waits before attempt number n at the rest of a batch."""
        self._table = table
        self._pause = pause
        self.forget()

    def forget(self) -> None:
        """Read everything anew from now on."""
        self._cache: dict[str, tuple[int, str | None]] = {}

    def issue(self, batch: str, codes: Iterable[str], now: int) -> None:
        """Write fresh codes of ``batch``; raise ``BusyError`` when the table keeps refusing."""
        items = [key(f"code#{recognised(code)}") | {"batch": {"S": batch}, "issued_at": number(now)} for code in codes]
        put_all(self._table, items, self._pause)

    def known(self, entered: Iterable[str], now: int) -> dict[str, str]:
        """Return the batch, or ``used``, of those entered codes that the shop issued, by the case-folded code.

        What has not the form of such a code costs no call.
        """
        ours = {text.casefold(): code for text in list(entered)[:MOST_ENTERED] if (code := recognised(text))}
        missing = sorted({code for code in ours.values() if not self._is_fresh(code, now)})
        if missing:
            self._read(missing, now)
        return {text: batch for text, code in ours.items() if (batch := self._cache[code][1])}

    def _is_fresh(self, code: str, now: int) -> bool:
        read_at, batch = self._cache.get(code, (None, None))
        return read_at is not None and 0 <= now - read_at < (KNOWN_MS if batch else UNKNOWN_MS)

    def _read(self, codes: list[str], now: int) -> None:
        if len(self._cache) + len(codes) > CACHED_CODES:
            self._cache.clear()
        items = read_all(self._table, [key(f"code#{code}") for code in codes], self._pause, consistent=False)
        found = {item["pk"]["S"].removeprefix("code#"): _batch(item) for item in items}
        for code in codes:
            self._cache[code] = (now, found.get(code))


def _batch(item: Attributes) -> str:
    return USED if "used_by" in item else item["batch"]["S"]
