"""What is kept of a session: who shops, what they came with, and the decision that stands.

Apart from what moves a session on: whoever only reads one need not load the rules.
"""

from collections.abc import Mapping
from dataclasses import field

from shared.domain.basis import Basis, Grant, Promise
from shared.domain.cart import Cart
from shared.domain.consent import Consent
from shared.domain.facts.fact import Observation
from shared.domain.frozen import frozen


@frozen
class Customer:
    """Who the shop's backend says this is; nothing else makes a shopper Prime."""

    customer_id: str
    prime: bool = False
    tier: str | None = None


@frozen
class Return:
    """How a reminder's link brought the shopper back: after which pause, with what promise."""

    reminder_id: str
    after_ms: int
    promise: Promise | None = None


@frozen
class Session:
    """The ``cart`` item of a session. ``basis`` is the current decision's; ``next_check_at`` the moment it may change.

    ``submitted`` is the hash of the cart as the browser sent it, which tells a repeated revision from another cart;
    ``asker`` is the socket that the current decision was answered to directly; the others have it pushed. ``arrival``
    is what the opening showed, by the facts' names; ``profile`` and ``profiles`` are those of the current decision: the
    rule that gives its discount, and all profile rules that hold. ``awaited`` are the events that its rules ask of.
    """

    session_id: str
    visitor_id: str
    expires_at: int
    consent: Consent = Consent()
    locale: str | None = None
    time_zone: str | None = None
    customer: Customer | None = None
    returned: Return | None = None
    submitted: str = ""
    asker: str | None = None
    basis: Basis | None = None
    next_check_at: int | None = None
    arrival: Mapping[str, Observation] = field(default_factory=dict)
    profile: str | None = None
    profiles: tuple[str, ...] = ()
    redeemed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The rules that each order of this session redeemed, by the order's id."""
    used_before: Mapping[str, int] = field(default_factory=dict)
    """How often this shopper had redeemed a rule when the session opened; asked only where a limit wants to know."""
    awaited: tuple[str, ...] = ("add_to_cart",)
    bought: Basis | None = None
    """Of a completed cart, what the last decision was made of before: a completed one earns nothing any more."""
    bot: bool = False
    """A robot opened it: it is served like anyone, and the reports leave it out."""
    told: Mapping[str, int] = field(default_factory=dict)
    """``rule:type`` of what session rules showed in the session, with the moment of its claim."""
    granted: tuple[Grant, ...] = ()
    """What session rules promised: the carts of the session find it here until it expires."""
    prompt_at: int | None = None
    """When time alone may bring something that a session rule shows."""

    @property
    def cart(self) -> Cart | None:
        """The cart at the shop's own prices, or ``None`` before the first one."""
        return self.basis.cart if self.basis else None
