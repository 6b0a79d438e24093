"""Activity: the sessions that were written lately, or ended lately, through the ``due`` index.

Access patterns: ``latest``, ``carts_left``.
"""

from shared.domain.cart import Cart
from shared.domain.ledger import Ledger
from shared.domain.state import Session
from shared.store.batches import Pause, read_all
from shared.store.session_items import ACTIVE_BUCKET_MS, ledger_of, session_of
from shared.store.sessions import SessionStore
from shared.store.table import Table, key

MOST_ITEMS = 10_000


class ActivityStore:
    """Reads the sessions that were active lately."""

    def __init__(self, table: Table, pause: Pause) -> None:
        """``pause`` waits before attempt number n to read the rest is made."""
        self._table = table
        self._pause = pause
        self._sessions = SessionStore(table, pause)

    def latest(self, since: int, now: int, limit: int) -> tuple[list[Session], list[tuple[str, Ledger]]]:
        """Return the sessions and the (session id, ledger) pairs written since then, at most ``limit`` together."""
        active = self._sessions.active_since(since, now, limit)
        keys = [key(f"session#{session_id}", name) for session_id, name in dict.fromkeys(active)]
        items = read_all(self._table, keys, self._pause)
        carts = [session_of(item) for item in items if item["sk"]["S"] == "cart"]
        counted = [item for item in items if item["sk"]["S"] == "events"]
        return carts, [(item["pk"]["S"].removeprefix("session#"), ledger_of(item)) for item in counted]

    def carts_left(self, since: int, until: int) -> list[Cart]:
        """Return the carts of sessions that were last active from ``since`` up to ``until``, of very many the latest.

        Both lie on the index's five minutes.
        """
        active = self._sessions.active_since(since + ACTIVE_BUCKET_MS, until - 1, MOST_ITEMS)
        keys = [key(f"session#{session_id}", name) for session_id, name in dict.fromkeys(active) if name == "cart"]
        sessions = map(session_of, read_all(self._table, keys, self._pause, consistent=False))
        return [session.cart for session in sessions if session.cart]
