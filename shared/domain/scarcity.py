"""Which wish of the session is running out, by the shop's own word on its stock."""

from collections.abc import Mapping

from shared.domain.facts.fact import Observation
from shared.domain.items import Item
from shared.domain.ledger import Ledger

FACTS = frozenset({"session.scarce_wish", "session.scarce_wish_stock"})


def wished(ledger: Ledger) -> tuple[str, ...]:
    """Return the items that are on the session's wish list now."""
    return tuple(item_id for item_id, wish in ledger.wishes.items() if wish.added)


def scarcity(items: Mapping[str, Item]) -> dict[str, Observation]:
    """Return of the wished ``items`` that are still to be had the one with the least stock, by the facts' names.

    Of equal ones the first by its id; nothing when the shop told no stock.
    """
    stocks = [(item.stock, item_id) for item_id, item in items.items() if item.stock]
    if not stocks:
        return {}
    stock, item_id = min(stocks)
    return {"session.scarce_wish": item_id, "session.scarce_wish_stock": stock}
