"""The facts of the cart."""

from typing import TYPE_CHECKING

from shared.domain.facts.fact import Fact, observed, since
from shared.domain.money import Minor

if TYPE_CHECKING:
    from shared.domain.basis import Basis

BATCH = "batch:"
# What stands for the batch of a single-use code that was used.
USED = "used"
STAGES = ("cart", "checkout_prep", "checkout", "completed")


def plain_code(entered: str) -> str:
    """Return a code as it is compared: without blanks around it, in small letters."""
    return entered.strip().casefold()


def _codes(basis: "Basis") -> frozenset[str]:
    # Nobody enters a batch: that one of its codes is good, only the shop can say.
    entered = map(plain_code, basis.cart.codes)
    good = (BATCH + batch for batch in basis.codes.values() if batch != USED)
    return frozenset(code for code in entered if not code.startswith(BATCH)).union(good)


def _margin(basis: "Basis") -> Minor | None:
    parts = [
        (line.unit_price - floor) * line.quantity
        for line, floor in zip(basis.cart.lines, basis.floors, strict=True)
        if floor
    ]
    return sum(parts) if parts else None


CART_FACTS = (
    Fact(
        name="cart.subtotal",
        type="integer",
        unit="minor units",
        source="cart",
        example=12_990,
        meaning="sum of the lines, tax included, before shipping",
        reachable=True,
        of=lambda basis: basis.cart.subtotal,
    ),
    Fact(
        name="cart.quantity",
        type="integer",
        unit="articles",
        source="cart",
        example=3,
        meaning="sum of the lines' quantities",
        reachable=True,
        of=lambda basis: basis.cart.quantity,
    ),
    Fact(
        name="cart.distinct_items",
        type="integer",
        unit="items",
        source="cart",
        example=2,
        meaning="how many different items are in it",
        reachable=True,
        of=lambda basis: len({line.item_id for line in basis.cart.lines}),
    ),
    Fact(
        name="cart.percentile",
        type="integer",
        unit="per cent",
        source="shop",
        example=80,
        meaning="how many of 100 recent carts of the shop came to less; none before it has had some 100 carts",
        optional=True,
        of=observed("cart.percentile"),
    ),
    Fact(
        name="cart.margin",
        type="integer",
        unit="minor units",
        source="item store",
        example=4500,
        meaning="what the lines with a margin floor cost above it; none when no line has one",
        optional=True,
        of=_margin,
    ),
    Fact(
        name="cart.addons",
        type="integer",
        unit="lines",
        source="cart",
        example=1,
        meaning="lines that are an add-on of another item",
        of=lambda basis: sum(1 for line in basis.cart.lines if line.addon_of),
    ),
    Fact(
        name="cart.items",
        type="texts",
        source="cart",
        example="sku-1",
        meaning="the items' ids",
        of=lambda basis: frozenset(line.item_id for line in basis.cart.lines),
    ),
    Fact(
        name="cart.tags",
        type="texts",
        source="item store",
        example="seasonal:panettone",
        meaning="the tags of all lines",
        of=lambda basis: frozenset(tag for line in basis.cart.lines for tag in line.tags),
    ),
    Fact(
        name="cart.categories",
        type="texts",
        source="item store",
        example="food",
        meaning="the categories of all lines",
        of=lambda basis: frozenset(line.category for line in basis.cart.lines if line.category),
    ),
    Fact(
        name="cart.brands",
        type="texts",
        source="item store",
        example="Loison",
        meaning="the brands of all lines",
        of=lambda basis: frozenset(line.brand for line in basis.cart.lines if line.brand),
    ),
    Fact(
        name="cart.codes",
        type="texts",
        source="cart",
        example="welcome",
        meaning="the codes entered, in small letters, and `batch:<name>` for a good single-use code of a batch",
        folded=True,
        of=_codes,
    ),
    Fact(
        name="cart.stage",
        type="text",
        source="cart",
        example="checkout",
        meaning="cart, checkout_prep, checkout or completed",
        choices=STAGES,
        of=lambda basis: basis.cart.stage,
    ),
    Fact(
        name="cart.shipping_selected",
        type="boolean",
        source="cart",
        example=False,
        meaning="a way of shipping is chosen",
        of=lambda basis: basis.cart.shipping.selected,
    ),
    Fact(
        name="cart.shipping_amount",
        type="integer",
        unit="minor units",
        source="cart",
        example=590,
        meaning="what the shipping costs, before discounts",
        of=lambda basis: basis.cart.shipping.amount,
    ),
    Fact(
        name="cart.idle_ms",
        type="integer",
        unit="ms",
        source="cart",
        example=300_000,
        meaning="since the cart's hash last changed",
        origin=lambda basis: basis.changed_at,
    ),
    Fact(
        name="cart.without_checkout_ms",
        type="integer",
        unit="ms",
        source="cart",
        example=300_000,
        meaning="since the first article, until checkout begins",
        default=0,
        origin=lambda basis: basis.began_at if basis.cart.stage == "cart" else None,
    ),
    Fact(
        name="cart.since_checkout_ms",
        type="integer",
        unit="ms",
        source="cart",
        example=120_000,
        meaning="since checkout began; none before it does",
        optional=True,
        origin=since("cart.since_checkout_ms"),
    ),
)
