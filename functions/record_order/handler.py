"""Take an order: it completes its cart, cancels the reminders of who bought, and lands in the lake.

The order's id makes it one order however often it is sent, so an ``Idempotency-Key`` is welcome and not needed. A
failure on the way leaves it unsettled: the same order, sent again, does the rest.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from shared.adapters.lake import Lake
from shared.domain.decisions import decide
from shared.domain.errors import SessionGoneError
from shared.domain.money import Minor
from shared.domain.orders import Order, check, lake_row
from shared.domain.redeeming import bought, person_of, redeem, redeemed
from shared.domain.reminders import ReminderKey
from shared.domain.session import complete
from shared.domain.state import Session
from shared.edge.bodies import write
from shared.edge.clock import pause, real_now
from shared.edge.faults import rule_set_failed
from shared.edge.function import Function
from shared.edge.http import Call, Replied
from shared.edge.settings import settings
from shared.store.customers import CustomerStore
from shared.store.orders import OrderStore
from shared.store.reminders import ReminderStore
from shared.store.rulesets import RuleSets
from shared.store.sessions import SessionStore
from shared.store.table import Table
from shared.store.usage import UsageStore
from shared.store.visitors import VisitorStore

table = Table(settings.table_name)
orders = OrderStore(table)
customers = CustomerStore(table)
reminders = ReminderStore(table)
sessions = SessionStore(table, pause)
visitors = VisitorStore(table)
lake = Lake(settings.lake_stream, pause)
usage = UsageStore(table, pause, real_now, rule_set_failed, settings.cached_ms)
rule_sets = RuleSets(
    table, settings.shop_currency, settings.shop_time_zone, pause=pause, clock=real_now, report=rule_set_failed
)

handler = Function("record_order")


@dataclass(frozen=True, slots=True)
class OrderReceipt:
    """The order, and when it was first told."""

    order_id: str
    recorded_at: int


@handler.http("POST /v1/orders", body=Order, reply=OrderReceipt, callers=("server",), status=201)
def record(order: Order, call: Call) -> Replied:
    """Return the receipt: 201 for a new order, 200 for one that was told before."""
    check(order, settings.shop_currency, call.now)
    recorded = orders.record(order, call.now)
    if not recorded.is_settled:
        _settle(order, recorded.recorded_at, call.now)
    return Replied(201 if recorded.is_new else 200, OrderReceipt(order.order_id, recorded.recorded_at))


def _settle(order: Order, recorded_at: int, now: int) -> None:
    """Do all that follows from the order; each step may be done twice."""
    session = _session(order.session_id)
    customer = session.customer if session else None
    customer_id = order.customer_id or (customer.customer_id if customer else None)
    placed_at = recorded_at if order.placed_at is None else order.placed_at
    bought_here = session.visitor_id if session and session.consent.allows_analytics else None
    buyers = {*(customers.visitors_of(customer_id) if customer_id else ()), *((bought_here,) if bought_here else ())}
    if customer_id:
        customers.ordered(customer_id, order.order_id, order.total, placed_at)
    orders.trace(order.order_id, sorted(buyers))
    known = {visitor_id: visitors.load(visitor_id) for visitor_id in sorted(buyers)}
    carts = {each.cart_session_id for each in known.values() if each.consent.allows_analytics}
    # Before the cart is completed: from then on it says no more what was redeemed.
    shopping = session or _shopping(carts, order.cart_id)
    discount = _redeem(order, shopping, person_of(customer_id, bought_here), recorded_at)
    row = lake_row(order, visitor_id=bought_here, discount=discount, now=recorded_at)
    lake.put("orders", [write(row).encode()])
    for visitor_id, visitor in known.items():
        if visitor.consent.allows_analytics:
            visitors.purchased(visitor_id, placed_at, now)
        reminders.cancel_made_before(visitor_id, placed_at, "purchased", now)
    reminded = {_reminded_in(visitor_id, order.cart_id) for visitor_id in known}
    for session_id in {order.session_id, *carts, *reminded}:
        _complete(session_id, order.cart_id, now)
    orders.settled(order.order_id, now)


def _reminded_in(visitor_id: str, cart_id: str | None) -> str | None:
    """Return the session of whose cart the visitor was reminded: the mail's link would bring it back once more."""
    reminder = reminders.load(ReminderKey(visitor_id, "dormant_cart", cart_id)) if cart_id else None
    return reminder.session_id if reminder else None


def _redeem(order: Order, session: Session | None, person: str | None, recorded_at: int) -> Minor | None:
    """Count what the order redeemed: the rules that its cart's last decision applied, and the codes they wanted.

    Returns how much that took off, or ``None`` when the order is of no cart that is known.
    """
    basis = bought(session, order.cart_id) if session else None
    if session is None or basis is None:
        return None
    found = redeemed(decide(rule_sets.kept_or_active(basis.ruleset), basis), recorded_at)
    if not found.redemptions:
        return 0
    usage.count(order.order_id, found, person, recorded_at)
    rules = tuple(each.rule for each in found.redemptions)
    with suppress(SessionGoneError):
        sessions.change(
            session.session_id, lambda seen: (redeem(seen.session, order.order_id, rules), None), recorded_at
        )
    return sum(each.amount for each in found.redemptions)


def _shopping(session_ids: Iterable[str | None], cart_id: str | None) -> Session | None:
    """Return the session in which the cart was decided last, for an order that names only its customer."""
    found = [session for each in session_ids if (session := _session(each)) and bought(session, cart_id)]
    return max(found, key=lambda each: each.basis.decided_at if each.basis else 0, default=None)


def _session(session_id: str | None) -> Session | None:
    with suppress(SessionGoneError):
        return sessions.load(session_id).session if session_id else None
    return None


def _complete(session_id: str | None, cart_id: str | None, now: int) -> None:
    if session_id and cart_id:
        rules = rule_sets.active()
        with suppress(SessionGoneError):
            sessions.change(session_id, lambda seen: complete(seen.session, cart_id, rules, now), now)
