"""The fact catalogue: everything that a rule can ask, each with its type, unit and source (mission A2).

A *running* fact grows by itself: its value is ``now`` minus a moment, its origin. That is what lets a
decision say when it will change by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from shared.domain.cart import Cart

FactType = Literal["integer", "boolean", "text", "texts"]
Value = int | bool | str | frozenset[str]

DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the catalogue. ``reachable``: the shopper can raise it by adding articles."""

    name: str
    type: FactType
    unit: str
    meaning: str
    running: bool = False
    reachable: bool = False


_CATALOGUE = (
    Fact("cart.subtotal", "integer", "minor units", "sum of the lines, tax included, before shipping", reachable=True),
    Fact("cart.quantity", "integer", "articles", "sum of the lines' quantities", reachable=True),
    Fact("cart.addons", "integer", "lines", "lines that are an add-on of another item"),
    Fact("cart.tags", "texts", "", "the tags of all lines"),
    Fact("cart.stage", "text", "", "cart, checkout_prep, checkout or completed"),
    Fact("cart.shipping_selected", "boolean", "", "a way of shipping is chosen"),
    Fact("cart.idle_ms", "integer", "ms", "since the cart's hash last changed", running=True),
    Fact("cart.without_checkout_ms", "integer", "ms", "since the first article, until checkout begins", running=True),
    Fact("session.adds", "integer", "events", "add_to_cart events accepted in the session"),
    Fact("session.returned_after_ms", "integer", "ms", "pause that a reminder's link ended, else 0"),
    Fact("customer.prime", "boolean", "", "the shop's backend vouched for Prime"),
)

FACTS: Mapping[str, Fact] = {fact.name: fact for fact in _CATALOGUE}


@dataclass(frozen=True, slots=True)
class Facts:
    """The value of every fact at one moment, and the origin of each running one."""

    values: Mapping[str, Value]
    origins: Mapping[str, int]


def gather(
    cart: Cart, *, now: int, changed_at: int, began_at: int, adds: int, returned_after_ms: int, prime: bool
) -> Facts:
    """Return the facts of ``cart`` at ``now``; all times in epoch milliseconds."""
    values: dict[str, Value] = {
        "cart.subtotal": cart.subtotal,
        "cart.quantity": cart.quantity,
        "cart.addons": sum(1 for line in cart.lines if line.addon_of),
        "cart.tags": frozenset(tag for line in cart.lines for tag in line.tags),
        "cart.stage": cart.stage,
        "cart.shipping_selected": cart.shipping.selected,
        "cart.idle_ms": now - changed_at,
        "cart.without_checkout_ms": 0,
        "session.adds": adds,
        "session.returned_after_ms": returned_after_ms,
        "customer.prime": prime,
    }
    origins = {"cart.idle_ms": changed_at}
    if cart.stage == "cart":
        values["cart.without_checkout_ms"] = now - began_at
        origins["cart.without_checkout_ms"] = began_at
    return Facts(values, origins)
