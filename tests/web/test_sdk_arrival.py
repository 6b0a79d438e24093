"""The SDK says by which channel the shopper came, and nothing more of it; a reminder's token leaves the address."""

import pytest

SHOP = "https://shop.example/"


@pytest.mark.parametrize(
    ("address", "referrer", "channel"),
    [
        (SHOP, "", "direct"),
        (SHOP, "https://shop.example/#/item/1", "direct"),
        (SHOP, "https://www.google.it/search?q=panettone", "organic"),
        (SHOP, "https://climbing.example/", "referral"),
        (SHOP, "https://blog.example/christmas", "referral"),
        (f"{SHOP}?utm_medium=email&utm_source=news", "https://mail.example/", "email"),
        (f"{SHOP}?utm_medium={'a' * 31}%F0%9F%8E%89%F0%9F%8E%89", "", "a" * 31 + "\N{PARTY POPPER}"),
    ],
)
def test_a_campaigns_link_outranks_who_linked_here(page, stack, address, referrer, channel):
    page.goto(stack.storefront)

    came = page.evaluate(
        "(args) => import('/sdk/src/arrival.js').then(({ channel }) => channel(...args))", [address, referrer]
    )

    assert came == channel


def test_a_return_token_is_used_once_and_not_passed_on(page, stack):
    # The shop's own SDK has looked for a token by then.
    page.goto(stack.storefront, wait_until="networkidle")
    page.evaluate("history.replaceState({ of: 'the shop' }, '', '/?lang=en&return_token=secret#/cart')")

    token = page.evaluate("import('/sdk/src/arrival.js').then(({ returnToken }) => returnToken())")

    assert token == "secret"
    assert page.url.endswith("/?lang=en#/cart")
    assert page.evaluate("history.state") == {"of": "the shop"}
