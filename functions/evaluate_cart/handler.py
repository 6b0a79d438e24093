"""Decide what the cart in front of the shopper earns: by socket, by HTTP, and when the delayed queue says so."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Annotated, Literal

from annotated_types import MaxLen

from shared.adapters.queue import Queue
from shared.adapters.sockets import Sockets
from shared.domain.answers import Decision, answer
from shared.domain.cart import Cart
from shared.domain.decisions import Verdict, decide
from shared.domain.errors import FieldError, RefusedError, SessionGoneError
from shared.domain.frozen import frozen
from shared.domain.intent import intent_of
from shared.domain.interventions import Shown
from shared.domain.items import Item, priced
from shared.domain.rechecks import Recheck, next_hop
from shared.domain.redeeming import used
from shared.domain.rules.model import RuleSet
from shared.domain.session import Observed, Session, receive, wake
from shared.domain.submissions import check, is_repeat
from shared.edge.bodies import write
from shared.edge.callers import Caller
from shared.edge.clock import pause, real_now
from shared.edge.faults import rule_set_failed
from shared.edge.function import Function
from shared.edge.http import Call
from shared.edge.offers import sign_offer
from shared.edge.settings import settings
from shared.store.codes import CodeStore
from shared.store.items import ItemStore
from shared.store.rulesets import RuleSets
from shared.store.session_items import Loaded
from shared.store.sessions import SessionStore
from shared.store.sockets import SocketStore
from shared.store.table import Table
from shared.store.usage import UsageStore

MAX_CART_BYTES = 128 * 1024

table = Table(settings.table_name)
sessions = SessionStore(table, pause)
items = ItemStore(table, pause, real_now, settings.cached_ms)
rechecks = Queue(lambda: settings.recheck_queue_url)
sockets = Sockets(lambda: settings.socket_endpoint)
listening = SocketStore(table)
codes = CodeStore(table, pause)
usage = UsageStore(table, pause, real_now, rule_set_failed, settings.cached_ms)
rule_sets = RuleSets(
    table, settings.shop_currency, settings.shop_time_zone, pause=pause, clock=real_now, report=rule_set_failed
)

handler = Function("evaluate_cart")


@frozen
class CartUpdate:
    """The frame by which a storefront sends its cart."""

    action: Literal["cart.update"]
    cart: Cart
    request_id: Annotated[str, MaxLen(128)] | None = None


@handler.http(
    "POST /v1/carts/{cart_id}/evaluation", body=Cart, reply=Decision, callers=("session",), max_bytes=MAX_CART_BYTES
)
def evaluate(cart: Cart, call: Call) -> Decision:
    """Return what the cart earns."""
    if call.path["cart_id"] != cart.cart_id:
        fault = FieldError("$.cart_id", "cart_id_mismatch", "the cart's id is not the one in the path")
        raise RefusedError(fault.message, errors=(fault,))
    return _decide(cart, call.caller, call.now)


@handler.socket("cart.update", frame=CartUpdate, reply_type="decision", reply=Decision)
def update(frame: CartUpdate, caller: Caller, now: int) -> dict[str, Decision]:
    """Return what the cart earns, as a ``decision`` frame."""
    return {"decision": _decide(frame.cart, caller, now)}


@handler.queue(Recheck)
def recheck(message: Recheck, now: int) -> None:
    """Look at the session again when its decision may have changed, or a session rule come to hold.

    A new decision reaches the sockets by the stream; what session rules show is pushed here, once it is claimed.
    """
    from shared.domain.prompting import prompt_when_due  # noqa: PLC0415 - whoever sends a cart does not wait for it

    def step(seen: Loaded) -> tuple[Session, tuple[int | None, tuple[Shown, ...], tuple[str, ...]]]:
        hop = next_hop(message, seen.session, now)
        if hop is not None or message.is_stale(seen.session):
            return seen.session, (hop, (), ())
        earlier = rule_sets.labelled_or_active(seen.session.basis.ruleset) if seen.session.basis else None
        rules = rule_sets.active()
        observed = _observed(seen, seen.session.cart, rules, now)
        woken = wake(seen.session, observed, rules, now, earlier=earlier)[0]
        if not seen.sockets:
            return woken, (None, (), ())
        claimed, shown = prompt_when_due(woken, observed, rules, now)
        return claimed, (None, shown, seen.sockets)

    with suppress(SessionGoneError):
        delay_s, shown, connections = sessions.change(message.session_id, step, now)
        if delay_s is not None:
            rechecks.send(message, delay_s)
        for each in shown:
            frame = write({"type": "intervention", "intervention": each})
            for gone in sockets.push_all(connections, frame):
                listening.drop(message.session_id, gone)


def _decide(cart: Cart, caller: Caller, now: int) -> Decision:
    rules = rule_sets.active()
    check(cart, rules.currency)

    def known() -> Mapping[str, Item]:
        return items.known(line.item_id for line in cart.lines)

    def step(seen: Loaded) -> tuple[Session, Verdict]:
        if seen.session.basis and is_repeat(seen.session, cart, known):
            return seen.session, decide(rule_sets.labelled_or_active(seen.session.basis.ruleset), seen.session.basis)
        at_shop_prices = priced(cart, known())
        observed = _observed(seen, cart, rules, now)
        return receive(seen.session, cart, at_shop_prices, observed, rules, now, caller.connection_id)

    return answer(sessions.change(caller.session_id, step, now), sign_offer)


def _observed(seen: Loaded, cart: Cart | None, rules: RuleSet, now: int) -> Observed:
    """Return what is known beside the cart; limits and single-use codes cost a call only where there are any."""
    return Observed(
        seen.ledger.facts,
        intent_of(seen.ledger, articles=cart.quantity if cart else 0),
        used(rules, usage.of_rules(rules, now), seen.session),
        codes.known(cart.codes) if cart and cart.codes else {},
        rule_sets.carts(),
    )
