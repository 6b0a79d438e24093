"""Activity: the sessions that were written lately, through the ``due`` index. Access pattern: ``latest``."""

from shared.domain.ledger import Ledger
from shared.domain.session import Session
from shared.store.batches import Pause, read_all
from shared.store.sessions import SessionStore, ledger_of, session_of
from shared.store.table import Table, key


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
