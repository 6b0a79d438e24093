"""How a shopper arrives: by which channel, on what device, for the first time or again, and as which customer."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from shared.domain.facts.catalogue import Observation
from shared.domain.money import Minor

# The facts that a session's opening knows, and that do not change in it.
ARRIVAL = (
    "session.channel",
    "session.device",
    "session.returning",
    "customer.orders",
    "customer.lifetime_value",
    "customer.since_last_order_ms",
    "customer.since_last_visit_ms",
    "customer.last_filters",
)
# Those of them that tell of earlier visits, which only consent lets us know.
REMEMBERED = ("session.returning", "customer.since_last_visit_ms", "customer.last_filters")
REMINDER = "reminder"
_TABLETS = ("ipad", "tablet", "kindle", "silk/")
_PHONES = ("mobi", "iphone", "android")
# What robots say of themselves, after the lists of isbot (github.com/omrilotan/isbot) and crawler-user-agents
# (github.com/monperrus/crawler-user-agents), cut down to the words that most of their entries share, and without what
# programs for all purposes call themselves: a shop's own app or server may open sessions by them. Cubot makes phones.
_ROBOTS = re.compile(
    r"(?<!cu)bot|crawl|spider|slurp|scrap|archiver|indexer|headless|phantomjs|puppeteer|playwright|selenium|lighthouse"
    r"|pagespeed|gtmetrix|pingdom|uptime|monitor|preview|facebookexternalhit|mediapartners|feedfetcher|google-read-aloud"
)


@dataclass(frozen=True, slots=True)
class Purchases:
    """What a customer bought, as far as the shop's backend told us: ``last_at`` is when the last order was placed."""

    orders: int = 0
    lifetime_value: Minor = 0
    last_at: int | None = None


def arrival(
    *,
    channel: str | None,
    device: str | None,
    reminded: bool,
    last_seen_at: int | None,
    purchases: Purchases | None,
    last_filters: tuple[str, ...] = (),
) -> dict[str, Observation]:
    """Return what is known of an arrival, by the facts' names.

    ``reminded``: a reminder's link led here, which outranks what the storefront says. ``last_seen_at`` is the visit
    before, and ``last_filters`` those used until then, as far as consent lets us know them; ``purchases`` are those of
    the customer the backend vouches for.
    """
    came = REMINDER if reminded else (channel or "").strip().casefold()
    known: dict[str, Observation] = {}
    if came:
        known["session.channel"] = came
    if device:
        known["session.device"] = device
    if last_seen_at is not None:
        known |= {"session.returning": True, "customer.since_last_visit_ms": last_seen_at}
    if last_filters:
        known["customer.last_filters"] = last_filters
    if purchases:
        known |= {"customer.orders": purchases.orders, "customer.lifetime_value": purchases.lifetime_value}
        if purchases.last_at is not None:
            known["customer.since_last_order_ms"] = purchases.last_at
    return known


def device_of(headers: Mapping[str, str]) -> str | None:
    """Return ``mobile``, ``tablet`` or ``desktop``, as coarsely as a browser's headers tell; names in lower case.

    ``None`` when no browser says what it is. Nothing else of the headers is kept.
    """
    agent = headers.get("user-agent", "").lower()
    if any(word in agent for word in _TABLETS) or ("android" in agent and "mobi" not in agent):
        return "tablet"
    if headers.get("sec-ch-ua-mobile") == "?1" or any(word in agent for word in _PHONES):
        return "mobile"
    return "desktop" if agent.startswith("mozilla/") else None


def bot_of(user_agent: str | None) -> bool:
    """Return whether a browser's name for itself is a robot's: a crawler, a monitor, a headless browser.

    One that says nothing or pretends to be a person's is taken for a person's.
    """
    return user_agent is not None and _ROBOTS.search(user_agent.lower()) is not None
