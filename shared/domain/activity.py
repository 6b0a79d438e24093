"""Live activity: the latest decisions and events of all sessions, for the marketer who looks on."""

from collections.abc import Iterable
from dataclasses import dataclass

from shared.domain.answers import decision_id
from shared.domain.decisions import Verdict
from shared.domain.ledger import Ledger

SHOWN = 50
OUTCOMES_SHOWN = 200
SINCE_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class LiveDecision:
    """The current decision of one session in a line; amounts in minor units, discounts positive."""

    decision_id: str
    session_id: str
    cart_id: str
    evaluated_at: int
    currency: str
    subtotal: int
    items_discount: int
    shipping_discount: int
    total: int
    profile: str | None
    rules: tuple[str, ...]
    intent: float


@dataclass(frozen=True, slots=True)
class LiveEvent:
    """How often an event happened in one session, and when last."""

    session_id: str
    event_name: str
    count: int
    last_at: int


@dataclass(frozen=True, slots=True)
class LiveOutcome:
    """One event as it was taken in, or rejected with ``code`` and ``path``; what could not be read is ``None``."""

    session_id: str
    event_name: str | None
    ts: int | None
    received_at: int
    code: str | None
    path: str | None


def live_decision(verdict: Verdict) -> LiveDecision:
    """Return ``verdict`` in a line."""
    basis, cart = verdict.basis, verdict.basis.cart
    items_discount = sum(sum(each.allocations) for each in verdict.applied)
    shipping_discount = sum(each.shipping for each in verdict.applied)
    return LiveDecision(
        decision_id=decision_id(basis.session_id, basis.sequence),
        session_id=basis.session_id,
        cart_id=cart.cart_id,
        evaluated_at=basis.decided_at,
        currency=cart.currency,
        subtotal=cart.subtotal,
        items_discount=items_discount,
        shipping_discount=shipping_discount,
        total=cart.subtotal - items_discount + cart.shipping.amount - shipping_discount,
        profile=verdict.winner.id if verdict.winner else None,
        rules=tuple(each.rule.id for each in verdict.applied),
        intent=basis.intent.probability,
    )


def live_events(ledgers: Iterable[tuple[str, Ledger]]) -> tuple[LiveEvent, ...]:
    """Return the events of (session id, ledger) pairs, the latest first, at most fifty."""
    events = [
        LiveEvent(session_id, name, tally.count, tally.last_at)
        for session_id, ledger in ledgers
        for name, tally in ledger.tallies.items()
    ]
    return tuple(sorted(events, key=lambda event: -event.last_at)[:SHOWN])


def live_outcomes(ledgers: Iterable[tuple[str, Ledger]]) -> tuple[LiveOutcome, ...]:
    """Return the single events of (session id, ledger) pairs as they were judged, the latest first, at most 200."""
    # Within a session the later stands first also among those received together, and so it stays.
    outcomes = [
        LiveOutcome(session_id, each.event_name, each.ts, each.received_at, each.code, each.path)
        for session_id, ledger in ledgers
        for each in reversed(ledger.outcomes)
    ]
    return tuple(sorted(outcomes, key=lambda outcome: -outcome.received_at)[:OUTCOMES_SHOWN])
