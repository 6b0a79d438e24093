"""Score a session's intent to buy: ``GET /v1/sessions/{session_id}/intent``."""

from dataclasses import dataclass

from shared.domain.errors import ForbiddenError, NotFoundError, SessionGoneError
from shared.domain.intent import Contribution, score
from shared.domain.segments import segments
from shared.edge.clock import pause
from shared.edge.function import Function
from shared.edge.http import Call
from shared.edge.settings import settings
from shared.store.session_items import Loaded
from shared.store.sessions import SessionStore
from shared.store.table import Table

sessions = SessionStore(Table(settings.table_name), pause)

handler = Function("score_intent")


@dataclass(frozen=True, slots=True)
class IntentReport:
    """How likely the session ends in a purchase, and why: each feature's value and its effect on the log-odds.

    ``profile`` is the rule that gives the current decision its discount; ``scored_at`` is in epoch ms.
    """

    probability: float
    profile: str | None
    segments: tuple[str, ...]
    model: str
    contributions: tuple[Contribution, ...]
    scored_at: int


@handler.http("GET /v1/sessions/{session_id}/intent", reply=IntentReport, callers=("session", "server", "admin"))
def report(call: Call) -> IntentReport:
    """Return the session's score with its reasons; a browser may ask for its own session only."""
    seen = _load(call)
    session = seen.session
    customer = session.customer
    scored = score(seen.ledger, articles=session.cart.quantity if session.cart else None)
    return IntentReport(
        probability=scored.probability,
        profile=session.profile,
        segments=segments(
            seen.ledger.count,
            session.profiles,
            prime=customer is not None and customer.prime,
            tier=customer.tier if customer else None,
        ),
        model=scored.model,
        contributions=scored.contributions,
        scored_at=call.now,
    )


def _load(call: Call) -> Loaded:
    session_id, own = call.path["session_id"], call.caller.session_id
    if own and session_id != own:
        raise ForbiddenError("this token is another session's")
    try:
        return sessions.load(session_id)
    except SessionGoneError:
        if own:
            raise
        raise NotFoundError("there is no such session, or not any more") from None
