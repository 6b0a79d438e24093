"""What becomes of a reminder at the moment of sending: it is sent, put off, or ended for a reason.

*Cancelled* is what the shopper's own doings made pointless; should its reason come up again, there may be another.
*Skipped* is what the shop could not or may not send; that is final.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from shared.domain.conditions.holding import holds
from shared.domain.contacts import Contact
from shared.domain.decisions import Basis, Promise
from shared.domain.facts.gathered import Facts
from shared.domain.items import Item
from shared.domain.ledger import Ledger
from shared.domain.reminders import (
    DORMANT_AFTER_MS,
    WISH_AFTER_MS,
    WISH_UNTIL_MS,
    Reminder,
    Wished,
    dormant_at,
    wish_at,
)
from shared.domain.rules.actions import Percent
from shared.domain.rules.model import RuleSet
from shared.domain.visitor import Visitor

DORMANT_RULE = "dormant"
PROMISE_MS = 7 * 86_400_000
LOW_STOCK = 3
MAX_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known when a reminder is about to be sent; ``items`` by id, as far as the shop told them.

    ``basis`` is what the visitor's latest cart was decided on, ``ledger`` the events of the session that holds it.
    """

    visitor: Visitor
    contact: Contact | None = None
    basis: Basis | None = None
    ledger: Ledger = field(default_factory=Ledger)
    wish: Wished | None = None
    items: Mapping[str, Item] | None = None


@dataclass(frozen=True, slots=True)
class Invite:
    """Send: come back to the cart, with a percentage promised for it."""

    contact: Contact
    basis: Basis
    promise: Promise


@dataclass(frozen=True, slots=True)
class Recall:
    """Send: what was wished is there, and costs so much."""

    contact: Contact
    wish: Wished
    item: Item


@dataclass(frozen=True, slots=True)
class PutOff:
    """Not yet: the shopper was active at ``since``."""

    since: int
    due_at: int


@dataclass(frozen=True, slots=True)
class End:
    """Never, for this reason."""

    state: Literal["cancelled", "skipped"]
    reason: str


Fate = Invite | Recall | PutOff | End


def fate(reminder: Reminder, known: Circumstances, rules: RuleSet, now: int) -> Fate:
    """Return what becomes of ``reminder`` at ``now``."""
    if not known.visitor.consent.allows_analytics:
        return End("cancelled", "consent_withdrawn")
    if reminder.key.kind == "dormant_cart":
        return _cart_fate(reminder, known, rules, now)
    return _wish_fate(known, now)


def promise_of(rules: RuleSet, basis: Basis, now: int) -> Promise | None:
    """Return what the rule ``dormant`` promises to the cart of ``basis``: good for seven days, for this cart only.

    ``None`` when the rule set has no such rule, or it gives no percentage of the whole cart.
    """
    place = rules.place_of(DORMANT_RULE)
    rule = None if place is None else rules.rules[place]
    if rule is None or not isinstance(rule.discount, Percent) or rule.discount.lines is not None:
        return None
    if not holds(rule.when, Facts(replace(basis, decided_at=now), rules.zone)):
        return None
    return Promise(rule.id, rule.discount.basis_points, basis.cart.cart_id, now + PROMISE_MS)


def link_claims(reminder: Reminder, invite: Invite, now: int) -> dict[str, str | int]:
    """Return what the link of the mail says: whose cart, where it lies, and what was promised; epoch seconds."""
    return {
        "sub": reminder.key.visitor_id,
        "rid": reminder.key.reminder_id,
        "sid": invite.basis.session_id,
        "cart_id": invite.promise.cart_id,
        "rule": invite.promise.rule,
        "bp": invite.promise.basis_points,
        "iat": now // 1000,
        "exp": invite.promise.expires_at // 1000,
    }


def _cart_fate(reminder: Reminder, known: Circumstances, rules: RuleSet, now: int) -> Fate:
    basis, visitor = known.basis, known.visitor
    if basis is None:
        return End("cancelled", "cart_gone")
    if basis.cart.cart_id != reminder.key.subject:
        return End("cancelled", "another_cart")
    if basis.cart.stage == "completed" or (visitor.last_purchase_at or 0) >= basis.changed_at:
        return End("cancelled", "purchased")
    if not basis.cart.lines:
        return End("cancelled", "cart_emptied")
    promise = promise_of(rules, basis, now)
    if promise is None:
        return End("cancelled", "no_offer_for_this_cart")
    last_event_at = max((tally.last_at for tally in known.ledger.tallies.values()), default=0)
    active_at = max(basis.changed_at, visitor.last_seen_at or 0, last_event_at)
    if now - active_at <= DORMANT_AFTER_MS:
        return PutOff(active_at, dormant_at(active_at))
    known_items = known.items or {}
    stocks = [item.stock if (item := known_items.get(line.item_id)) else None for line in basis.cart.lines]
    if all(stock == 0 for stock in stocks):
        return End("skipped", "out_of_stock")
    reachable = _reachable(known.contact)
    return reachable if isinstance(reachable, End) else Invite(reachable, basis, promise)


def _wish_fate(known: Circumstances, now: int) -> Fate:
    wish = known.wish
    if wish is None:
        return End("cancelled", "removed")
    if (known.visitor.last_purchase_at or 0) >= wish.added_at:
        return End("cancelled", "purchased")
    if now < wish.added_at + WISH_AFTER_MS:
        return PutOff(wish.added_at, wish_at(wish.added_at))
    if now > wish.added_at + WISH_UNTIL_MS:
        # After an outage or a jump of the clock the moment is gone: a mail about last week's wish surprises.
        return End("skipped", "too_late")
    item = (known.items or {}).get(wish.item_id)
    if item is None:
        return End("skipped", "unknown_item")
    if item.stock == 0:
        return End("skipped", "out_of_stock")
    reachable = _reachable(known.contact)
    return reachable if isinstance(reachable, End) else Recall(reachable, wish, item)


def _reachable(contact: Contact | None) -> Contact | End:
    if contact is None:
        return End("skipped", "no_customer")
    if contact.email is None:
        return End("skipped", "no_email")
    return contact if contact.marketing.email else End("skipped", "no_marketing_consent")
