"""Everything that a decision depends on, and all that is stored of it: from a basis it is decided anew, bit by bit."""

from collections.abc import Mapping
from dataclasses import field

from shared.domain.cart import Cart
from shared.domain.facts.catalogue import Observation
from shared.domain.facts.gathered import Facts
from shared.domain.frozen import frozen
from shared.domain.items import Message
from shared.domain.money import Minor
from shared.domain.usage import Usage


@frozen
class Grant:
    """A rule that was entered: it holds while its ``when`` does, until ``expires_at``."""

    rule: str
    granted_at: int
    expires_at: int


@frozen
class Promise:
    """A percentage given in writing by a reminder: the least that the rule's group gives until it expires."""

    rule: str
    basis_points: int
    cart_id: str
    expires_at: int

    def holds(self, cart_id: str, now: int) -> bool:
        """Return whether it was given to this cart, and still counts at ``now``."""
        return self.cart_id == cart_id and now < self.expires_at


@frozen
class Intent:
    """A calibrated probability to buy in this session, and the model that says so."""

    probability: float
    model: str


@frozen
class Basis:
    """What one decision is made of. Times in epoch ms."""

    session_id: str
    sequence: int
    ruleset: str
    decided_at: int
    cart: Cart
    floors: tuple[Minor, ...]
    messages: tuple[Message, ...]
    cart_hash: str
    changed_at: int
    began_at: int
    intent: Intent
    observed: Mapping[str, Observation] = field(default_factory=dict)
    """``session.*`` and ``customer.*`` facts by name, as far as they are not the default; origins of running ones."""
    locale: str | None = None
    promise: Promise | None = None
    grants: tuple[Grant, ...] = ()
    told: Mapping[str, int] | None = None
    """``rule:type`` of every intervention sent in the session, with the sequence of its decision."""
    used: Mapping[str, Usage] = field(default_factory=dict)
    """Of rules with limits, by id: what they were redeemed so far; a rule that is missing was not."""
    codes: Mapping[str, str] = field(default_factory=dict)
    """Of the entered codes, case-folded, those that the shop issued for one use: their batch, or ``used``."""

    @property
    def facts(self) -> Facts:
        """The facts that the rules see, to a clock in UTC."""
        return Facts(self)
