"""Reminders: which cart or wish calls for one, and when it falls due (mission D1, D2).

A reminder has one reason, its kind and subject: a cart's id or a wished item's. It is decided twice: here, when the
cart or wish changes, and again at the moment of sending (``fates.py``), since a week may lie between.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from shared.domain.basis import Basis
from shared.domain.ledger import Ledger
from shared.domain.state import Session

Kind = Literal["dormant_cart", "wishlist"]
State = Literal["scheduled", "claimed", "sent", "unknown", "cancelled", "skipped"]

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS

# The `when` and `enter` of the packaged rule `dormant`. Who knows the rules that serve asks those instead.
DORMANT_ABOVE = 6000
DORMANT_AFTER_MS = 7 * DAY_MS
WISH_AFTER_MS = 24 * HOUR_MS
WISH_UNTIL_MS = 48 * HOUR_MS
CLAIM_MS = 15 * 60_000


@dataclass(frozen=True, slots=True)
class ReminderKey:
    """The one reason for which a visitor may be reminded, once."""

    visitor_id: str
    kind: Kind
    subject: str

    @property
    def reminder_id(self) -> str:
        """The reminder's id: derived, so that nothing can make a second one for the same reason."""
        reason = f"{self.visitor_id}:{self.kind}:{self.subject}"
        return "r-" + hashlib.sha256(reason.encode()).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class Sweep:
    """The message that starts a sweep: which one it is follows from its queue."""

    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class NewReminder:
    """A reminder to schedule. ``since`` is when the cart last changed or the wish was made; epoch ms."""

    key: ReminderKey
    since: int
    due_at: int
    session_id: str | None = None


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder as kept; ``reason`` says why it was cancelled or skipped, ``claimed_by`` which sender has it."""

    key: ReminderKey
    state: State
    since: int
    due_at: int
    session_id: str | None = None
    reason: str | None = None
    claimed_at: int | None = None
    attempts: int = 0
    sent_at: int | None = None
    claimed_by: str | None = None


@dataclass(frozen=True, slots=True)
class ReminderLine:
    """A reminder in a line; ``due_at`` is when it falls due, or when it ended."""

    reminder_id: str
    kind: Kind
    subject: str
    visitor_id: str
    state: State
    due_at: int
    sent_at: int | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Wished:
    """What a visitor wished, when, and what it cost then: minor units, ``None`` when the event did not say."""

    item_id: str
    added_at: int
    price: int | None


@dataclass(frozen=True, slots=True)
class WishAdded:
    """A wish was made; it calls for a reminder."""

    wish: Wished
    reminder: NewReminder


@dataclass(frozen=True, slots=True)
class WishRemoved:
    """A wish was taken back."""

    key: ReminderKey
    removed_at: int


WishChange = WishAdded | WishRemoved


def is_dear(basis: Basis) -> bool:
    """Return whether the packaged rules have something for the cart once it is dormant."""
    return basis.cart.subtotal > DORMANT_ABOVE


def due_dormant_cart(
    before: Session | None, after: Session, worth: Callable[[Basis], bool] = is_dear
) -> NewReminder | None:
    """Return the reminder that a change of the session calls for: only when its cart *becomes* ``worth`` one.

    Later changes of such a cart leave the reminder and its index entry alone; when it falls due, it is put off.
    """
    basis = after.basis
    if basis is None or not _may_fall_dormant(after, worth):
        return None
    if _same_cart(before, after) and _may_fall_dormant(before, worth):
        return None
    key = ReminderKey(after.visitor_id, "dormant_cart", basis.cart.cart_id)
    return NewReminder(key, basis.changed_at, dormant_at(basis.changed_at), after.session_id)


def dormant_at(last_active_at: int) -> int:
    """Return the first full hour at which more than seven days lie between it and ``last_active_at``."""
    return full_hour(last_active_at + DORMANT_AFTER_MS + 1)


def due_wishes(visitor_id: str, before: Ledger | None, after: Ledger) -> Iterator[WishChange]:
    """Return what the session's new events changed on the visitor's wish list, each with its reminder."""
    earlier = before.wishes if before else {}
    for item_id, wish in after.wishes.items():
        if wish == earlier.get(item_id):
            continue
        key = ReminderKey(visitor_id, "wishlist", item_id)
        if wish.added:
            yield WishAdded(Wished(item_id, wish.ts, wish.price), NewReminder(key, wish.ts, wish_at(wish.ts)))
        else:
            yield WishRemoved(key, wish.ts)


def wish_at(added_at: int) -> int:
    """Return the first full hour a day after ``added_at``."""
    return full_hour(added_at + WISH_AFTER_MS)


def full_hour(moment: int) -> int:
    """Return ``moment`` rounded up to the hour: most changes then leave the index as it is."""
    return -(-moment // HOUR_MS) * HOUR_MS


def sorted_out(due: Iterable[Reminder], now: int) -> tuple[list[ReminderKey], list[Reminder]]:
    """Return which of the ``due`` reminders to send, and which claims are lost.

    A claim is lost when it has been open for 15 minutes: whoever held it crashed, perhaps after the mail went out.
    """
    due = list(due)
    waiting = [each.key for each in due if each.state == "scheduled" and each.due_at <= now]
    lost = [each for each in due if each.state == "claimed" and (each.claimed_at or 0) + CLAIM_MS <= now]
    return waiting, lost


def line_of(reminder: Reminder) -> ReminderLine:
    """Return ``reminder`` in a line, for those who look on."""
    key = reminder.key
    return ReminderLine(
        reminder_id=key.reminder_id,
        kind=key.kind,
        subject=key.subject,
        visitor_id=key.visitor_id,
        state=reminder.state,
        due_at=reminder.due_at,
        sent_at=reminder.sent_at,
        reason=reminder.reason,
    )


def _may_fall_dormant(session: Session | None, worth: Callable[[Basis], bool]) -> bool:
    if session is None or session.basis is None or not session.consent.allows_analytics:
        return False
    return session.basis.cart.stage != "completed" and worth(session.basis)


def _same_cart(before: Session | None, after: Session) -> bool:
    return bool(before and before.cart and after.cart and before.cart.cart_id == after.cart.cart_id)
