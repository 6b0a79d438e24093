"""Items of record: for an item that the shop has told us, its word on price and tags outranks the browser's."""

from collections.abc import Mapping
from typing import Annotated, Any

from annotated_types import Ge, Le, MaxLen

from shared.domain.cart import Cart, Line, Name
from shared.domain.frozen import changed, frozen
from shared.domain.money import Currency, Minor, UnitPrice

MAX_ITEMS = 500


@frozen
class Item:
    """What the shop's backend says of one item; ``margin_floor`` is the least price of one unit after discounts.

    ``title`` names it in each language, for the mails.
    """

    item_id: Name
    price: UnitPrice
    currency: Currency
    stock: Annotated[int, Ge(0), Le(10**9)] | None = None
    category: Annotated[str, MaxLen(256)] | None = None
    brand: Annotated[str, MaxLen(256)] | None = None
    tags: Annotated[tuple[Annotated[str, MaxLen(128)], ...], MaxLen(50)] = ()
    addon_of: Annotated[str, MaxLen(128)] | None = None
    margin_floor: UnitPrice = 0
    title: Annotated[Mapping[str, Annotated[str, MaxLen(256)]], MaxLen(20)] | None = None


@frozen
class Message:
    """Something the storefront should know about its cart; nothing was refused."""

    type: str
    code: str
    path: str


@frozen
class Priced:
    """A cart at the shop's own prices, with the floor of each line in minor units per unit."""

    cart: Cart
    floors: tuple[Minor, ...]
    messages: tuple[Message, ...]


def lake_row(item: Item, now: int) -> dict[str, Any]:
    """Return the row under which what the shop told of an item at ``now`` is analysed."""
    return {
        "item_id": item.item_id,
        "changed_at": now,
        "price": item.price,
        "currency": item.currency,
        "stock": item.stock,
        "category": item.category,
        "brand": item.brand,
        "tags": item.tags,
        "margin_floor": item.margin_floor,
    }


def priced(cart: Cart, items: Mapping[str, Item]) -> Priced:
    """Return ``cart`` with price, category, tags and add-on relation of every item in ``items``.

    What the browser said otherwise is reported as ``price_mismatch``; what it left out is no contradiction. An item
    that the shop has not told us of is taken as sent, with no floor.
    """
    if not items:
        return Priced(cart, (0,) * len(cart.lines), ())
    messages: list[Message] = []
    lines: list[Line] = []
    floors: list[Minor] = []
    for n, line in enumerate(cart.lines):
        item = items.get(line.item_id)
        if item is None:
            lines.append(line)
            floors.append(0)
            continue
        if _contradicts(line, item):
            messages.append(Message("warning", "price_mismatch", f"$.lines[{n}]"))
        lines.append(_of_record(line, item))
        floors.append(item.margin_floor)
    of_record = tuple(lines)
    return Priced(cart if of_record == cart.lines else changed(cart, lines=of_record), tuple(floors), tuple(messages))


def _contradicts(line: Line, item: Item) -> bool:
    return (
        line.unit_price != item.price
        or (line.category is not None and line.category != item.category)
        or (bool(line.tags) and set(line.tags) != set(item.tags))
        or (line.addon_of is not None and line.addon_of != item.addon_of)
        or (line.brand is not None and line.brand != item.brand)
    )


def _of_record(line: Line, item: Item) -> Line:
    said = (line.unit_price, line.category, line.tags, line.addon_of, line.brand)
    if said == (item.price, item.category, item.tags, item.addon_of, item.brand):
        return line
    return changed(
        line,
        unit_price=item.price,
        category=item.category,
        tags=item.tags,
        addon_of=item.addon_of,
        brand=item.brand,
    )
