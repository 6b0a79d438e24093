"""The fact catalogue: everything that a rule can ask, each with its type, unit and source (mission A2).

A *running* fact grows by itself: its value is ``now`` minus a moment, its origin. That is what lets a
decision say when it will change by itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from shared.domain.decisions import Basis

FactType = Literal["integer", "boolean", "text", "texts"]
Value = int | bool | str | frozenset[str]
# What a store can keep of a value.
Observation = int | bool | str | tuple[str, ...]

DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the catalogue. ``reachable``: the shopper can raise it by adding articles.

    ``of`` computes the value; a running fact has an ``origin`` instead, ``None`` when it does not run now.
    """

    name: str
    type: FactType
    unit: str
    meaning: str
    of: "Callable[[Basis], Any] | None" = None
    origin: "Callable[[Basis], int | None] | None" = None
    reachable: bool = False

    @property
    def running(self) -> bool:
        """Whether the fact grows by itself."""
        return self.origin is not None


_CATALOGUE = (
    Fact(
        "cart.subtotal",
        "integer",
        "minor units",
        "sum of the lines, tax included, before shipping",
        lambda basis: basis.cart.subtotal,
        reachable=True,
    ),
    Fact(
        "cart.quantity",
        "integer",
        "articles",
        "sum of the lines' quantities",
        lambda basis: basis.cart.quantity,
        reachable=True,
    ),
    Fact(
        "cart.addons",
        "integer",
        "lines",
        "lines that are an add-on of another item",
        lambda basis: sum(1 for line in basis.cart.lines if line.addon_of),
    ),
    Fact(
        "cart.tags",
        "texts",
        "",
        "the tags of all lines",
        lambda basis: frozenset(tag for line in basis.cart.lines for tag in line.tags),
    ),
    Fact("cart.stage", "text", "", "cart, checkout_prep, checkout or completed", lambda basis: basis.cart.stage),
    Fact(
        "cart.shipping_selected",
        "boolean",
        "",
        "a way of shipping is chosen",
        lambda basis: basis.cart.shipping.selected,
    ),
    Fact("cart.idle_ms", "integer", "ms", "since the cart's hash last changed", origin=lambda basis: basis.changed_at),
    Fact(
        "cart.without_checkout_ms",
        "integer",
        "ms",
        "since the first article, until checkout begins",
        origin=lambda basis: basis.began_at if basis.cart.stage == "cart" else None,
    ),
    Fact(
        "session.adds",
        "integer",
        "events",
        "add_to_cart events accepted in the session",
        lambda basis: basis.observed.get("session.events.add_to_cart", 0),
    ),
    Fact(
        "session.returned_after_ms",
        "integer",
        "ms",
        "pause that a reminder's link ended, else 0",
        lambda basis: basis.observed.get("session.returned_after_ms", 0),
    ),
    Fact(
        "customer.prime",
        "boolean",
        "",
        "the shop's backend vouched for Prime",
        lambda basis: basis.observed.get("customer.prime", False),
    ),
)

FACTS: Mapping[str, Fact] = {fact.name: fact for fact in _CATALOGUE}
