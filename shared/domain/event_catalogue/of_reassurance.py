"""Reassurance: what shoppers check, and whom they ask, before they trust the shop."""

from shared.domain.event_catalogue.event_type import EventType
from shared.domain.event_catalogue.wording import COUPON, LINK, METHOD, count, money, text

_TOPIC = text("what it is about", "size", longest=128)

REASSURANCE = (
    EventType(
        "click_shipping_returns",
        category="reassurance",
        stage="consideration",
        description="the shopper looks up shipping and returns",
        items="optional",
        parameters=LINK,
        aliases=("view_shipping_returns",),
    ),
    EventType(
        "click_trust_badge",
        category="reassurance",
        stage="consideration",
        description="the shopper clicks a trust badge",
        items="optional",
        parameters={"badge": text("which badge", "trusted_shops", longest=128)} | LINK,
        aliases=("view_trust_badge",),
    ),
    EventType(
        "click_installment_info",
        category="reassurance",
        stage="consideration",
        description="the shopper asks about paying in instalments",
        items="optional",
        parameters={
            "provider": text("who would lend", "klarna", longest=128),
            "installments": count("how many instalments", 3, least=1, most=360),
            "installment_amount": money("one of them", 3330),
        },
        aliases=("click_instalment_info",),
    ),
    EventType(
        "view_payment_methods",
        category="reassurance",
        stage="consideration",
        description="the shopper looks up how the shop can be paid",
        items="optional",
    ),
    EventType(
        "check_availability",
        category="reassurance",
        stage="consideration",
        description="the shopper looks up delivery times or the stock of a store",
        items="optional",
        parameters={"store_id": text("which store", "milano-1", longest=128)},
    ),
    EventType(
        "click_promocode",
        category="reassurance",
        stage="consideration",
        description="the shopper clicks the field for a promotion code",
        aliases=("Coupon Entered",),
        parameters={"coupon": COUPON},
    ),
    EventType(
        "open_chat",
        category="reassurance",
        stage="consideration",
        description="the shopper opens the chat, by themselves or when asked",
        items="optional",
        parameters={"topic": _TOPIC, "agent": text("who answers: human, assistant", "assistant", longest=64)},
        aliases=("start_chat", "chat_opened"),
    ),
    EventType(
        "chat_message",
        category="reassurance",
        stage="consideration",
        description="the shopper writes in the chat; the words do not belong here",
        items="optional",
        parameters={"topic": _TOPIC},
    ),
    EventType(
        "click_help",
        category="reassurance",
        stage="consideration",
        description="the shopper opens questions and answers or the help pages",
        parameters={"topic": _TOPIC},
        aliases=("view_faq",),
    ),
    EventType(
        "click_contact",
        category="reassurance",
        stage="consideration",
        description="the shopper calls, writes, or asks to be called",
        parameters={"method": METHOD, "topic": _TOPIC},
        aliases=("contact_request",),
    ),
)
