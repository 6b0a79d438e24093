"""Exports: everything that is kept of a shopper, as one document that people and programs can read (mission B4).

The document is an object: ``format``, ``version``, ``generated_at``, ``about`` (whom the shop asked for),
``lake_as_of`` (up to when the lake is complete: what came in later is not in it yet), then a list for each of
``SECTIONS``, empty where nothing is kept. Times are epoch milliseconds, money is in minor units. What is a proof, a
hash or the name of a connection is left out: it says nothing of the shopper, and would open doors.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from shared.domain.basis import Basis
from shared.domain.ledger import ITEM_BYTES, Ledger
from shared.domain.state import Session

FORMAT: Final = "microlift-shopper"
VERSION: Final = 1

SECTIONS: Final[Mapping[str, str]] = {
    "profiles": "each browser: its last visit and purchase, its customer, what it consents to, and when that changed",
    "customers": "what the shop's backend told of each customer, their orders counted, the browsers they were seen in",
    "sessions": "each session: where and how the shopper arrived, the cart, how often each event happened",
    "wishes": "wished items",
    "reminders": "reminders, sent or not",
    "redemptions": "how often each rule was redeemed",
    "orders": "orders as the shop's backend told them",
    "decisions": "what carts earned, and what that was decided by",
    "lake_events": "every event that was accepted",
    "lake_failed": "every event that was rejected, with the reason",
    "lake_decisions": "decisions as they are analysed",
    "lake_orders": "orders as they are analysed",
}
"""The document's lists, in order, and what is in each."""

INLINE_BYTES: Final = 1_000_000
"""So large a document is shown with its job; a larger one is fetched."""

MOST_BYTES: Final = 400_000_000
"""A larger document does not fit where it is written."""

LINK_S: Final = 15 * 60

LOOK_AGAIN_S: Final = 20
MOST_LOOKS: Final = 30
"""So often it is looked whether the lake has taken in what had landed; then what is there must do."""


@dataclass(frozen=True, slots=True)
class ExportRound:
    """The message to carry out an export; ``looks`` counts how often it waited for the lake."""

    job_id: str
    looks: int = 0


class ExportTooLargeError(RuntimeError):
    """The shopper's document would not fit."""


def readable_session(session: Session, ledger: Ledger, sockets: int) -> dict[str, Any]:
    """Return a session with its cart and what was counted of its events."""
    return {
        "session_id": session.session_id,
        "visitor_id": session.visitor_id,
        "expires_at": session.expires_at,
        "consent": session.consent,
        "locale": session.locale,
        "time_zone": session.time_zone,
        "customer": session.customer,
        "returned_by_reminder": session.returned,
        "bot": session.bot,
        "arrival": session.arrival,
        "open_sockets": sockets,
        "profile": session.profile,
        "profiles": session.profiles,
        "redeemed_by_order": session.redeemed,
        "redeemed_before": session.used_before,
        "shown": session.told,
        "granted": session.granted,
        "cart": readable_basis(session.basis) if session.basis else None,
        "bought": readable_basis(session.bought) if session.bought else None,
        "events": readable_ledger(ledger),
    }


def readable_ledger(ledger: Ledger) -> dict[str, Any]:
    """Return what was counted of a session's events, and the last of them as they came."""
    return {
        "accepted": ledger.total,
        "counts": ledger.tallies,
        "wishes": ledger.wishes,
        "page": ledger.page,
        "items_seen": len(ledger.viewed) // ITEM_BYTES,
        "attention": ledger.attention,
        "latest": ledger.outcomes,
    }


def readable_basis(basis: Basis) -> dict[str, Any]:
    """Return a cart and what it was decided by."""
    return {
        "decided_at": basis.decided_at,
        "ruleset": basis.ruleset,
        "locale": basis.locale,
        "cart": basis.cart,
        "changed_at": basis.changed_at,
        "began_at": basis.began_at,
        "intent": basis.intent,
        "facts": basis.observed,
        "promise": basis.promise,
        "grants": basis.grants,
        "shown": basis.told,
        "rules_used": basis.used,
        "single_use_codes": basis.codes,
    }
