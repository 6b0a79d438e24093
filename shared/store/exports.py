"""What the table keeps of a shopper, item by item in plain words; found as an erasure finds it.

Access patterns: one generator for each of ``shared.domain.exports.SECTIONS`` that is the table's, read a session or a
hundred items at a time as they are asked for.
"""

from collections.abc import Callable, Iterator
from typing import Any

from shared.domain.basis import Basis
from shared.domain.erasures import Belongings
from shared.domain.errors import SessionGoneError
from shared.domain.exports import readable_session
from shared.store.batches import READ_AT_ONCE, Pause, read_all
from shared.store.customers import CustomerStore
from shared.store.erasures import decision_keys
from shared.store.orders import ORDER
from shared.store.reminders import reminder_of
from shared.store.sessions import SessionStore
from shared.store.states import BASIS, CONSENT
from shared.store.table import Attributes, Table, key, plain
from shared.store.visitors import VisitorStore

Rows = Iterator[dict[str, Any]]


class ExportStore:
    """Reads what belongs to a shopper."""

    def __init__(self, table: Table, pause: Pause) -> None:
        """``pause`` waits before attempt number n at the rest of a batch."""
        self._table = table
        self._pause = pause
        self._visitors = VisitorStore(table)
        self._customers = CustomerStore(table)
        self._sessions = SessionStore(table, pause)

    def profiles(self, belongings: Belongings) -> Rows:
        """Yield each visitor's profile, with the history of the consent."""
        for visitor_id, item in self._of_visitors(belongings, "profile"):
            known = plain(item)
            history = [plain(each["M"]) for each in known.get("consent_history", ())]
            yield {
                "visitor_id": visitor_id,
                "consent": CONSENT.read(known["consent"]) if "consent" in known else None,
                "consent_history": [{"at": each["at"], "consent": CONSENT.read(each["consent"])} for each in history],
                "last_seen_at": known.get("last_seen_at"),
                "last_purchase_at": known.get("last_purchase_at"),
                "customer_id": known.get("customer_id"),
                "cart_session_id": known.get("cart_session_id"),
                "last_filters": [each["S"] for each in known.get("last_filters", ())],
            }

    def customers(self, belongings: Belongings) -> Rows:
        """Yield each customer: contact, purchases, browsers."""
        for customer_id in sorted(belongings.customer_ids):
            contact, visitor_ids = self._customers.load(customer_id), self._customers.visitors_of(customer_id)
            purchases = self._customers.purchases(customer_id)
            if contact or visitor_ids or purchases.orders:
                yield {
                    "customer_id": customer_id,
                    "contact": contact,
                    "purchases": purchases,
                    "visitor_ids": visitor_ids,
                }

    def sessions(self, belongings: Belongings) -> Rows:
        """Yield each session that is still there."""
        for session_id in sorted(belongings.sessions):
            try:
                found = self._sessions.load(session_id, arrivals=True)
            except SessionGoneError:
                yield {"session_id": session_id}
            else:
                yield readable_session(found.session, found.ledger, len(found.sockets))

    def wishes(self, belongings: Belongings) -> Rows:
        """Yield each wished item."""
        for visitor_id, item in self._of_visitors(belongings, "wish"):
            known = plain(item)
            yield {
                "visitor_id": visitor_id,
                "item_id": known["sk"].partition("#")[2],
                "added_at": known["added_at"],
                "price": known.get("price"),
            }

    def reminders(self, belongings: Belongings) -> Rows:
        """Yield each reminder."""
        for _, item in self._of_visitors(belongings, "reminder"):
            yield {"reminder": reminder_of(item)}

    def redemptions(self, belongings: Belongings) -> Rows:
        """Yield how often each rule was redeemed, by whom."""
        owners = [(f"visitor#{each}", self._visitors.everything(each)) for each in sorted(belongings.visitor_ids)]
        owners += [(f"customer#{each}", self._customers.everything(each)) for each in sorted(belongings.customer_ids)]
        for owner, items in owners:
            kind, _, name = owner.partition("#")
            for item in items:
                if item["sk"]["S"].startswith("used#"):
                    rule = item["sk"]["S"].removeprefix("used#")
                    yield {f"{kind}_id": name, "rule": rule, "uses": int(item["uses"]["N"])}

    def orders(self, belongings: Belongings) -> Rows:
        """Yield each order."""
        for item in self._read([key(f"order#{each}") for each in sorted(belongings.order_ids)]):
            yield {"recorded_at": int(item["recorded_at"]["N"]), "order": ORDER.unpack(item["state"]["B"])}

    def decisions(self, belongings: Belongings, worded: Callable[[Basis], dict[str, Any]]) -> Rows:
        """Yield each decision as ``worded`` tells it."""
        for session_id in sorted(belongings.sessions):
            found = self._read(list(decision_keys({session_id: belongings.sessions[session_id]})))
            bases = [BASIS.read(item["state"]["B"]) for item in found]
            yield from map(worded, sorted(bases, key=lambda basis: basis.sequence))

    def _of_visitors(self, belongings: Belongings, kind: str) -> Iterator[tuple[str, Attributes]]:
        for visitor_id in sorted(belongings.visitor_ids):
            for item in self._visitors.everything(visitor_id):
                if item["sk"]["S"].partition("#")[0] == kind:
                    yield visitor_id, item

    def _read(self, keys: list[Attributes]) -> Iterator[Attributes]:
        for n in range(0, len(keys), READ_AT_ONCE):
            yield from read_all(self._table, keys[n : n + READ_AT_ONCE], self._pause)
