"""Relations: accounts, newsletters, messages that were opened, and what became of our own interventions."""

from shared.domain.event_catalogue.event_type import EventType
from shared.domain.event_catalogue.wording import CAMPAIGN, LINK, METHOD, count, text

_MESSAGE = {
    "message_id": text("the message's id", "m-1"),
    "campaign": CAMPAIGN,
}
_INTERVENTION = {
    "rule": text("the rule that sent it", "proactive_chat", longest=128, required=True),
    "type": text("the intervention's type", "open_chat", longest=64, required=True),
}

RELATIONS = (
    EventType(
        "sign_up",
        category="account",
        stage="loyalty",
        description="the shopper registers",
        parameters={"method": METHOD},
        aliases=("register", "user_registration", "Signed Up"),
    ),
    EventType(
        "login",
        category="account",
        stage="loyalty",
        description="the shopper logs in",
        parameters={"method": METHOD},
        aliases=("Signed In",),
    ),
    EventType(
        "logout",
        category="account",
        stage="loyalty",
        description="the shopper logs out",
        aliases=("Signed Out",),
    ),
    EventType(
        "generate_lead",
        category="account",
        stage="loyalty",
        description="the shopper asks for an offer or a call back",
        items="optional",
        parameters={"lead_source": text("where they asked", "quote_form")},
        aliases=("request_quote",),
    ),
    EventType(
        "subscribe_newsletter",
        category="account",
        stage="loyalty",
        description="the shopper subscribes to the newsletter; the address does not belong here",
        parameters={"method": METHOD, "placement": LINK["placement"]},
        aliases=("newsletter_signup",),
    ),
    EventType(
        "earn_points",
        category="account",
        stage="loyalty",
        description="the shopper is given loyalty points",
        parameters={"points": count("how many", 120)},
    ),
    EventType(
        "email_open",
        category="message",
        stage="loyalty",
        description="a mail of the shop is opened",
        parameters=_MESSAGE,
        aliases=("Email Opened",),
    ),
    EventType(
        "email_click",
        category="message",
        stage="loyalty",
        description="a link in a mail of the shop is clicked",
        parameters=_MESSAGE | {"link_url": LINK["link_url"]},
        aliases=("Email Link Clicked",),
    ),
    EventType(
        "notification_open",
        category="message",
        stage="loyalty",
        description="a push notification of the shop is opened",
        parameters=_MESSAGE,
        aliases=("Push Notification Tapped",),
    ),
    EventType(
        "intervention_shown",
        category="intervention",
        stage="consideration",
        description="the shopper sees what a rule sent",
        parameters=_INTERVENTION,
    ),
    EventType(
        "intervention_clicked",
        category="intervention",
        stage="consideration",
        description="the shopper takes up what a rule sent",
        parameters=_INTERVENTION,
    ),
    EventType(
        "intervention_dismissed",
        category="intervention",
        stage="consideration",
        description="the shopper closes what a rule sent",
        parameters=_INTERVENTION,
    ),
)
