"""The event catalogue: every micro-conversion that is known, and the funnel stage it belongs to (mission B1, B2).

GA4's names where GA4 has one, else our own; other names for the same step are aliases, and counted under the one name.
"""

from collections.abc import Mapping
from typing import Literal

Stage = Literal["awareness", "interest", "consideration", "cart", "checkout", "purchase", "loyalty", "quality"]

EVENT_STAGES: Mapping[str, Stage] = {
    "first_visit": "awareness",
    "session_start": "awareness",
    "page_view": "awareness",
    "view_promotion": "awareness",
    "select_promotion": "awareness",
    "user_engagement": "interest",
    "search": "interest",
    "view_search_results": "interest",
    "view_item_list": "interest",
    "select_item": "interest",
    "select_content": "interest",
    "view_item": "interest",
    "apply_filter": "interest",
    "video_start": "interest",
    "video_progress": "interest",
    "video_complete": "interest",
    "scroll": "consideration",
    "see_more": "consideration",
    "expand_reviews": "consideration",
    "use_size_chart": "consideration",
    "price_calculator": "consideration",
    "ingredients_list": "consideration",
    "sample_request": "consideration",
    "click_installment_info": "consideration",
    "click_shipping_returns": "consideration",
    "click_trust_badge": "consideration",
    "click_promocode": "consideration",
    "open_chat": "consideration",
    "exit_intent": "consideration",
    "share": "consideration",
    "add_to_wishlist": "consideration",
    "remove_from_wishlist": "consideration",
    "save_for_later": "consideration",
    "add_to_cart": "cart",
    "remove_from_cart": "cart",
    "view_cart": "cart",
    "begin_checkout": "checkout",
    "add_shipping_info": "checkout",
    "add_payment_info": "checkout",
    "purchase": "purchase",
    "refund": "purchase",
    "sign_up": "loyalty",
    "login": "loyalty",
    "generate_lead": "loyalty",
    "subscribe_newsletter": "loyalty",
    "email_open": "loyalty",
    "page_speed": "quality",
}

ALIASES: Mapping[str, str] = {
    "view_product": "view_item",
    "initiate_checkout": "begin_checkout",
    "video_play": "video_start",
}


def canonical(event_name: str) -> str | None:
    """Return the catalogue's name of an event, or ``None`` when the catalogue does not know it."""
    name = ALIASES.get(event_name, event_name)
    return name if name in EVENT_STAGES else None
