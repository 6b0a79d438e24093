"""The storefront without a mouse, without eyes, in either language, on any screen."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.web.storefront import Storefront

CHECKS = Path(__file__).with_name("checks.js").read_text()
NOTHING_WRONG = {
    "nameless": [],
    "small": [],
    "faint": [],
    "twice": [],
    "pictures": [],
    "wide": [],
    "headings": [],
    "language": [],
}
CART = ("plaid-di-lana", "sciarpa-di-lana", "taccuino-in-pelle", "degustazione-di-te")


def test_the_keyboard_alone_leads_from_the_list_to_the_thanks(shop):
    press = shop.page.keyboard.press
    shop.tab_to("category-home")
    press("Enter")
    expect(shop.page.locator("#main h1")).to_have_text("Home")
    shop.tab_to("add-plaid-di-lana")
    press("Enter")
    shop.tab_to("open-cart", "Shift+Tab")
    press("Enter")
    shop.tab_to("to-checkout")
    press("Enter")
    expect(shop.page.locator("#checkout-title")).to_be_focused()
    shop.tab_to("till-next")
    press("Enter")
    shop.tab_to("shipping-standard")
    press("ArrowDown")
    expect(shop.page.locator("#shipping-express")).to_be_focused()
    shop.tab_to("till-next")
    press("Enter")
    expect(shop.page.locator("#till-next")).to_have_text("Order and pay €72.90")
    shop.tab_to("till-next")

    press("Enter")

    expect(shop.page.locator(".thanks")).to_contain_text("€72.90")


def test_the_first_tab_stop_skips_to_the_content(page, stack):
    shop = Storefront(page, stack.storefront)
    shop.open()

    page.keyboard.press("Tab")

    assert shop.focused() == "skip"
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_the_drawer_holds_the_focus_and_gives_it_back(shop):
    shop.add("plaid-di-lana")
    shop.page.focus("#open-cart")
    shop.page.keyboard.press("Enter")
    inside = (
        "document.activeElement === document.body || document.querySelector('#drawer').contains(document.activeElement)"
    )
    expect(shop.page.locator("#close-drawer")).to_be_focused()
    for _ in range(12):
        shop.page.keyboard.press("Tab")
        assert shop.page.evaluate(inside)

    shop.page.keyboard.press("Escape")

    expect(shop.page.locator("#drawer")).to_be_hidden()
    expect(shop.page.locator("#open-cart")).to_be_focused()


def test_a_quantity_changed_by_keyboard_keeps_the_focus_where_it_was(shop):
    shop.add("plaid-di-lana")
    shop.open_cart()
    shop.page.focus("#more-plaid-di-lana")

    shop.page.keyboard.press("Enter")

    expect(shop.line("plaid-di-lana").locator("output")).to_have_text("2")
    expect(shop.page.locator("#drawer .sums .total")).to_contain_text("€")
    expect(shop.page.locator("#more-plaid-di-lana")).to_be_focused()


def test_a_discount_is_spoken_to_screen_readers(shop):
    shop.add("plaid-di-lana", "sciarpa-di-lana", "taccuino-in-pelle")

    announcer = shop.page.locator("body > [data-announcer]")
    expect(announcer).to_have_attribute("aria-live", "polite")
    expect(announcer).to_contain_text("you save €19.10")


def test_the_shop_speaks_italian_and_english(shop):
    expect(shop.page.locator("html")).to_have_attribute("lang", "en")
    expect(shop.page.locator("#see-olio-extravergine")).to_have_text("Extra virgin olive oil")

    shop.page.click("#lang-it")

    expect(shop.page.locator("html")).to_have_attribute("lang", "it")
    expect(shop.page.locator("#see-olio-extravergine")).to_have_text("Olio extravergine")
    expect(shop.page.locator("#open-cart")).to_have_attribute("aria-label", "Apri il carrello: 0 articoli, 0,00\u00a0€")
    expect(shop.page.locator("#lang-it")).to_be_focused()


def test_both_languages_say_the_same_things(shop):
    words = shop.page.evaluate(
        """async () => {
            const { it } = await import('./words.it.js');
            const { en } = await import('./words.en.js');
            const keys = (part, path = '') => Object.entries(part).flatMap(([name, value]) =>
              typeof value === 'object' ? keys(value, `${path}${name}.`) : [path + name]);
            return [keys(it).sort(), keys(en).sort()];
        }"""
    )

    assert words[0] == words[1]


def test_nothing_moves_when_the_shopper_prefers_stillness(shop):
    shop.add(*CART)
    expect(shop.pushed("upgrade")).to_be_visible()
    shop.open_cart()

    assert shop.page.evaluate("document.getAnimations().length") == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_has_names_contrast_and_room(shop, scheme):
    shop.page.emulate_media(color_scheme=scheme)
    shop.add(*CART)
    expect(shop.pushed("upgrade")).to_be_visible()

    assert shop.page.evaluate(CHECKS) == NOTHING_WRONG
    shop.open_cart()
    assert shop.page.evaluate(CHECKS) == NOTHING_WRONG
    shop.page.click("#to-checkout")
    expect(shop.page.locator("#till-next")).to_be_visible()
    assert shop.page.evaluate(CHECKS) == NOTHING_WRONG
    shop.page.goto(f"{shop.address}?lang=en#/p/borsa-in-pelle")
    expect(shop.page.locator(".article h1")).to_have_text("Leather bag")
    assert shop.page.evaluate(CHECKS) == NOTHING_WRONG


def test_a_narrow_screen_needs_no_sideways_scrolling(browser: Browser, stack):
    context = browser.new_context(viewport={"width": 320, "height": 640}, locale="it-IT")
    shop = Storefront(context.new_page(), stack.storefront)
    shop.open("?lang=it")
    shop.page.click("#consent-necessary")
    shop.add(*CART)

    expect(shop.granted("high_value")).to_be_visible()
    assert shop.page.evaluate(CHECKS) == NOTHING_WRONG
    context.close()


def test_search_forgives_accents_and_says_how_much_it_found(shop):
    shop.page.fill("#query", "CAFFE")

    expect(shop.page.locator("#count")).to_have_text("1 item")
    expect(shop.page.locator("#see-caffe-macinato")).to_be_visible()


def test_a_wish_is_kept_under_the_heart(shop):
    shop.page.click("#wish-card-plaid-di-lana")
    expect(shop.page.locator("#wish-card-plaid-di-lana")).to_have_attribute("aria-pressed", "true")

    shop.page.click("#open-wishes")

    expect(shop.page.locator("#main h1")).to_have_text("Wishlist")
    expect(shop.page.locator("#main .card")).to_have_count(1)


def test_an_address_that_was_cut_off_still_opens_the_shop(page, stack):
    page.goto(f"{stack.storefront}?lang=en#/p/caff%C3")

    expect(page.locator("#main")).to_contain_text("This article is gone.")


def test_a_failed_sign_in_leaves_what_was_written(shop, complaints):
    shop.page.route("**/demo/customers", lambda route: route.fulfill(status=500, json={"detail": "out of order"}))
    shop.page.click("#open-customer")
    shop.page.fill("#field-customer_id", "ada")
    shop.page.fill("#field-email", "ada@example.com")
    shop.page.check("#field-marketing")

    shop.page.click("#enter")

    expect(shop.page.get_by_role("alert")).to_contain_text("out of order")
    expect(shop.page.locator("#field-customer_id")).to_have_value("ada")
    expect(shop.page.locator("#field-email")).to_have_value("ada@example.com")
    expect(shop.page.locator("#field-marketing")).to_be_checked()
    complaints.clear()


def test_the_panel_remembers_the_latest_questions_alone(shop):
    known = shop.page.evaluate(
        """async () => {
            const { FrameLog } = await import(new URL("panel/frame-log.js", location.href.split("?")[0]).href);
            const log = new FrameLog("Frames");
            for (let n = 0; n < 500; n += 1)
                log.add({ direction: "out", channel: "socket", name: "ping", text: `{"request_id": "r-${n}"}`, at: n });
            return log.sent.size;
        }"""
    )

    assert known < 100


def test_an_order_without_a_session_fails_in_the_shoppers_words(shop):
    shop.add("candele-profumate")
    expect(shop.page.locator("#live .gauge")).to_be_visible()
    shop.go_to_payment()
    expect(shop.page.locator("#till-next")).to_contain_text("Order and pay")
    shop.page.evaluate(
        """async () => {
            const { orderThrough } = await import(new URL("orders.js", location.href.split("?")[0]).href);
            orderThrough({ session: async () => null });
        }"""
    )

    shop.page.click("#till-next")

    expect(shop.page.get_by_role("alert")).to_contain_text("Microlift does not answer")
