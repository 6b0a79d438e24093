"""The two items of a session in DynamoDB's words: ``cart`` with the session's state, ``events`` with its ledger."""

from typing import Any

from shared.domain.attention import Attention
from shared.domain.frozen import frozen
from shared.domain.ledger import Ledger
from shared.domain.state import Session
from shared.store.schema import FOLLOWED_ATTRIBUTE
from shared.store.states import ATTENTION, OUTCOMES, PAGE, SESSION, TALLIES, WISHES
from shared.store.table import Attributes, key, number, packed, unpacked

ACTIVE_SHARDS = 8
ACTIVE_BUCKET_MS = 5 * 60_000
KEPT_WITH_CONSENT_S = 30 * 86_400
KEPT_WITHOUT_S = 3_600


@frozen
class Loaded:
    """A session as read, with the versions that a write must find unchanged (0: no such item yet)."""

    session: Session
    version: int
    ledger: Ledger
    ledger_version: int
    sockets: tuple[str, ...]


def loaded(cart: Attributes, events: Attributes | None, *, arrivals: bool = False) -> Loaded:
    """Return what the two items of a session hold, as read or as a stream's image; ``arrivals`` as in ``ledger_of``."""
    ledger, ledger_version = Ledger(), 0
    if events:
        ledger, ledger_version = ledger_of(events, arrivals=arrivals), int(events["version"]["N"])
    return Loaded(
        session_of(cart),
        int(cart["version"]["N"]),
        ledger,
        ledger_version,
        tuple(cart.get("sockets", {}).get("SS", ())),
    )


def opened(session: Session, now: int) -> Attributes:
    """Return the item of a session that did not exist."""
    return key(session_key(session.session_id), "cart") | cart_attributes(session, 1, now)


def session_of(item: Attributes) -> Session:
    """Return the session that a ``cart`` item holds."""
    return SESSION.read(item["state"]["B"], item["pk"]["S"].removeprefix("session#"))


def ledger_of(item: Attributes, *, arrivals: bool = True) -> Ledger:
    """Return the ledger that an ``events`` item holds; without ``arrivals`` nothing of how the events came.

    A cart's decision does not ask for it, and a shopper waits for that. An item that was emptied holds nothing.
    """
    if is_emptied(item):
        return Ledger()
    tallies, wishes, page, attention = (*unpacked(item["state"]["B"]), None, None)[:4]
    rested_at, outcomes = unpacked(item["arrivals"]["B"]) if arrivals and "arrivals" in item else (0, [])
    return Ledger(
        TALLIES.unpack(tallies),
        WISHES.unpack(wishes),
        bytes(item["seen"]["B"]),
        PAGE.unpack(page) if page else None,
        bytes(item["viewed"]["B"]) if "viewed" in item else b"",
        ATTENTION.unpack(attention) if attention else Attention(),
        OUTCOMES.unpack(outcomes),
        rested_at,
    )


def is_emptied(item: Attributes) -> bool:
    """Return whether an ``events`` item was emptied by a withdrawal of consent, and not written since."""
    return "state" not in item


def ledger_attributes(ledger: Ledger, session: Session, version: int, now: int) -> Attributes:
    """Return what the ``events`` item holds beside its key."""
    attributes: Attributes = {
        "state": {"B": packed(_plain_ledger(ledger))},
        "seen": {"B": ledger.seen},
        "viewed": {"B": ledger.viewed},
        "arrivals": {"B": packed([ledger.rested_at, OUTCOMES.pack(ledger.outcomes)])},
        "version": number(version),
        "visitor_id": {"S": session.visitor_id},
        "expires_at": number(kept_until(session)),
        **_active(session.session_id, now),
    }
    if ledger.wishes or ledger.attention.filters or any(map(ledger.count, session.awaited)):
        attributes[FOLLOWED_ATTRIBUTE] = {"BOOL": True}
    return attributes


def _plain_ledger(ledger: Ledger) -> list[Any]:
    plain = [TALLIES.pack(ledger.tallies), WISHES.pack(ledger.wishes)]
    attention = ATTENTION.pack(ledger.attention)
    if ledger.page or attention:
        plain.append(PAGE.pack(ledger.page) if ledger.page else None)
    return [*plain, attention] if attention else plain


def cart_attributes(session: Session, version: int, now: int) -> Attributes:
    """Return what the ``cart`` item holds beside its key and the sockets."""
    attributes: Attributes = {
        "state": {"B": SESSION.write(session)},
        "version": number(version),
        "expires_at": number(kept_until(session)),
        **_active(session.session_id, now),
    }
    if session.basis or session.next_check_at is not None:
        attributes[FOLLOWED_ATTRIBUTE] = {"BOOL": True}
    if session.next_check_at is not None and session.next_check_at < session.expires_at:
        attributes["next_check_at"] = number(session.next_check_at)
    return attributes


def _active(session_id: str, now: int) -> Attributes:
    """Return the index entry of a session active now; it moves every five minutes, else the index is left alone."""
    shard = int(session_id[-1], 16) % ACTIVE_SHARDS
    return {"due_shard": {"S": f"active#{shard}"}, "due_at": number(now // ACTIVE_BUCKET_MS * ACTIVE_BUCKET_MS)}


def kept_until(session: Session) -> int:
    """Return until when (epoch s) the items are kept."""
    kept_s = KEPT_WITH_CONSENT_S if session.consent.allows_analytics else KEPT_WITHOUT_S
    return session.expires_at // 1000 + kept_s


def session_key(session_id: str) -> str:
    """Return the partition key of a session's items."""
    return f"session#{session_id}"
