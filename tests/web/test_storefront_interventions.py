"""The storefront reacts to what session rules say of its shopper, and tells what became of it."""

from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.web.storefront import SLOW_MS, Storefront

HOUR_MS = 3_600_000
LEAVE = "document.documentElement.dispatchEvent(new MouseEvent('mouseleave', {clientY: -1}))"


@pytest.fixture
def visit(page: Page, ordinary_hour: None, stack: Any) -> Storefront:
    """The storefront, connected, its shopper's consent given."""
    storefront = Storefront(page, stack.storefront)
    storefront.open()
    expect(page.locator("#live [data-status=live]")).to_be_visible()
    with page.expect_response(lambda response: response.url.endswith("/v1/consent") and response.ok):
        page.click("#consent-all")
    return storefront


def look_at(visit: Storefront, item_id: str) -> None:
    visit.page.evaluate(f"location.hash = '#/p/{item_id}'")
    expect(visit.page.locator(f"#add-{item_id}")).to_be_visible()


def reported(visit: Storefront, event_name: str) -> list[str]:
    """The rules of which the page has told the dataLayer this."""
    return visit.page.evaluate(
        "name => window.dataLayer.filter(({event}) => event === name).map(({rule}) => rule)", event_name
    )


def test_reading_a_product_page_to_its_end_offers_the_chat(visit):
    visit.page.set_viewport_size({"width": 1280, "height": 500})
    look_at(visit, "plaid-di-lana")

    visit.page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")

    chat = visit.pushed("open_chat")
    expect(chat).to_contain_text("Any questions about this article?")
    chat.locator("[data-act=chat]").click()
    expect(chat).to_contain_text("Your shop's chat opens here.")
    assert reported(visit, "intervention_shown") == ["proactive_chat"]
    assert reported(visit, "intervention_clicked") == ["proactive_chat"]


def test_25_seconds_on_a_product_page_offer_the_chat_by_themselves(visit, stack):
    look_at(visit, "plaid-di-lana")
    clock = httpx.URL(stack.storefront).join("/demo/clock")
    visit.page.wait_for_timeout(1500)

    now = httpx.get(clock).json()["now"]
    httpx.put(clock, json={"now": now + 25_000}, timeout=60).raise_for_status()

    expect(visit.pushed("open_chat")).to_be_visible(timeout=SLOW_MS)


def test_who_asked_for_shipping_and_leaves_is_offered_it_for_free(visit):
    look_at(visit, "plaid-di-lana")
    visit.page.click("#fold-shipping summary")
    visit.page.wait_for_timeout(600)

    visit.page.evaluate(LEAVE)

    popup = visit.page.locator("dialog[data-push=exit_intent_offer]")
    expect(popup).to_contain_text("Shipping is free until midnight.")
    visit.page.keyboard.press("Escape")
    expect(popup).to_have_count(0)
    assert reported(visit, "intervention_dismissed") == ["exit_offer"]
    visit.page.click("#add-plaid-di-lana")
    expect(visit.granted("exit_offer")).to_contain_text("Free shipping until midnight", timeout=SLOW_MS)


def test_a_trust_badge_is_repeated_in_the_summary(visit):
    look_at(visit, "plaid-di-lana")
    visit.page.click("#fold-trust summary")
    visit.page.click("#add-plaid-di-lana")
    visit.open_cart()

    expect(visit.page.locator("#drawer .trust")).to_contain_text("Secure payment, returns within 30 days.")
    visit.page.click("#to-checkout")
    expect(visit.page.locator(".till-side .trust")).to_be_visible()


def test_the_home_page_follows_the_filters_of_the_visit_before(visit, stack):
    visit.page.evaluate("location.hash = '#/c/fashion'")
    expect(visit.page.locator("[data-add=sciarpa-di-lana]").first).to_be_visible()
    # Sent after a moment, and remembered by what follows the session.
    visit.page.wait_for_timeout(4000)
    clock = httpx.URL(stack.storefront).join("/demo/clock")
    later = httpx.get(clock).json()["now"] + 3 * HOUR_MS
    httpx.put(clock, json={"now": later}, timeout=60).raise_for_status()

    visit.open()

    again = visit.page.locator("[data-push=personalise_home]")
    expect(again).to_contain_text("Like last time")
    expect(again.locator("[data-add=sciarpa-di-lana]")).to_be_visible()


def test_a_wish_that_runs_out_is_told_with_its_article(visit):
    visit.page.locator("[data-wish=guanti-in-pelle]").first.click()

    alert = visit.pushed("low_stock")
    expect(alert).to_contain_text("An article on your wish list is running out.")
    expect(alert).to_contain_text("Leather gloves")


def test_who_is_ready_to_buy_is_offered_help_and_no_discount(visit):
    look_at(visit, "plaid-di-lana")
    look_at(visit, "sciarpa-di-lana")
    look_at(visit, "taccuino-in-pelle")
    visit.page.click("#add-taccuino-in-pelle")
    visit.open_cart()
    visit.page.click("#to-checkout")

    visit.page.click("#till-next")

    expect(visit.pushed("offer_help")).to_contain_text("Need a hand to complete your order?")


def test_the_third_checkout_brings_guest_checkout_and_the_total(visit):
    visit.add("taccuino-in-pelle")
    visit.open_cart()
    visit.page.click("#to-checkout")
    visit.page.click("#till-next")
    visit.page.click("#till-back")
    visit.page.click("#till-next")
    visit.page.click("#till-back")

    visit.page.click("#till-next")

    message = visit.pushed("show_message")
    expect(message).to_contain_text("You can order without an account")
    expect(message.locator("[data-total]")).to_contain_text("€37.90")
    expect(message.locator("[data-act=guest]")).to_be_visible()
