"""Visits: that somebody came, what they looked at, how long, and that they are about to leave."""

from shared.domain.event_catalogue.event_type import EventType
from shared.domain.event_catalogue.wording import (
    CAMPAIGN,
    CONTENT,
    LINK,
    METHOD,
    milliseconds,
    percent,
    ratio,
    text,
    yes_no,
)

_FORM = {
    "form_id": text("the form's id", "register"),
    "form_name": text("the form's name", "Registration"),
    "form_destination": text("where it is sent", "https://shop.example/register", longest=2048),
}

VISITS = (
    EventType(
        "first_visit",
        category="visit",
        stage="awareness",
        description="the visitor's first visit, as far as consent lets us know",
    ),
    EventType(
        "session_start",
        category="visit",
        stage="awareness",
        description="a visit begins",
        parameters={
            "source": text("where the visit came from", "newsletter"),
            "medium": text("by which medium", "email"),
            "campaign": CAMPAIGN,
        },
    ),
    EventType(
        "page_view",
        category="visit",
        stage="awareness",
        description="a page is opened",
        parameters={
            "page_title": text("the page's title", "Panettone classico", longest=500),
            "page_location": text("its address, without what is personal", "https://shop.example/p/1", longest=2048),
            "page_referrer": text("the address it was opened from", "https://www.google.com/", longest=2048),
            "language": text("the page's language", "it", longest=35),
        },
        aliases=("Page Viewed",),
    ),
    EventType(
        "user_engagement",
        category="visit",
        stage="interest",
        description="the page was in front of the shopper for a while",
        parameters={"engagement_time_msec": milliseconds("how long", 12_000)},
    ),
    EventType(
        "time_on_page",
        category="visit",
        stage="consideration",
        description="the shopper has stayed on a page for long, such as 25 s on a product's",
        items="optional",
        parameters={"on_page_ms": milliseconds("how long so far", 25_000, required=True)},
    ),
    EventType(
        "scroll",
        category="visit",
        stage="consideration",
        description="the shopper has read down the page so far; 75 % of a product's page shows interest",
        items="optional",
        parameters={"percent_scrolled": percent("how much of the page was seen", 75, required=True)},
    ),
    EventType(
        "exit_intent",
        category="visit",
        stage="consideration",
        description="the shopper is about to leave: the pointer out of the window's top, or back on a phone",
        parameters={"trigger": text("what showed it: mouse, back, tab", "mouse", longest=64)},
    ),
    EventType(
        "click",
        category="visit",
        stage="interest",
        description="a link that leads out of the shop is clicked",
        parameters=LINK
        | {"link_domain": text("the domain it leads to", "carrier.example"), "outbound": yes_no("it leads out", True)},
    ),
    EventType(
        "file_download",
        category="visit",
        stage="interest",
        description="a file is downloaded, such as a manual",
        parameters=LINK
        | {
            "file_name": text("the file's name", "/manuals/kettle.pdf", longest=500),
            "file_extension": text("its extension", "pdf", longest=32),
        },
    ),
    EventType(
        "form_start",
        category="visit",
        stage="consideration",
        description="the shopper begins to fill in a form, such as registration",
        parameters=_FORM,
    ),
    EventType(
        "form_submit",
        category="visit",
        stage="consideration",
        description="the shopper sends a form",
        parameters=_FORM | {"form_submit_text": text("the button's words", "Send")},
    ),
    EventType(
        "share",
        category="visit",
        stage="consideration",
        description="the shopper shares a product, a cart or a page",
        items="optional",
        parameters=CONTENT | {"method": METHOD},
        aliases=("Product Shared", "Cart Shared"),
    ),
    EventType(
        "page_speed",
        category="quality",
        stage="quality",
        description="how fast the page was, by the browser's own measure (Web Vitals)",
        parameters={
            "lcp_ms": milliseconds("largest contentful paint; good below 1,800", 1640),
            "ttfb_ms": milliseconds("time to first byte; good below 300", 210),
            "fcp_ms": milliseconds("first contentful paint", 900),
            "inp_ms": milliseconds("interaction to next paint", 120),
            "cls": ratio("cumulative layout shift", 0.04),
            "navigation_type": text("navigate, reload, back-forward, prerender", "navigate", longest=64),
        },
    ),
    EventType(
        "exception",
        category="quality",
        stage="quality",
        description="the page reported an error to the shopper",
        parameters={
            "description": text("what went wrong, nothing personal", "payment form did not load", longest=500),
            "fatal": yes_no("the shopper could not go on", False),
        },
    ),
)
