"""The parameters' own notation, and those that several events share."""

from shared.domain.event_catalogue.event_type import Parameter

DAY_MS = 86_400_000
MOST_MONEY = 10**12


def text(description: str, example: str, *, longest: int = 256, required: bool = False) -> Parameter:
    """Return a parameter of text; ids and names have up to 256 characters."""
    return Parameter("text", description, example, required=required, max_length=longest)


def count(description: str, example: int, *, most: int = 10**6, least: int = 0, required: bool = False) -> Parameter:
    """Return a parameter that counts something."""
    return Parameter("integer", description, example, required=required, minimum=least, maximum=most)


def money(description: str, example: int) -> Parameter:
    """Return an amount in minor units of the event's currency."""
    return Parameter("integer", description, example, minimum=0, maximum=MOST_MONEY, unit="minor")


def milliseconds(description: str, example: float, *, required: bool = False) -> Parameter:
    """Return a span of time of up to a day, in ms; browsers measure in fractions of one."""
    return Parameter("number", description, example, required=required, minimum=0, maximum=DAY_MS, unit="ms")


def percent(description: str, example: int, *, required: bool = False) -> Parameter:
    """Return a share in whole percent."""
    return Parameter("integer", description, example, required=required, minimum=0, maximum=100, unit="%")


def seconds(description: str, example: float) -> Parameter:
    """Return a span of time of up to a day, in s, as players measure it."""
    return Parameter("number", description, example, minimum=0, maximum=DAY_MS // 1000, unit="s")


def rating(description: str, example: float) -> Parameter:
    """Return a number of stars; shops have five or ten."""
    return Parameter("number", description, example, minimum=0, maximum=10, unit="stars")


def ratio(description: str, example: float) -> Parameter:
    """Return a number without a unit."""
    return Parameter("number", description, example, minimum=0, maximum=1000)


def yes_no(description: str, example: bool) -> Parameter:
    """Return a parameter that holds or does not."""
    return Parameter("boolean", description, example)


COUPON = text("the code that was given", "WELCOME10", longest=128)
METHOD = text("by which means", "google", longest=128)
REASON = text("why", "expired")
CAMPAIGN = text("the campaign it belongs to", "black_friday")
DISCOUNT = money("what the code takes off", 500)
RESULTS = count("how many items were found, or are left", 12)

CONTENT = {
    "content_type": text("what kind of content", "guide"),
    "content_id": text("its id", "how-to-choose-a-size"),
}

LIST = {
    "item_list_id": text("the list's id", "related_products"),
    "item_list_name": text("the list's name", "Related products"),
}
PLACE_IN_LIST = LIST | {"index": count("place in the list", 3)}

PROMOTION = {
    "promotion_id": text("the promotion's id", "summer", required=True),
    "promotion_name": text("the promotion's name", "Summer sale"),
    "creative_name": text("the creative's name", "summer_banner_2"),
    "creative_slot": text("where it stood", "featured_app_1"),
}

LINK = {
    "link_url": text("where the link leads", "https://shop.example/returns", longest=2048),
    "link_text": text("the link's words", "Returns"),
    "placement": text("where on the page it stands", "product", longest=128),
}

MONEY_FIELDS = ("currency", "value")
"""The event's own fields that tell what a step is worth."""
