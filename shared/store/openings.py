"""Openings: a session's first item and what is remembered of the visit, in as few calls as there can be.

Access patterns: ``write``: one batch, for a visitor who was here before one update of the profile more.
"""

from shared.domain.consent import Consent
from shared.domain.state import Session
from shared.store.batches import Pause, put_all
from shared.store.customers import link_between
from shared.store.session_items import opened
from shared.store.table import Table
from shared.store.visitors import VisitorStore, first_profile, trace


class OpeningStore:
    """Writes sessions as they are opened."""

    def __init__(self, table: Table, pause: Pause) -> None:
        """``pause`` waits before attempt number n at what the table refused is made."""
        self._table = table
        self._pause = pause
        self._visitors = VisitorStore(table)

    def write(self, session: Session, now: int, *, known: bool, consent: Consent | None) -> None:
        """Write ``session`` and, if its consent allows that, the visit of its visitor: when, who, which session.

        ``known``: the visitor was here before; another has no profile yet. ``consent`` is given when it is not the one
        of the profile. Raises ``BusyError`` when the table keeps refusing.
        """
        items = [opened(session, now)]
        if session.consent.allows_analytics:
            visitor_id = session.visitor_id
            customer_id = session.customer.customer_id if session.customer else None
            items.append(trace(visitor_id, session.session_id, now))
            if customer_id:
                items.append(link_between(customer_id, visitor_id))
            if known:
                self._visitors.seen(visitor_id, customer_id, now, consent=consent)
            else:
                items.append(first_profile(visitor_id, customer_id, session.consent, now))
        put_all(self._table, items, self._pause)
