"""Whom the log speaks of: shoppers with one cart each, and their visits."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from infra.replaying.log import Row


@dataclass(frozen=True, slots=True)
class Line:
    quantity: int
    unit_price: int
    category: str | None


@dataclass(slots=True)
class Shopper:
    """One user of the log. The cart outlives the visit, as it does in the shop; its revision only grows."""

    key: str
    visitor_id: str | None = None
    cart_number: int = 1
    revision: int = 0
    lines: dict[str, Line] = field(default_factory=dict)
    sent: dict[str, Any] = field(default_factory=dict)
    """The cart as it was last sent, in ``visit``, and answered with ``decision``."""
    visit: "Visit | None" = None
    decision: dict[str, Any] | None = None
    decided: float = 0.0
    """When the decision came, by the monotonic clock."""

    @property
    def cart_id(self) -> str:
        return f"r-{hashlib.sha256(self.key.encode()).hexdigest()[:16]}-{self.cart_number}"

    def cart(self, currency: str, lines: dict[str, Line], stage: str = "cart") -> dict[str, Any]:
        """Return the cart with these lines as a storefront sends it, under a new revision."""
        self.revision += 1
        return {
            "cart_id": self.cart_id,
            "revision": self.revision,
            "currency": currency,
            "stage": stage,
            "lines": [
                {"line_id": item_id, "item_id": item_id, "quantity": line.quantity, "unit_price": line.unit_price}
                | ({"category": line.category} if line.category else {})
                for item_id, line in lines.items()
            ],
        }

    def lines_after(self, row: Row, price: int) -> dict[str, Line]:
        """Return the cart's lines after ``row``: an addition, a removal, or a purchase, which empties it."""
        if row.event_name == "purchase":
            return {}
        lines = dict(self.lines)
        had = lines.get(row.item_id)
        if row.event_name == "add_to_cart" and row.item_id:
            lines[row.item_id] = Line((had.quantity if had else 0) + row.quantity, price, row.category)
        elif row.event_name == "remove_from_cart" and had:
            if had.quantity > row.quantity:
                lines[row.item_id] = Line(had.quantity - row.quantity, had.unit_price, had.category)
            else:
                del lines[row.item_id]
        return lines

    def next_cart(self) -> None:
        """This cart was bought; the next one is another."""
        self.cart_number += 1
        self.lines = {}
        self.decision = None


@dataclass(slots=True)
class Visit:
    """One session of the log, and the session of ours that plays it: open until ``expires_at``."""

    shopper: Shopper
    token: str = ""
    expires_at: int = 0
    pending: list[Row] = field(default_factory=list)
    counted: set[str] = field(default_factory=set)
    """The rows that already changed the cart: a repeat does not change it again."""
