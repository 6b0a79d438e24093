"""Erasure over the table: what belongs to a shopper, found and deleted.

Nothing is searched for: from a visitor or a customer each item leads to the next (profile to customer, customer to
visitors, trace to session, session to the ids of its decisions, trace to order or export). Access patterns: ``find``,
``gather`` (and count), ``delete``, ``delete_sessions``.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from shared.domain.answers import decision_id
from shared.domain.erasures import Belongings, joined
from shared.domain.errors import SessionGoneError
from shared.store.batches import Pause, delete_all, read_all
from shared.store.customers import CustomerStore
from shared.store.orders import OrderStore
from shared.store.sessions import SessionStore
from shared.store.table import Attributes, Table, key
from shared.store.visitors import VisitorStore

# Decisions that a session may still have made between the look at it and its deletion.
DECISIONS_AHEAD = 10

_VISITOR_KINDS = {
    "profile": "profiles",
    "session": "session_traces",
    "wish": "wishes",
    "reminder": "reminders",
    "order": "order_traces",
    "used": "redemptions",
    "export": "export_traces",
}
_CUSTOMER_KINDS = {
    "state": "customers",
    "purchases": "purchases",
    "visitor": "links",
    "order": "order_traces",
    "used": "redemptions",
    "export": "export_traces",
}


class ErasureStore:
    """Finds and deletes what belongs to a shopper."""

    def __init__(self, table: Table, pause: Pause) -> None:
        """``pause`` waits before attempt number n at the rest of a batch."""
        self._table = table
        self._pause = pause
        self._visitors = VisitorStore(table)
        self._customers = CustomerStore(table)
        self._sessions = SessionStore(table, pause)
        self._orders = OrderStore(table)

    def gather(self, known: Belongings) -> Belongings:
        """Return ``known`` and all that it leads to, counted."""
        known = self.find(known)
        return joined(known, Belongings(found=self._count(known)))

    def find(self, known: Belongings) -> Belongings:
        """Return ``known`` and all that it leads to.

        A visitor leads to its customer, and a customer to all their visitors, but not on to the other customers who
        used one of those browsers.
        """
        if not known.customer_ids:
            profiles = [item for item in self._items_of_visitors(known) if "customer_id" in item]
            known = replace(known, customer_ids=frozenset(item["customer_id"]["S"] for item in profiles))
        visitor_ids = frozenset(_named(self._items_of_customers(known), "visitor"))
        known = joined(known, Belongings(visitor_ids))
        return joined(known, self._leads(known))

    def delete(self, belongings: Belongings, pseudonym: str, now: int) -> None:
        """Delete all of it, there or not; orders keep ``pseudonym`` instead of who bought.

        What leads to other things goes last, so that a round that broke finds them again.
        """
        for order_id in sorted(belongings.order_ids):
            self._orders.make_anonymous(order_id, pseudonym, now)
        self.delete_sessions(belongings.sessions)
        for items in (self._items_of_visitors(belongings), self._items_of_customers(belongings)):
            delete_all(self._table, [{name: item[name] for name in ("pk", "sk")} for item in items], self._pause)

    def delete_sessions(self, sessions: Mapping[str, int]) -> None:
        """Delete sessions with as many decisions as each had."""
        delete_all(self._table, list(decision_keys(sessions)), self._pause)
        for session_id in sorted(sessions):
            self._sessions.erase(session_id)

    def _leads(self, known: Belongings) -> Belongings:
        visitor_items = self._items_of_visitors(known)
        both = visitor_items + self._items_of_customers(known)
        return Belongings(
            sessions={session_id: self._sequence(session_id) for session_id in _named(visitor_items, "session")},
            order_ids=frozenset(_named(both, "order")),
            exports=frozenset(_named(both, "export")),
        )

    def _count(self, belongings: Belongings) -> Counter[str]:
        found: Counter[str] = Counter(orders=len(belongings.order_ids), exports=len(belongings.exports))
        for item in self._items_of_visitors(belongings):
            found[_VISITOR_KINDS[item["sk"]["S"].partition("#")[0]]] += 1
        for item in self._items_of_customers(belongings):
            found[_CUSTOMER_KINDS[item["sk"]["S"].partition("#")[0]]] += 1
        session_keys = [
            key(f"session#{session_id}", name) for session_id in belongings.sessions for name in ("cart", "events")
        ]
        for item in read_all(self._table, session_keys, self._pause):
            found["sessions" if item["sk"]["S"] == "cart" else "event_counters"] += 1
        found["decisions"] = len(read_all(self._table, list(decision_keys(belongings.sessions)), self._pause))
        return found

    def _sequence(self, session_id: str) -> int:
        try:
            basis = self._sessions.load(session_id).session.basis
        except SessionGoneError:
            return 0
        return basis.sequence if basis else 0

    def _items_of_visitors(self, belongings: Belongings) -> list[Attributes]:
        return [item for each in sorted(belongings.visitor_ids) for item in self._visitors.everything(each)]

    def _items_of_customers(self, belongings: Belongings) -> list[Attributes]:
        return [item for each in sorted(belongings.customer_ids) for item in self._customers.everything(each)]


def _named(items: list[Attributes], kind: str) -> set[str]:
    """Return the ids of ``kind`` that the items' sort keys name."""
    return {name.partition("#")[2] for item in items if (name := item["sk"]["S"]).startswith(f"{kind}#")}


def decision_keys(sessions: Mapping[str, int]) -> Iterator[Attributes]:
    """Yield the keys of all decisions of sessions, each given with the number of the last one that is known."""
    for session_id, last in sessions.items():
        for sequence in range(1, last + DECISIONS_AHEAD + 1):
            yield key(f"decision#{decision_id(session_id, sequence)}")
