"""The cart as the storefront sends it, and the hash that binds an offer to it."""

import hashlib
from json.encoder import encode_basestring_ascii as quoted
from typing import Annotated, Literal

from annotated_types import Ge, Le, Len, MaxLen

from shared.domain.frozen import frozen
from shared.domain.money import Currency, Minor, UnitPrice

MAX_LINES = 200

Stage = Literal["cart", "checkout_prep", "checkout", "completed"]
Name = Annotated[str, Len(1, 128)]


@frozen
class Line:
    """So many of one item at one unit price, tax included."""

    line_id: Name
    item_id: Name
    quantity: Annotated[int, Ge(1), Le(999)]
    unit_price: UnitPrice
    category: Annotated[str, MaxLen(256)] | None = None
    tags: Annotated[tuple[Annotated[str, MaxLen(128)], ...], MaxLen(50)] = ()
    addon_of: Annotated[str, MaxLen(128)] | None = None
    brand: Annotated[str, MaxLen(256)] | None = None

    @property
    def amount(self) -> Minor:
        """The line's undiscounted price in minor units."""
        return self.unit_price * self.quantity


@frozen
class Shipping:
    """Whether the shopper chose a way of shipping, and what it costs in minor units."""

    selected: bool = False
    amount: UnitPrice = 0


@frozen
class Cart:
    """One state of one cart; ``revision`` grows with every change that the storefront sends."""

    cart_id: Name
    revision: Annotated[int, Ge(0), Le(2**53)]
    currency: Currency
    lines: Annotated[tuple[Line, ...], MaxLen(MAX_LINES)]
    stage: Stage = "cart"
    shipping: Shipping = Shipping()
    codes: Annotated[tuple[Annotated[str, MaxLen(64)], ...], MaxLen(20)] = ()

    @property
    def subtotal(self) -> Minor:
        """The sum of the lines, tax included, before discounts and shipping."""
        return sum([line.unit_price * line.quantity for line in self.lines])

    @property
    def quantity(self) -> int:
        """The number of articles: the sum of the lines' quantities."""
        return sum([line.quantity for line in self.lines])


def cart_hash(cart: Cart) -> str:
    """Return ``sha256:`` and the digest of what an offer depends on.

    Currency, codes and the sorted (line, item, quantity, unit price); not shipping, stage or revision.
    """
    rows = sorted([(line.line_id, line.item_id, line.quantity, line.unit_price) for line in cart.lines])
    lines = ",".join([f"[{quoted(line)},{quoted(item)},{quantity},{price}]" for line, item, quantity, price in rows])
    codes = ",".join([quoted(code) for code in sorted(cart.codes)])
    # Compact JSON, put together by hand: half the time of an encoder, on every cart update.
    content = f"[{quoted(cart.currency)},[{codes}],[{lines}]]"
    return "sha256:" + hashlib.sha256(content.encode()).hexdigest()
