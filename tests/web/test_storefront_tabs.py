"""Two tabs of the storefront are one shop: what is done in one is not undone by the other."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.web.sdk import until
from tests.web.storefront import Storefront


@pytest.fixture
def join(shop: Storefront, stack) -> Callable[[], Storefront]:
    """Return what opens a second tab, which inherits what the first one keeps."""

    def opened() -> Storefront:
        with shop.page.expect_popup() as popup:
            shop.page.evaluate("open(location.href)")
        other = Storefront(popup.value, stack.storefront)
        expect(other.page.locator("#live .live-row")).to_have_attribute("data-status", "live")
        return other

    return opened


def accept_all(shop: Storefront) -> None:
    shop.page.click("#consent-again")
    with shop.page.expect_response("**/v1/consent"):
        shop.page.click("#consent-all")


def wished(shop: Storefront) -> list[str]:
    return shop.page.evaluate("JSON.parse(localStorage.getItem('bottega') ?? '{}').wishes ?? []")


def test_a_cart_emptied_in_one_tab_is_empty_in_the_other(shop, join):
    shop.add("plaid-di-lana")
    expect(shop.page.locator("#live .gauge")).to_be_visible()
    other = join()
    expect(other.page.locator("#open-cart .count")).to_have_text("1")

    other.open_cart()
    other.page.click("#remove-plaid-di-lana")

    expect(shop.page.locator("#open-cart .count")).to_have_count(0)
    expect(shop.page.locator("#live")).to_contain_text("Fill your cart")
    shop.add("candele-profumate")
    expect(other.page.locator("#open-cart .count")).to_have_text("1")
    expect(other.line("plaid-di-lana")).to_have_count(0)


def test_the_shipping_chosen_in_one_tab_holds_in_the_other(shop, join):
    shop.add("plaid-di-lana")
    expect(shop.page.locator("#live .gauge")).to_be_visible()
    other = join()
    shop.open_cart()
    shop.page.click("#to-checkout")
    shop.page.click("#till-next")
    shop.page.check("#shipping-express")
    expect(shop.page.locator(".sums")).to_contain_text("€12.90")

    other.add("candele-profumate")

    expect(shop.page.locator("#open-cart .count")).to_have_text("2")
    expect(shop.page.locator(".sums")).to_have_attribute("data-pending", "false")
    expect(other.open_cart().locator(".sums")).to_contain_text("€12.90")


def test_a_wish_in_one_tab_is_not_lost_to_a_wish_in_another(shop, join):
    accept_all(shop)
    other = join()

    other.page.click("#wish-card-lampada-da-tavolo")
    expect(shop.page.locator("#open-wishes .count")).to_have_text("1")
    shop.page.click("#wish-card-moka-tre-tazze")

    assert set(wished(shop)) == {"lampada-da-tavolo", "moka-tre-tazze"}
    expect(other.page.locator("#open-wishes .count")).to_have_text("2")


def test_what_is_taken_back_in_one_tab_is_kept_by_no_other(shop, join):
    accept_all(shop)
    other = join()
    other.page.click("#consent-again")
    other.page.click("#consent-necessary")

    shop.page.click("#wish-card-lampada-da-tavolo")

    expect(shop.page.locator("#open-wishes .count")).to_have_text("1")
    assert until(shop.page, lambda: shop.kept() == [])


def test_a_banner_answered_in_one_tab_asks_in_no_other(page, stack):
    shop = Storefront(page, stack.storefront)
    shop.open()
    expect(page.locator("#consent")).to_be_visible()
    with page.expect_popup() as popup:
        page.evaluate("open(location.href)")

    popup.value.click("#consent-all")

    expect(page.locator("#consent")).to_be_hidden()
