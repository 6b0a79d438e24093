"""The words that the shop's items use: ``items#words`` / ``tags``, ``brands``, ``categories``, each one set.

They only grow: a word that no item has any more does no harm, since they serve to tell a slip in a rule from a word of
the shop. Access patterns: ``learn`` from items that were put (one write for what is new to the container), ``known``.
"""

from collections.abc import Iterable

from shared.domain.items import Item
from shared.domain.rules.strangers import Known
from shared.store.batches import Pause, read_all
from shared.store.table import Table, key, number

# A set of more words would not fit its item; whoever has more is not warned.
MOST_WORDS = 1_500

_KINDS = ("tags", "brands", "categories")


class Vocabulary:
    """Learns the words of items, and tells them."""

    def __init__(self, table: Table, pause: Pause) -> None:
        """``pause`` waits before attempt number n to read the rest is made."""
        self._table = table
        self._pause = pause
        self.forget()

    def forget(self) -> None:
        """Learn everything anew from now on."""
        self._learnt: dict[str, set[str]] = {kind: set() for kind in _KINDS}

    def learn(self, items: Iterable[Item]) -> None:
        """Keep the words of ``items``; beyond the most that there is room for, nothing happens."""
        found: dict[str, set[str]] = {kind: set() for kind in _KINDS}
        for item in items:
            found["tags"].update(item.tags)
            found["brands"].update([item.brand] if item.brand else ())
            found["categories"].update([item.category] if item.category else ())
        for kind, words in found.items():
            fresh = {word for word in words if word} - self._learnt[kind]
            if fresh:
                self._add(kind, fresh)
                self._learnt[kind] |= fresh

    def known(self, items: frozenset[str]) -> Known:
        """Return the shop's words beside its ``items``; ``None`` for a kind that was never told or outgrew its room."""
        keys = [key("items#words", kind) for kind in _KINDS]
        stored = read_all(self._table, keys, self._pause, consistent=False)
        words = {item["sk"]["S"]: frozenset(item["words"]["SS"]) for item in stored}
        tags, brands, categories = (_if_whole(words.get(kind)) for kind in _KINDS)
        return Known(items, tags, brands, categories)

    def _add(self, kind: str, words: set[str]) -> None:
        try:
            self._table.client.update_item(
                TableName=self._table.name,
                Key=key("items#words", kind),
                UpdateExpression="ADD words :words",
                ConditionExpression="attribute_not_exists(words) OR size(words) < :most",
                ExpressionAttributeValues={":words": {"SS": sorted(words)}, ":most": number(MOST_WORDS)},
            )
        except self._table.client.exceptions.ConditionalCheckFailedException:
            return


def _if_whole(words: frozenset[str] | None) -> frozenset[str] | None:
    return words if words and len(words) < MOST_WORDS else None
