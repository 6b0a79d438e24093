"""Send one reminder, once: look, claim, look again, send, record.

Whoever claims sends; everybody else's message ends here. What fails before the mail is asked for gives the claim back.
A crash between the claim and the record leaves it open, since the mail may be out: the sweep then calls it ``unknown``,
and it is never sent again.
"""

import secrets

from shared.adapters.mail import Mail, MailRefusedError
from shared.domain.errors import SessionGoneError
from shared.domain.fates import MAX_ATTEMPTS, Circumstances, End, Fate, Invite, PutOff, Recall, fate, link_claims
from shared.domain.letters import Letter
from shared.domain.messages import cart_letter, wish_letter
from shared.domain.reminders import Reminder, ReminderKey, full_hour
from shared.domain.visitor import Visitor
from shared.edge.clock import pause, real_now
from shared.edge.faults import rule_set_failed
from shared.edge.function import Function
from shared.edge.keys import key_ring
from shared.edge.settings import settings
from shared.edge.tokens import sign
from shared.store.customers import CustomerStore
from shared.store.items import ItemStore
from shared.store.reminders import ReminderStore
from shared.store.rulesets import RuleSets
from shared.store.session_items import Loaded
from shared.store.sessions import SessionStore
from shared.store.table import Table
from shared.store.visitors import VisitorStore
from shared.store.wishes import WishStore

RETURN_AUDIENCE = "microlift:return"

table = Table(settings.table_name)
reminders = ReminderStore(table)
visitors = VisitorStore(table)
customers = CustomerStore(table)
sessions = SessionStore(table, pause)
wishes = WishStore(table)
items = ItemStore(table, pause, real_now, settings.cached_ms)
mail = Mail(lambda: settings.mail_sender)
rule_sets = RuleSets(
    table, settings.shop_currency, settings.shop_time_zone, pause=pause, clock=real_now, report=rule_set_failed
)

handler = Function("send_reminder")


@handler.queue(ReminderKey)
def send(key: ReminderKey, now: int) -> None:
    """Send the reminder if it still holds; do nothing when it is claimed, sent or over."""
    seen = reminders.load(key)
    if seen is None or seen.state != "scheduled" or _settle(seen, _fate(seen, now), now) is None:
        return
    holder = secrets.token_hex(8)
    try:
        found = _claimed(seen, holder, now)
    except Exception:
        reminders.release(key, holder)
        raise
    if found is not None:
        _send(*found, now)


def _claimed(seen: Reminder, holder: str, now: int) -> tuple[Reminder, str, Letter] | None:
    """Return the reminder once it is claimed, with the address and the letter; ``None`` when it is not to be sent."""
    claimed = reminders.claim(seen, holder, now)
    sendable = _settle(claimed, _fate(claimed, now), now) if claimed else None
    if claimed is None or sendable is None:
        return None
    return claimed, sendable.contact.email or "", _letter(claimed, sendable, now)


def _settle(reminder: Reminder, found: Fate, now: int) -> Invite | Recall | None:
    """Return what is to be sent; otherwise put the reminder off, or end it, and return ``None``."""
    if isinstance(found, PutOff):
        reminders.put_off(reminder, found.since, found.due_at, now)
    elif isinstance(found, End):
        reminders.close(reminder, found.state, found.reason, now)
    else:
        return found
    return None


def _send(claimed: Reminder, address: str, letter: Letter, now: int) -> None:
    try:
        mail.send(address, letter, claimed.key.reminder_id)
    except MailRefusedError as refused:
        if refused.final or claimed.attempts >= MAX_ATTEMPTS:
            reminders.close(claimed, "skipped", "refused_by_mail_provider", now)
            return
        reminders.put_off(claimed, claimed.since, full_hour(now + 1), now)
        raise
    reminders.sent(claimed, now)


def _letter(reminder: Reminder, sendable: Invite | Recall, now: int) -> Letter:
    if isinstance(sendable, Recall):
        return wish_letter(sendable, settings.storefront_url)
    known = items.known(line.item_id for line in sendable.basis.cart.lines)
    claims = {"aud": RETURN_AUDIENCE, **link_claims(reminder, sendable, now)}
    token = sign(claims, key_ring.current().token_secret)
    return cart_letter(sendable, known, settings.storefront_url, token, settings.shop_time_zone)


def _fate(reminder: Reminder, now: int) -> Fate:
    visitor = visitors.load(reminder.key.visitor_id)
    contact = customers.load(visitor.customer_id) if visitor.customer_id else None
    if reminder.key.kind == "wishlist":
        wish = wishes.load(reminder.key.visitor_id, reminder.key.subject)
        known = Circumstances(visitor, contact, wish=wish, items=items.known((reminder.key.subject,)))
        return fate(reminder, known, rule_sets.active(), now)
    left = _left(reminder, visitor)
    if left is None or left.session.basis is None:
        return fate(reminder, Circumstances(visitor, contact), rule_sets.active(), now)
    basis = left.session.basis
    stocked = items.known(line.item_id for line in basis.cart.lines)
    known = Circumstances(visitor, contact, basis, left.ledger, items=stocked)
    return fate(reminder, known, rule_sets.active(), now)


def _left(reminder: Reminder, visitor: Visitor) -> Loaded | None:
    """Return the session that holds the visitor's latest cart, or ``None`` when it is gone."""
    session_id = visitor.cart_session_id or reminder.session_id
    try:
        return sessions.load(session_id) if session_id else None
    except SessionGoneError:
        return None
