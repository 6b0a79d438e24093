"""What is stored of sessions, decisions and items: for each class, here and nowhere else, its fields in stored order.

A new field is added at the end of its row, whatever its place in the class, and has a default: so what was stored
before is still read. ``tests/store/test_states.py`` fails as long as a field is missing here.
"""

from collections.abc import Mapping
from typing import Any

from shared.domain.arrivals import ARRIVAL
from shared.domain.attention import Attention
from shared.domain.basis import Basis, Grant, Intent, Promise
from shared.domain.cart import Cart, Line, Shipping
from shared.domain.consent import Consent
from shared.domain.items import Message
from shared.domain.ledger import Outcome, PageView, Tally, Wish
from shared.domain.state import Customer, Return, Session
from shared.domain.usage import Usage
from shared.store.rows import OBSERVATIONS, TUPLE, ZEROS, Form, Row, by_name, many

CONSENT = Row(Consent, "analytics_storage", "ad_storage", "ad_user_data", "ad_personalization")

LINE = Row(Line, "line_id", "item_id", "quantity", "unit_price", "category", ("tags", TUPLE), "addon_of", "brand")

CART = Row(
    Cart,
    "cart_id",
    "revision",
    "currency",
    ("lines", many(LINE)),
    "stage",
    ("shipping", Row(Shipping, "selected", "amount")),
    ("codes", TUPLE),
)

GRANT = Row(Grant, "rule", "granted_at", "expires_at")

PROMISE = Row(Promise, "rule", "basis_points", "cart_id", "expires_at")

BASIS = Row(
    Basis,
    "session_id",
    "sequence",
    "ruleset",
    "decided_at",
    ("cart", CART),
    ("floors", ZEROS),
    ("messages", many(Row(Message, "type", "code", "path"))),
    "cart_hash",
    "changed_at",
    "began_at",
    ("intent", Row(Intent, "probability", "model")),
    ("observed", OBSERVATIONS),
    "locale",
    ("promise", PROMISE),
    ("grants", many(GRANT)),
    "told",
    ("used", by_name(Row(Usage, "uses", "customer_uses", "session_uses", "spent"))),
    "codes",
)


TALLIES = by_name(Row(Tally, "count", "first_at", "last_at"))
WISHES = by_name(Row(Wish, "added", "ts", "price"))
PAGE = Row(PageView, "ts", "type")
_PAIRS = Form(list, lambda rows: tuple(map(tuple, rows)))
ATTENTION = Row(
    Attention,
    ("scrolls", _PAIRS),
    ("filters", OBSERVATIONS),
    ("reactions", OBSERVATIONS),
    ("place", TUPLE),
    ("stays", _PAIRS),
)
OUTCOMES = many(Row(Outcome, "event_name", "ts", "code", "path", "received_at"))


def _arrival(observed: Mapping[str, Any]) -> dict[str, Any]:
    return {name: observed[name] for name in ARRIVAL if name in observed}


class SessionRow(Row):
    """A session's row, with nothing in it twice.

    Its id is in the item's key, and is to be given to ``read``. What the shopper's arrival showed is in the decision
    too; so is the cart's hash when the browser's cart is the shop's.
    """

    def pack(self, value: Session) -> list[Any]:
        """Return ``value`` as a row of plain JSON values."""
        row = super().pack(value)
        row[0] = None
        if value.basis:
            if value.basis.session_id == value.session_id:
                row[_BASIS][_SESSION_ID] = None
            if value.basis.cart_hash == value.submitted:
                row[_SUBMITTED] = None
            if value.arrival and _arrival(value.basis.observed) == value.arrival:
                row[_ARRIVAL] = None
        return row

    def unpack(self, row: list[Any]) -> Session:
        """Return the session that ``row`` holds."""
        if len(row) > _BASIS and (basis := row[_BASIS]):
            if basis[_SESSION_ID] is None:
                basis[_SESSION_ID] = row[0]
            if row[_SUBMITTED] is None:
                row[_SUBMITTED] = basis[_CART_HASH]
            if len(row) > _ARRIVAL and row[_ARRIVAL] is None:
                row[_ARRIVAL] = _arrival(basis[_OBSERVED]) if len(basis) > _OBSERVED else {}
        return super().unpack(row)


SESSION = SessionRow(
    Session,
    "session_id",
    "visitor_id",
    "expires_at",
    ("consent", CONSENT),
    "locale",
    "time_zone",
    ("customer", Row(Customer, "customer_id", "prime", "tier")),
    ("returned", Row(Return, "reminder_id", "after_ms", ("promise", PROMISE))),
    "submitted",
    "asker",
    ("basis", BASIS),
    "next_check_at",
    ("arrival", OBSERVATIONS),
    "profile",
    ("profiles", TUPLE),
    ("redeemed", OBSERVATIONS),
    "used_before",
    ("awaited", TUPLE),
    ("bought", BASIS),
    "bot",
    "told",
    ("granted", many(GRANT)),
    "prompt_at",
)

_BASIS, _SUBMITTED = SESSION.names.index("basis"), SESSION.names.index("submitted")
_ARRIVAL = SESSION.names.index("arrival")
_OBSERVED = BASIS.names.index("observed")
_SESSION_ID, _CART_HASH = BASIS.names.index("session_id"), BASIS.names.index("cart_hash")
