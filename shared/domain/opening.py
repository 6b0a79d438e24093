"""Opening a session: who comes, what was allowed, and which cart comes back with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shared.domain.decisions import Basis, Promise
from shared.domain.errors import FieldError, RefusedError, UnauthorizedError
from shared.domain.state import Customer, Return

SESSION_MS = 2 * 3_600_000


@dataclass(frozen=True, slots=True)
class ReturnLink:
    """What a reminder's link says: whose cart it is, where it lies, and what was promised for it."""

    reminder_id: str
    visitor_id: str
    session_id: str
    promise: Promise


def session_end(now: int) -> int:
    """Return when a session opened at ``now`` ends: two hours later, on a full second."""
    return (now + SESSION_MS) // 1000 * 1000


def check_time_zone(name: str | None) -> None:
    """Raise ``RefusedError`` when ``name`` is no IANA time zone."""
    try:
        ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        fault = FieldError("$.time_zone", "unknown_time_zone", "an IANA name such as Europe/Rome is expected")
        raise RefusedError(fault.message, errors=(fault,)) from error


def customer_of(claims: Mapping[str, Any]) -> Customer:
    """Return whom the shop's backend vouches for; raise ``UnauthorizedError`` when the claims name nobody."""
    subject, tier = claims.get("sub"), claims.get("tier")
    if not isinstance(subject, str) or not subject:
        raise UnauthorizedError("the customer token names no customer")
    return Customer(subject, prime=claims.get("prime") is True, tier=tier if isinstance(tier, str) else None)


def link_of(claims: Mapping[str, Any]) -> ReturnLink:
    """Return what the claims of a reminder's link say."""
    promise = Promise(claims["rule"], claims["bp"], claims["cart_id"], claims["exp"] * 1000)
    return ReturnLink(claims["rid"], claims["sub"], claims["sid"], promise)


def returned(link: ReturnLink, left: Basis, last_seen_at: int | None, now: int) -> Return:
    """Return how the shopper came back: the pause since the cart or the shopper was last seen, and the promise."""
    return Return(link.reminder_id, max(0, now - max(left.changed_at, last_seen_at or 0)), link.promise)


def can_come_back(basis: Basis | None) -> bool:
    """Return whether a left cart is worth bringing back: something in it, and not bought yet."""
    return basis is not None and bool(basis.cart.lines) and basis.cart.stage != "completed"
