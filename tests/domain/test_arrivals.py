"""How a shopper arrives: what is said and seen of it, and what it is without consent or a customer."""

import pytest

from shared.domain.arrivals import Purchases, arrival, device_of
from tests.factories import DAY, NOW

NOBODY = {"channel": None, "device": None, "reminded": False, "last_seen_at": None, "purchases": None}
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148"
PIXEL = (
    "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Mobile Safari/537.36"
)
GALAXY_TAB = (
    "Mozilla/5.0 (Linux; Android 14; SM-X710) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36"
)
IPAD = "Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148"


def test_of_nobody_nothing_is_known():
    assert arrival(**NOBODY) == {}


def test_the_channel_is_the_storefronts_word_and_a_reminders_link_outranks_it():
    assert arrival(**NOBODY | {"channel": " Email "}) == {"session.channel": "email"}
    assert arrival(**NOBODY | {"channel": "email", "reminded": True}) == {"session.channel": "reminder"}


def test_a_visitor_seen_before_is_returning():
    assert arrival(**NOBODY | {"last_seen_at": NOW - 8 * DAY}) == {
        "session.returning": True,
        "customer.since_last_visit_ms": NOW - 8 * DAY,
    }


def test_a_customer_who_never_ordered_has_no_orders_and_no_last_one():
    assert arrival(**NOBODY | {"purchases": Purchases()}) == {"customer.orders": 0, "customer.lifetime_value": 0}
    assert arrival(**NOBODY | {"purchases": Purchases(2, 9900, NOW - DAY)}) == {
        "customer.orders": 2,
        "customer.lifetime_value": 9900,
        "customer.since_last_order_ms": NOW - DAY,
    }


@pytest.mark.parametrize(
    ("headers", "device"),
    [
        ({"user-agent": WINDOWS}, "desktop"),
        ({"user-agent": IPHONE}, "mobile"),
        ({"user-agent": PIXEL}, "mobile"),
        ({"user-agent": GALAXY_TAB}, "tablet"),
        ({"user-agent": IPAD}, "tablet"),
        ({"user-agent": WINDOWS, "sec-ch-ua-mobile": "?1"}, "mobile"),
        ({"user-agent": "curl/8.11"}, None),
        ({}, None),
    ],
)
def test_a_device_is_told_as_coarsely_as_the_browser_tells_it(headers, device):
    assert device_of(headers) == device
