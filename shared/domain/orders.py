"""Orders: what was bought in the end, as the shop's backend tells it (mission F1)."""

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Annotated, Any

from annotated_types import Ge, Le, Len

from shared.domain.cart import MAX_LINES, Name
from shared.domain.errors import CurrencyMismatchError, FieldError, RefusedError
from shared.domain.money import Currency, Minor, UnitPrice

AHEAD_MS = 10 * 60_000


@dataclass(frozen=True, slots=True)
class OrderLine:
    """So many of one item, at the undiscounted price of one."""

    line_id: Name
    item_id: Name
    quantity: Annotated[int, Ge(1), Le(999)]
    unit_price: UnitPrice


@dataclass(frozen=True, slots=True)
class Order:
    """A purchase. ``total`` is what was paid, shipping and discounts included; ``placed_at`` is now when not said."""

    order_id: Name
    currency: Currency
    lines: Annotated[tuple[OrderLine, ...], Len(1, MAX_LINES)]
    total: Annotated[int, Ge(0), Le(10**12)]
    placed_at: Annotated[int, Ge(0), Le(2**53)] | None = None
    session_id: Name | None = None
    customer_id: Name | None = None
    cart_id: Name | None = None


def check(order: Order, currency: str, now: int) -> None:
    """Raise ``RefusedError`` when nobody bought, or a line comes twice, or it is placed in the future.

    Raises ``CurrencyMismatchError`` when the shop counts in another ``currency``.
    """
    if order.currency != currency:
        fault = FieldError("$.currency", "currency_mismatch", f"this shop counts in {currency}")
        raise CurrencyMismatchError(fault.message, errors=(fault,))
    fault = _fault(order, now)
    if fault:
        raise RefusedError(fault.message, errors=(fault,))


def digest(order: Order) -> str:
    """Return what tells an order that comes again from another one under its id."""
    content = asdict(order) | {"lines": sorted(tuple(asdict(line).values()) for line in order.lines)}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def lake_row(order: Order, *, visitor_id: str | None, discount: Minor | None, now: int) -> dict[str, Any]:
    """Return the row under which an order is analysed, beside the events of its session; ``now`` is its receipt.

    ``visitor_id`` is ``None`` without consent: then the row names no session either.
    """
    return {
        "order_id": order.order_id,
        "placed_at": now if order.placed_at is None else order.placed_at,
        "received_at": now,
        "session_id": order.session_id if visitor_id else None,
        "visitor_id": visitor_id,
        "cart_id": order.cart_id,
        "currency": order.currency,
        "total": order.total,
        "discount": discount,
        "lines": [asdict(line) | {"amount": line.unit_price * line.quantity} for line in order.lines],
    }


def _fault(order: Order, now: int) -> FieldError | None:
    if order.session_id is None and order.customer_id is None:
        return FieldError("$.session_id", "missing", "an order names its session or its customer")
    if order.placed_at is not None and order.placed_at > now + AHEAD_MS:
        return FieldError("$.placed_at", "ts_out_of_range", "more than 10 minutes ahead of this server's clock")
    seen: set[str] = set()
    for n, line in enumerate(order.lines):
        if line.line_id in seen:
            return FieldError(f"$.lines[{n}].line_id", "duplicate_line", "each line needs an id of its own")
        seen.add(line.line_id)
    return None
