"""Open a session: a publishable key for a token, and the cart that the visitor or a reminder's link brings back."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from annotated_types import MaxLen

from shared.domain.arrivals import arrival, bot_of, device_of
from shared.domain.cart import Cart
from shared.domain.consent import Consent
from shared.domain.decisions import Basis
from shared.domain.errors import SessionGoneError, TokenExpiredError, UnauthorizedError
from shared.domain.intent import intent_of
from shared.domain.ledger import Ledger
from shared.domain.opening import (
    ReturnLink,
    can_come_back,
    check_time_zone,
    customer_of,
    link_of,
    returned,
    session_end,
)
from shared.domain.redeeming import counts_people, person_of
from shared.domain.rules.model import RuleSet
from shared.domain.session import Observed, restore
from shared.domain.state import Customer, Session
from shared.domain.visitor import Visitor
from shared.edge.callers import session_token
from shared.edge.clock import pause, real_now
from shared.edge.faults import rule_set_failed
from shared.edge.function import Function
from shared.edge.http import Call
from shared.edge.keys import Keys, key_ring
from shared.edge.origins import check_origin
from shared.edge.settings import settings
from shared.edge.tokens import is_visitor_id, same, verify, visitor_id
from shared.store.customers import CustomerStore
from shared.store.openings import OpeningStore
from shared.store.rulesets import RuleSets
from shared.store.sessions import SessionStore
from shared.store.table import Table
from shared.store.usage import Counters
from shared.store.visitors import VisitorStore

table = Table(settings.table_name)
sessions = SessionStore(table, pause)
visitors = VisitorStore(table)
customers = CustomerStore(table)
openings = OpeningStore(table, pause)
counters = Counters(table, pause)
rule_sets = RuleSets(
    table, settings.shop_currency, settings.shop_time_zone, pause=pause, clock=real_now, report=rule_set_failed
)

handler = Function("open_session")

Token = Annotated[str, MaxLen(4096)]


@dataclass(frozen=True, slots=True)
class Opening:
    """What a storefront says when a shopper arrives.

    ``channel`` is how, in its own words (``email``, ``organic``, ``social`` ...). ``device`` not said is what the
    browser's headers tell.
    """

    publishable_key: Annotated[str, MaxLen(256)]
    visitor_id: Annotated[str, MaxLen(256)] | None = None
    customer_token: Token | None = None
    return_token: Token | None = None
    consent: Consent = Consent()
    locale: Annotated[str, MaxLen(35)] | None = None
    time_zone: Annotated[str, MaxLen(64)] | None = None
    channel: Annotated[str, MaxLen(32)] | None = None
    device: Literal["desktop", "mobile", "tablet"] | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """The session: its token for the API and the socket, and the cart to go on with."""

    session_id: str
    visitor_id: str
    token: str
    expires_at: int
    socket_url: str
    cart: Cart | None
    assignments: dict[str, str] = field(default_factory=dict)


@handler.http("POST /v1/sessions", body=Opening, reply=Opened, callers=("public",), status=201)
def open_session(opening: Opening, call: Call) -> Opened:
    """Return a fresh session; a visitor id that we did not issue is replaced by one that we did."""
    keys, now = key_ring.current(), call.now
    check_time_zone(opening.time_zone)
    check_origin(call.headers.get("origin"), settings.origins)
    if not same(opening.publishable_key, keys.publishable_key):
        raise UnauthorizedError("the publishable key is not this shop's")
    customer = _customer(opening.customer_token, keys, now)
    link = _link(opening.return_token, keys, now)
    visitor, known = _visitor(opening.visitor_id, keys)
    left, last_seen_at = _left_cart(link, visitor, opening.consent)
    last_visit_at = visitor.last_seen_at if opening.consent.allows_analytics else None
    rules = rule_sets.active()
    session = Session(
        session_id="s-" + secrets.token_hex(16),
        visitor_id=visitor.visitor_id,
        expires_at=session_end(now),
        consent=opening.consent,
        locale=opening.locale,
        time_zone=opening.time_zone,
        customer=customer,
        returned=returned(link, left, last_seen_at, now) if link and left else None,
        arrival=arrival(
            channel=opening.channel,
            device=opening.device or device_of(call.headers),
            reminded=link is not None,
            last_seen_at=last_visit_at,
            purchases=customers.purchases(customer.customer_id) if customer else None,
            last_filters=visitor.last_filters if opening.consent.allows_analytics else (),
        ),
        used_before=_used_before(rules, customer, visitor, opening.consent),
        bot=bot_of(call.headers.get("user-agent")),
    )
    if left:
        nothing_yet = Observed({}, intent_of(Ledger(), articles=left.cart.quantity), carts=rule_sets.carts())
        session = restore(session, left, nothing_yet, rules, now)
    _keep(session, visitor, now, known=known)
    token = session_token(
        session.session_id, visitor.visitor_id, now=now, expires_at=session.expires_at, secret=keys.token_secret
    )
    return Opened(session.session_id, visitor.visitor_id, token, session.expires_at, settings.socket_url, session.cart)


def _customer(token: str | None, keys: Keys, now: int) -> Customer | None:
    if token is None:
        return None
    return customer_of(verify(token, keys.customer_secret, audience="microlift", now=now))


def _link(token: str | None, keys: Keys, now: int) -> ReturnLink | None:
    if not token:
        return None
    try:
        return link_of(verify(token, keys.token_secret, audience="microlift:return", now=now))
    except TokenExpiredError:
        # The promise is over, the shopper is welcome all the same.
        return None


def _visitor(candidate: str | None, keys: Keys) -> tuple[Visitor, bool]:
    """Return who comes, and whether they may have been here before."""
    if candidate and is_visitor_id(candidate, keys.token_secret):
        return visitors.load(candidate), True
    return Visitor(visitor_id(secrets.token_hex(12), keys.token_secret)), False


def _used_before(rules: RuleSet, customer: Customer | None, visitor: Visitor, consent: Consent) -> Mapping[str, int]:
    """Return how often the shopper redeemed each rule, where a limit wants to know and consent lets us."""
    if not counts_people(rules):
        return {}
    known = visitor.visitor_id if consent.allows_analytics else None
    person = person_of(customer.customer_id if customer else None, known)
    return counters.of_person(person) if person else {}


def _left_cart(link: ReturnLink | None, visitor: Visitor, consent: Consent) -> tuple[Basis | None, int | None]:
    """Return the cart that comes back, by the link or else by the visitor, and when its owner was last seen."""
    owner = visitors.load(link.visitor_id) if link else visitor
    session_id = link.session_id if link else visitor.cart_session_id if consent.allows_analytics else None
    if session_id is None:
        return None, None
    try:
        basis = sessions.load(session_id).session.basis
    except SessionGoneError:
        return None, None
    return (basis, owner.last_seen_at) if can_come_back(basis) else (None, None)


def _keep(session: Session, visitor: Visitor, now: int, *, known: bool) -> None:
    """Write the session, and keep of the visit what consent allows: without ``analytics_storage`` nothing."""
    changed = session.consent if session.consent != visitor.consent else None
    openings.write(session, now, known=known, consent=changed)
    if session.consent.allows_analytics:
        return
    if visitor.consent.allows_analytics:
        visitors.forget(visitor.visitor_id)
    if changed:
        visitors.consented(visitor.visitor_id, changed, now)
