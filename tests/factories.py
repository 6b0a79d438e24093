"""The shop that the tests speak of: one cart, one session, one decision's basis, each with only what matters said."""

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from shared.domain.cart import Cart, Line, Shipping, cart_hash
from shared.domain.consent import Consent
from shared.domain.decisions import Basis, Intent, Verdict, decide
from shared.domain.session import Session
from shared.store.rule_contents import default_rules

# Sunday, 22 November 2026, 10:00 in Rome.
NOW = 1_795_338_000_000
MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
ROME = ZoneInfo("Europe/Rome")

KEYS = {
    "publishable_key": "pk_test",
    "server_key": "sk_test",
    "admin_key": "ak_test",
    "customer_secret": "customer-secret-of-the-tests",
    "token_secret": "token-secret-of-the-tests",
}

RULES = default_rules("EUR", "Europe/Rome")
GRANTED = Consent("granted", "granted", "granted", "granted")


def cart(*prices: int, quantity: int = 1, shipping: int = 590, selected: bool = False, **changes: Any) -> Cart:
    """Return a cart with one line for each of ``prices``."""
    lines = tuple(Line(f"l-{n}", f"sku-{n}", quantity, price) for n, price in enumerate(prices))
    return replace(Cart("c-1", 1, "EUR", lines, shipping=Shipping(selected, shipping)), **changes)


def basis(
    shopping: Cart,
    *,
    now: int = NOW,
    idle_ms: int = 0,
    adds: int = 0,
    prime: bool = False,
    returned_after_ms: int = 0,
    **changes: Any,
) -> Basis:
    """Return what a decision on ``shopping`` at ``now`` depends on, the cart idle for ``idle_ms``."""
    facts = {
        "session.events.add_to_cart": adds,
        "customer.prime": prime,
        "session.returned_after_ms": returned_after_ms,
    }
    usual = Basis(
        session_id="s-0",
        sequence=1,
        ruleset="default@1",
        decided_at=now,
        locale="en",
        cart=shopping,
        floors=(0,) * len(shopping.lines),
        messages=(),
        cart_hash=cart_hash(shopping),
        changed_at=now - idle_ms,
        began_at=now - idle_ms,
        observed={name: value for name, value in facts.items() if value},
        promise=None,
        intent=Intent(0.1, "prior@1"),
    )
    return replace(usual, **changes)


def decided(shopping: Cart, **changes: Any) -> Verdict:
    """Return the default rule set's verdict on ``shopping``."""
    return decide(RULES, basis(shopping, **changes))


def amounts(verdict: Verdict) -> dict[str, int]:
    """Return what each applied rule takes off, shipping included."""
    return {each.rule.id: sum(each.allocations) + each.shipping for each in verdict.applied}


def session(**changes: Any) -> Session:
    """Return a session of two hours from ``NOW``, without consent."""
    return replace(Session("s-0", "v-1", NOW + 2 * HOUR), **changes)
