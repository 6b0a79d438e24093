"""The facts of the session: what the shopper did in it, how they came, and what they seem to be up to."""

from functools import lru_cache

from shared.domain.event_catalogue.custom import is_custom
from shared.domain.event_catalogue.standard import STANDARD
from shared.domain.facts.fact import Fact, observed, since
from shared.domain.money import BASIS_POINTS

EVENTS = "session.events."
# The events that open a page.
PAGE_EVENTS = ("page_view", "view_item", "view_cart")
# After which it may be another wish that has become scarce.
WISH_EVENTS = ("add_to_wishlist", "remove_from_wishlist", *PAGE_EVENTS)
# The events by which the intent is scored.
INTENT_EVENTS = (
    "add_payment_info",
    "add_to_cart",
    "add_to_wishlist",
    "begin_checkout",
    "click_shipping_returns",
    "expand_reviews",
    "ingredients_list",
    "purchase",
    "remove_from_cart",
    "scroll",
    "see_more",
    "use_size_chart",
    "view_item",
)
DEVICES = ("desktop", "mobile", "tablet")


@lru_cache(maxsize=256)
def of_event(event_name: str) -> Fact | None:
    """Return the fact that counts ``event_name``, or ``None`` when there cannot be such an event.

    One of the shop's own counts as well before it is registered: until then it is never accepted.
    """
    if event_name not in STANDARD.types and not is_custom(event_name):
        return None
    return Fact(
        name=EVENTS + event_name,
        type="integer",
        unit="events",
        source="events",
        example=3,
        meaning=f"`{event_name}` events accepted in the session",
        events=(event_name,),
        default=0,
        of=observed(EVENTS + event_name, 0),
    )


SESSION_FACTS = (
    Fact(
        name="session.id",
        type="text",
        source="opening",
        example="s-5f0c",
        meaning="the session's id",
        of=lambda basis: basis.session_id,
    ),
    Fact(
        name="session.adds",
        type="integer",
        unit="events",
        source="events",
        example=3,
        meaning="add_to_cart events accepted in the session",
        events=("add_to_cart",),
        default=0,
        of=observed(EVENTS + "add_to_cart", 0),
    ),
    Fact(
        name="session.removes",
        type="integer",
        unit="events",
        source="events",
        example=1,
        meaning="remove_from_cart events accepted in the session",
        events=("remove_from_cart",),
        default=0,
        of=observed(EVENTS + "remove_from_cart", 0),
    ),
    Fact(
        name="session.items_seen",
        type="integer",
        unit="items",
        source="events",
        example=7,
        meaning="how many different items were viewed; counts to 200",
        events=("view_item",),
        default=0,
        of=observed("session.items_seen", 0),
    ),
    Fact(
        name="session.page_type",
        type="text",
        source="events",
        example="product",
        meaning="the type of the page that was opened last; where none was, that of the page that was read",
        events=("scroll", "time_on_page", *PAGE_EVENTS),
        optional=True,
        of=observed("session.page_type"),
    ),
    Fact(
        name="session.on_page_ms",
        type="integer",
        unit="ms",
        source="events",
        example=25_000,
        meaning="since that page was opened, by the browser's clock, or by what it told of the stay if that is more",
        events=("time_on_page", *PAGE_EVENTS),
        optional=True,
        origin=since("session.on_page_ms"),
    ),
    Fact(
        name="session.scroll_percent",
        type="integer",
        unit="per cent",
        source="events",
        example=75,
        meaning="how far down that page was read at most",
        events=("scroll", *PAGE_EVENTS),
        default=0,
        of=observed("session.scroll_percent", 0),
    ),
    Fact(
        name="session.exit_after_shipping",
        type="boolean",
        source="events",
        example=True,
        meaning="an exit intent came after a click on shipping and returns",
        events=("click_shipping_returns", "exit_intent"),
        default=False,
        of=observed("session.exit_after_shipping", default=False),
    ),
    Fact(
        name="session.scarce_wish",
        type="text",
        source="item store",
        example="sku-1",
        meaning="of the items wished for in the session and still to be had, the one with the least stock; "
        "only rules on events know it",
        events=WISH_EVENTS,
        optional=True,
        of=observed("session.scarce_wish"),
    ),
    Fact(
        name="session.scarce_wish_stock",
        type="integer",
        unit="articles",
        source="item store",
        example=3,
        meaning="its stock",
        events=WISH_EVENTS,
        optional=True,
        of=observed("session.scarce_wish_stock"),
    ),
    Fact(
        name="session.channel",
        type="text",
        source="opening",
        example="email",
        meaning="how the shopper came, in the storefront's words in small letters; `reminder` by a reminder's link",
        optional=True,
        folded=True,
        of=observed("session.channel"),
    ),
    Fact(
        name="session.device",
        type="text",
        source="opening",
        example="mobile",
        meaning="desktop, mobile or tablet",
        optional=True,
        choices=DEVICES,
        of=observed("session.device"),
    ),
    Fact(
        name="session.returning",
        type="boolean",
        source="opening",
        example=True,
        meaning="the visitor was here before, as far as consent lets us know",
        default=False,
        of=observed("session.returning", default=False),
    ),
    Fact(
        name="session.returned_after_ms",
        type="integer",
        unit="ms",
        source="opening",
        example=604_800_001,
        meaning="pause that a reminder's link ended, else 0",
        default=0,
        of=observed("session.returned_after_ms", 0),
    ),
    Fact(
        name="session.intent",
        type="integer",
        unit="basis points",
        source="intent",
        example=6000,
        meaning="probability that the session ends in a purchase",
        events=INTENT_EVENTS,
        of=lambda basis: basis.observed.get("session.intent", round(basis.intent.probability * BASIS_POINTS)),
    ),
    Fact(
        name="session.profile",
        type="text",
        source="decision",
        example="tender",
        meaning="the profile of the cart's revision before this one; none when it had none",
        optional=True,
        of=observed("session.profile"),
    ),
    Fact(
        name="session.segments",
        type="texts",
        source="decision",
        example="window_shopper",
        meaning="the segments that the shopper is in; those of the profile by the revision before this one",
        events=("view_item", "add_to_cart", "begin_checkout", "purchase"),
        default=frozenset(),
        of=observed("session.segments", frozenset()),
    ),
)
