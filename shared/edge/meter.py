"""What one container has seen of a session's requests: a flood of them is refused before it costs a call."""

from collections.abc import Callable

MOST_SESSIONS = 10_000


class Meter:
    """Counts requests by session, for as long as the container lives."""

    def __init__(self, spent: Callable[[int, int], int]) -> None:
        """``spent`` gives, of the moment at which a session is rested and of now, the moment after one request more."""
        self._spent = spent
        self._rested_at: dict[str, int] = {}

    def take(self, session_id: str, now: int) -> None:
        """Count a request; raises what ``spent`` raises when it is one too many."""
        if len(self._rested_at) >= MOST_SESSIONS:
            self._rested_at = {known: rested_at for known, rested_at in self._rested_at.items() if rested_at > now}
        self._rested_at[session_id] = self._spent(self._rested_at.get(session_id, now), now)

    def forget(self) -> None:
        """Forget every session."""
        self._rested_at.clear()
