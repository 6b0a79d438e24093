"""Checkout and orders: the small steps of paying, what stops shoppers there, and what they bought."""

from dataclasses import replace

from shared.domain.event_catalogue.event_type import EventType
from shared.domain.event_catalogue.wording import COUPON, MONEY_FIELDS, REASON, count, money, text, yes_no

_STEP = {
    "step": count("the step's number, from 1", 2, least=1, most=100),
    "step_name": text("the step's name", "address", longest=128),
    "checkout_id": text("the checkout's id", "co-1"),
}
_PAYMENT_TYPE = text("how it is paid", "card")
_ORDER = {
    "transaction_id": text("the order's id", "o-1", required=True),
    "tax": money("tax, as far as it is told apart", 900),
    "shipping": money("cost of shipping", 590),
    "coupon": COUPON,
    "affiliation": text("which shop or partner sold it", "shop.example"),
}

CHECKOUT = (
    EventType(
        "begin_checkout",
        category="checkout",
        stage="checkout",
        description="the shopper goes to the checkout",
        items="required",
        parameters={"coupon": COUPON, "checkout_id": _STEP["checkout_id"]},
        aliases=("initiate_checkout", "start_checkout", "Checkout Started", "ecommerce.checkout_started"),
        wants=MONEY_FIELDS,
    ),
    EventType(
        "view_checkout_step",
        category="checkout",
        stage="checkout",
        description="a step of the checkout is shown",
        items="optional",
        parameters=_STEP,
        aliases=("Checkout Step Viewed",),
    ),
    EventType(
        "complete_checkout_step",
        category="checkout",
        stage="checkout",
        description="a step of the checkout is done",
        items="optional",
        parameters=_STEP,
        aliases=("checkout_progress", "Checkout Step Completed"),
    ),
    EventType(
        "choose_guest_checkout",
        category="checkout",
        stage="checkout",
        description="the shopper goes on without an account",
        items="optional",
    ),
    EventType(
        "add_contact_info",
        category="checkout",
        stage="checkout",
        description="the shopper gave a name and an address; neither belongs here",
        items="optional",
        parameters={"guest": yes_no("without an account", True)},
    ),
    EventType(
        "add_shipping_info",
        category="checkout",
        stage="checkout",
        description="the shopper chose how it is shipped",
        items="required",
        parameters={"shipping_tier": text("how", "express", required=True), "coupon": COUPON},
        wants=MONEY_FIELDS,
    ),
    EventType(
        "add_payment_info",
        category="checkout",
        stage="checkout",
        description="the shopper chose how to pay",
        items="required",
        parameters={"payment_type": replace(_PAYMENT_TYPE, required=True), "coupon": COUPON},
        aliases=("Payment Info Entered",),
        wants=MONEY_FIELDS,
    ),
    EventType(
        "checkout_error",
        category="checkout",
        stage="checkout",
        description="the checkout sent the shopper back: a field, a card",
        items="optional",
        parameters=_STEP
        | {
            "field": text("which field", "postal_code", longest=128),
            "error_code": text("what was wrong", "invalid", longest=128),
        },
    ),
    EventType(
        "purchase",
        category="order",
        stage="purchase",
        description="the shopper bought",
        items="required",
        parameters=_ORDER
        | {
            "payment_type": _PAYMENT_TYPE,
            "customer_type": text("new or returning", "new", longest=64),
        },
        aliases=("Order Completed", "ecommerce.order_placed"),
        wants=MONEY_FIELDS,
    ),
    EventType(
        "update_order",
        category="order",
        stage="purchase",
        description="an order was changed",
        items="optional",
        parameters=_ORDER,
        aliases=("Order Updated",),
    ),
    EventType(
        "refund",
        category="order",
        stage="purchase",
        description="an order, or some of its items, was paid back",
        items="optional",
        parameters=_ORDER | {"reason": REASON},
        aliases=("Order Refunded", "ecommerce.order_refunded"),
        wants=MONEY_FIELDS,
    ),
    EventType(
        "cancel_order",
        category="order",
        stage="purchase",
        description="an order was cancelled",
        items="optional",
        parameters=_ORDER | {"reason": REASON},
        aliases=("Order Cancelled", "ecommerce.order_cancelled"),
    ),
)
