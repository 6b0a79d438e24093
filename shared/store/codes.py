"""Single-use codes: ``code#<CODE>`` / ``state`` with their batch, and the order that used them.

Access patterns: ``issue`` a batch, ``known`` of what a shopper entered (read anew each time: it is money, and few carts
have such a code). Marking one as used is part of the order's transaction, in ``usage.py``.
"""

from collections.abc import Iterable

from shared.domain.facts.of_cart import USED, plain_code
from shared.domain.single_use import recognised
from shared.store.batches import Pause, put_all, read_all
from shared.store.table import Attributes, Table, key, number

MOST_ENTERED = 20


class CodeStore:
    """Issues single-use codes, and says what became of those that are entered."""

    def __init__(self, table: Table, pause: Pause) -> None:
        """``pause`` waits before attempt number n at the rest of a batch."""
        self._table = table
        self._pause = pause

    def issue(self, batch: str, codes: Iterable[str], now: int) -> None:
        """Write fresh codes of ``batch``; raise ``BusyError`` when the table keeps refusing."""
        items = [key(f"code#{recognised(code)}") | {"batch": {"S": batch}, "issued_at": number(now)} for code in codes]
        put_all(self._table, items, self._pause)

    def known(self, entered: Iterable[str]) -> dict[str, str]:
        """Return the batch, or ``used``, of those entered codes that the shop issued, by the code as it is compared.

        What has not the form of such a code costs no call.
        """
        ours = {plain_code(text): code for text in list(entered)[:MOST_ENTERED] if (code := recognised(text))}
        if not ours:
            return {}
        keys = [key(f"code#{code}") for code in sorted({*ours.values()})]
        items = read_all(self._table, keys, self._pause, consistent=True)
        found = {item["pk"]["S"].removeprefix("code#"): _batch(item) for item in items}
        return {text: found[code] for text, code in ours.items() if code in found}


def _batch(item: Attributes) -> str:
    return USED if "used_by" in item else item["batch"]["S"]
