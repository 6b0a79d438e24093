"""Discovery: how shoppers find what they want, by search, lists, filters and promotions."""

from shared.domain.event_catalogue.event_type import EventType
from shared.domain.event_catalogue.wording import CONTENT, LIST, PLACE_IN_LIST, PROMOTION, RESULTS, text

_TERM = text("what was searched for", "panettone senza canditi", longest=500, required=True)

DISCOVERY = (
    EventType(
        "search",
        category="discovery",
        stage="interest",
        description="the shopper searches the shop",
        items="optional",
        parameters={"search_term": _TERM, "results": RESULTS},
        aliases=("Products Searched",),
    ),
    EventType(
        "view_search_results",
        category="discovery",
        stage="interest",
        description="the results of a search are shown",
        items="optional",
        parameters={"search_term": _TERM, "results": RESULTS},
    ),
    EventType(
        "view_item_list",
        category="discovery",
        stage="interest",
        description="a list of items is shown: a category, recommendations",
        items="required",
        parameters=LIST,
        aliases=("Product List Viewed", "view_category"),
    ),
    EventType(
        "select_item",
        category="discovery",
        stage="interest",
        description="an item of a list is clicked",
        items="required",
        parameters=PLACE_IN_LIST,
        aliases=("Product Clicked",),
    ),
    EventType(
        "select_content",
        category="discovery",
        stage="interest",
        description="some content is clicked: a guide, a tab, a picture",
        items="optional",
        parameters=CONTENT,
    ),
    EventType(
        "apply_filter",
        category="discovery",
        stage="interest",
        description="the shopper narrows a list down by a filter",
        items="optional",
        parameters=LIST
        | {
            "filter": text("what it filters by", "category", required=True),
            "value": text("what is let through", "shoes", longest=500),
            "results": RESULTS,
        },
        aliases=("Product List Filtered", "use_filter"),
    ),
    EventType(
        "sort_items",
        category="discovery",
        stage="interest",
        description="the shopper puts a list in another order",
        items="optional",
        parameters=LIST | {"sort_by": text("the order", "price_ascending", required=True)},
    ),
    EventType(
        "view_promotion",
        category="discovery",
        stage="awareness",
        description="a promotion is shown",
        items="optional",
        parameters=PROMOTION,
        aliases=("Promotion Viewed",),
    ),
    EventType(
        "select_promotion",
        category="discovery",
        stage="awareness",
        description="a promotion is clicked",
        items="optional",
        parameters=PROMOTION,
        aliases=("Promotion Clicked",),
    ),
)
