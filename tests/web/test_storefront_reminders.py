"""A cart that was left comes back: by mail, with what the mail promised."""

import re

import httpx
from playwright.sync_api import Browser, expect

from tests.e2e.shopper import by_admin
from tests.e2e.waiting import until
from tests.web.storefront import SLOW_MS, Storefront


def planned(stack) -> int:
    """Return how many reminders the stream has planned on the stack so far."""
    return len(by_admin(stack, "GET", "/v1/insights/reminders").json()["reminders"])


def wait_for_one_more(stack, before: int) -> None:
    """Wait until the stream, which follows a cart within seconds, has planned another reminder."""
    until(lambda: planned(stack) > before)


def test_a_cart_left_for_a_week_comes_back_by_mail_with_fifteen_percent(shop, browser: Browser, stack):
    page = shop.page
    page.click("#consent-again")
    page.click("#consent-all")
    page.click("#open-customer")
    page.fill("#field-customer_id", "anna")
    page.fill("#field-email", "anna@example.com")
    page.check("#field-marketing")
    page.click("#enter")
    expect(page.locator("#customer")).to_be_hidden()
    before = planned(stack)
    shop.add("plaid-di-lana", "candele-profumate")
    expect(page.locator("#live .gauge")).to_be_visible()
    shop.open_panel()
    wait_for_one_more(stack, before)

    page.click("#panel-8-days")

    expect(page.locator("#panel-8-days")).to_be_enabled(timeout=SLOW_MS)
    mails = httpx.get(httpx.URL(stack.mailbox).join("messages.json")).json()
    mail = next(mail for mail in mails if mail["To"] == ["anna@example.com"])
    assert mail["Subject"] == "Your cart is waiting, with 15% off"
    link = re.search(r"http\S+return_token=\S+", mail["BodyText"])[0]
    elsewhere = browser.new_context(locale="en-GB").new_page()
    elsewhere.goto(link)
    returned = Storefront(elsewhere, stack.storefront)
    expect(returned.granted("dormant")).to_contain_text("15% welcome back: you save €12.60")
    expect(elsewhere.locator("#open-cart .count")).to_have_text("2")
    assert "return_token" not in elsewhere.url
    elsewhere.context.close()
