"""The storefront says by which channel its shopper came, and nothing more of it."""

import pytest

from tests.web.storefront import Storefront

SHOP = "https://shop.example/"


@pytest.mark.parametrize(
    ("address", "referrer", "channel"),
    [
        (SHOP, "", "direct"),
        (SHOP, "https://shop.example/#/item/1", "direct"),
        (SHOP, "https://www.google.it/search?q=panettone", "organic"),
        (SHOP, "https://blog.example/christmas", "referral"),
        (f"{SHOP}?utm_medium=Email&utm_source=news", "https://mail.example/", "email"),
    ],
)
def test_a_campaigns_link_outranks_who_linked_here(page, stack, address, referrer, channel):
    Storefront(page, stack.storefront).open()

    came = page.evaluate(
        "(args) => import('./arrival.js').then(({ channel }) => channel(...args))", [address, referrer]
    )

    assert came == channel
