"""What is known beside the cart when it is decided: of the shopper, their session and the shop's other carts.

By the facts' names, as a decision keeps it, so that it can be made again from nothing else.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from shared.domain.cart import Cart
from shared.domain.facts.catalogue import Observation
from shared.domain.segments import PROFILES, segments

if TYPE_CHECKING:
    from shared.domain.basis import Basis
    from shared.domain.session import Observed, Session

CHECKOUT = "cart.since_checkout_ms"
PERCENTILE = "cart.percentile"
PROFILE = "session.profile"
SEGMENTS = "session.segments"


def observations(
    session: "Session",
    observed: "Observed",
    cart: Cart,
    before: "Basis | None",
    now: int,
    *,
    same_revision: bool = False,
) -> dict[str, Observation]:
    """Return what is known when ``cart`` is decided at ``now``; ``before`` is the decision on it before this one.

    A profile is that of the revision before, so looking at the same revision again keeps it, and changes nothing.
    """
    known = {**session.arrival, **observed.facts, **_customer(session)}
    if session.returned:
        known["session.returned_after_ms"] = session.returned.after_ms
    if cart.stage != "cart":
        began = before.observed.get(CHECKOUT) if before else None
        known[CHECKOUT] = now if began is None else began
    percentile = observed.carts.percentile(cart.subtotal) if observed.carts else None
    if percentile is not None:
        known[PERCENTILE] = percentile
    profile, profiles = _standing(before) if same_revision and before else (session.profile, session.profiles)
    if profile:
        known[PROFILE] = profile
    customer = session.customer
    groups = segments(
        lambda name: _count(known, name),
        profiles,
        prime=customer is not None and customer.prime,
        tier=customer.tier if customer else None,
    )
    if groups:
        known[SEGMENTS] = groups
    return known


def _customer(session: "Session") -> dict[str, Observation]:
    customer = session.customer
    if customer is None:
        return {}
    known: dict[str, Observation] = {"customer.known": True}
    if customer.prime:
        known["customer.prime"] = True
    if customer.tier:
        known["customer.tier"] = customer.tier.casefold()
    return known


def _standing(before: "Basis") -> tuple[str | None, tuple[str, ...]]:
    """Return the profile that the decision ``before`` saw, and the profiles among the segments it saw."""
    profile, groups = before.observed.get(PROFILE), before.observed.get(SEGMENTS, ())
    seen = groups if isinstance(groups, tuple) else ()
    return profile if isinstance(profile, str) else None, tuple(name for name in seen if name in PROFILES)


def _count(known: Mapping[str, Observation], event_name: str) -> int:
    count = known.get(f"session.events.{event_name}", 0)
    return count if isinstance(count, int) else 0
