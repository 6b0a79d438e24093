"""Looking at a cart again: when its decision may change by itself, or when the session's events say something new."""

from collections.abc import Iterable
from dataclasses import dataclass

from shared.domain.ledger import Ledger
from shared.domain.state import Session

LONGEST_DELAY_S = 900


@dataclass(frozen=True, slots=True)
class Recheck:
    """A message to look again: at ``due_at`` (epoch ms), or at once when it is ``None``."""

    session_id: str
    due_at: int | None = None

    def is_stale(self, session: Session) -> bool:
        """Return whether the decision moved on since: another message is under way for the new moment."""
        return self.due_at is not None and self.due_at != session.next_check_at


def delay_s(due_at: int, now: int) -> int:
    """Return the seconds to wait before looking, at most the queue's 15 minutes: a longer wait takes several hops."""
    return max(0, min(LONGEST_DELAY_S, -((now - due_at) // 1000)))


def next_hop(message: Recheck, session: Session, now: int) -> int | None:
    """Return the seconds after which to look once more, or ``None`` when the moment has come or does not matter."""
    if message.due_at is None or message.is_stale(session) or now >= message.due_at:
        return None
    return delay_s(message.due_at, now)


def due_after(before: Session | None, after: Session) -> Recheck | None:
    """Return the message that a change of the session calls for: one for each new moment that it will live to see."""
    moment = after.next_check_at
    if moment is None or moment >= after.expires_at or (before and before.next_check_at == moment):
        return None
    return Recheck(after.session_id, moment)


def is_promised_more(before: Session | None, after: Session) -> bool:
    """Return whether a session rule promised something that the session's cart does not have yet."""
    return bool(after.basis and after.granted) and (before is None or before.granted != after.granted)


def tells_news(before: Ledger | None, after: Ledger, awaited: Iterable[str]) -> bool:
    """Return whether one of the ``awaited`` events came in: the session's rules may say something else now."""
    return any(after.count(name) != (before.count(name) if before else 0) for name in awaited)
