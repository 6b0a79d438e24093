"""The shop's backend tells what it sells: price, stock, category, brand, tags and the margin floor."""

from dataclasses import dataclass
from typing import Annotated

from annotated_types import MaxLen

from shared.adapters.lake import Lake
from shared.domain.errors import CurrencyMismatchError, FieldError
from shared.domain.items import MAX_ITEMS, Item, lake_row
from shared.edge.bodies import write
from shared.edge.clock import pause, real_now
from shared.edge.function import Function
from shared.edge.http import Call
from shared.edge.settings import settings
from shared.store.items import ItemStore
from shared.store.table import Table
from shared.store.vocabulary import Vocabulary

table = Table(settings.table_name)
items = ItemStore(table, pause, real_now, settings.cached_ms)
vocabulary = Vocabulary(table, pause)
lake = Lake(settings.lake_stream, pause)

handler = Function("put_items")


@dataclass(frozen=True, slots=True)
class ItemBatch:
    """Items to put, each replacing what was known of it; a bare list will do as well."""

    items: Annotated[tuple[Item, ...], MaxLen(MAX_ITEMS)]


@dataclass(frozen=True, slots=True)
class ItemReceipt:
    """How many items were written."""

    accepted: int


@handler.http("PUT /v1/items", body=ItemBatch, reply=ItemReceipt, callers=("server",), max_bytes=2**20, wrap="items")
def put(batch: ItemBatch, call: Call) -> ItemReceipt:
    """Write the items; all of them are in the shop's currency, or none is written."""
    faults = tuple(
        FieldError(f"$.items[{n}].currency", "currency_mismatch", f"this shop counts in {settings.shop_currency}")
        for n, item in enumerate(batch.items)
        if item.currency != settings.shop_currency
    )
    if faults:
        raise CurrencyMismatchError(faults[0].message, errors=faults)
    items.put(batch.items)
    vocabulary.learn(batch.items)
    # Of an item that stands twice in a batch the last counts, in the lake as in the store.
    last = {item.item_id: item for item in batch.items}
    lake.put("items", [write(lake_row(item, call.now)).encode() for item in last.values()])
    return ItemReceipt(len(batch.items))
