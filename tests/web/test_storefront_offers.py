"""The storefront shows what Microlift decides, as it decides it."""

import re

import httpx
from playwright.sync_api import WebSocketRoute, expect

from tests.web.storefront import SLOW_MS, Storefront

UP_TO_132_EURO = ("plaid-di-lana", "sciarpa-di-lana", "taccuino-in-pelle")
UP_TO_171_EURO = (*UP_TO_132_EURO, "degustazione-di-te")


def test_three_articles_above_100_euro_earn_ten_percent_and_free_shipping(shop):
    shop.add(*UP_TO_132_EURO)

    expect(shop.granted("high_intent")).to_contain_text("10% off and free shipping: you save €19.10")
    expect(shop.granted("high_intent")).to_contain_text("Because you have more than 2 items and the cart is over €100.")
    drawer = shop.open_cart()
    expect(shop.line("plaid-di-lana").locator("del")).to_contain_text("€60.00")
    expect(shop.line("plaid-di-lana").locator("ins")).to_contain_text("€54.00")
    expect(drawer.locator(".sums .total")).to_contain_text("€118.80")
    expect(drawer.locator(".sums")).to_contain_text("free")


def test_above_150_euro_it_is_twenty_percent_and_an_upgrade_is_offered(shop):
    shop.add(*UP_TO_171_EURO)

    expect(shop.granted("high_value")).to_contain_text("you save €34.20")
    expect(shop.pushed("upgrade")).to_be_visible()
    expect(shop.pushed("upgrade").locator("button.add")).to_be_visible()


def test_the_shopper_reads_what_is_missing_for_the_next_discount(shop):
    shop.add(*UP_TO_132_EURO)

    expect(shop.page.locator("#live [data-unlock=high_value]")).to_contain_text("€18.01 more unlocks 20% off")


def test_an_offer_counts_down_from_half_an_hour(shop):
    shop.add(*UP_TO_132_EURO)

    countdown = shop.page.locator("#live .countdown")
    expect(countdown).to_contain_text("left")
    expect(countdown).to_contain_text("29:5")


def test_the_intent_to_buy_is_a_meter_that_rises_at_the_checkout(shop, stack):
    shop.page.click("#consent-again")
    shop.page.click("#consent-all")
    shop.add("miele-millefiori")
    meter = shop.page.locator("#live [role=meter]")
    expect(meter).to_have_attribute("aria-valuenow", re.compile(r"0\.[23]"))
    shop.open_cart()
    shop.page.click("#to-checkout")
    shop.page.click("#till-next")
    # Quicker than any shopper, the next click would ask for a decision before the step into the checkout is counted.
    session_id = shop.page.evaluate("JSON.parse(localStorage.microlift).session.session_id")
    while intent_of(stack, session_id) < 0.5:
        shop.page.wait_for_timeout(100)

    shop.page.click("#till-next")

    expect(meter).to_have_attribute("aria-valuenow", re.compile(r"0\.[5-8]"))


def test_five_minutes_without_a_change_push_the_compound_offer_to_every_tab(shop):
    shop.add(*UP_TO_171_EURO)
    expect(shop.granted("high_value")).to_be_visible()
    shop.open_panel()
    shop.page.click("#panel-second")
    expect(shop.page.locator("#second-tab")).to_contain_text("connected", timeout=SLOW_MS)

    shop.page.click("#panel-5-minutes")

    expect(shop.granted("compound")).to_be_visible(timeout=SLOW_MS)
    expect(shop.pushed("notify")).to_be_visible()
    expect(shop.pushed("upsell")).to_be_visible()
    pushed = shop.page.locator("#second-tab [data-frame=decision]").first
    pushed.locator("summary").click()
    expect(pushed).to_contain_text('"rule": "compound"')


def test_a_prime_customer_keeps_the_cart_and_gets_more(shop):
    shop.add("candele-profumate")
    shop.open_panel()

    shop.page.click("#panel-prime")

    expect(shop.granted("prime")).to_contain_text("you save €7.10")
    expect(shop.page.locator(".prime-mark")).to_be_visible()
    expect(shop.page.locator("#open-cart .count")).to_have_text("1")


def test_a_forged_price_is_answered_with_the_shops_own(shop):
    shop.add("candele-profumate")
    expect(shop.page.locator("#live .gauge")).to_be_visible()
    shop.open_panel()

    shop.page.click("#panel-forge")

    shop.page.click("#panel-handle")
    drawer = shop.open_cart()
    expect(shop.line("candele-profumate").locator(".mismatch")).to_contain_text("€24.00")
    expect(drawer.locator(".sums .total")).to_contain_text("€29.90")


def test_a_reload_keeps_the_cart_and_its_discount(shop):
    shop.add(*UP_TO_132_EURO)
    expect(shop.granted("high_intent")).to_be_visible()

    shop.page.reload()

    expect(shop.page.locator("#open-cart .count")).to_have_text("3")
    expect(shop.granted("high_intent")).to_contain_text("€19.10")


def test_a_lost_socket_is_said_and_comes_back(shop):
    sockets: list[WebSocketRoute] = []

    def through(socket: WebSocketRoute) -> None:
        socket.connect_to_server()
        sockets.append(socket)

    shop.page.route_web_socket(re.compile("token="), through)
    shop.page.reload()
    live = shop.page.locator("#live .live-row")
    expect(live).to_have_attribute("data-status", "live")

    sockets[0].close(code=1001)

    expect(live).to_have_attribute("data-status", "offline")
    expect(live).to_have_attribute("data-status", "live")
    shop.add(*UP_TO_132_EURO)
    expect(shop.granted("high_intent")).to_be_visible()


def test_an_order_is_thanked_for_and_empties_the_cart(shop):
    shop.add(*UP_TO_132_EURO)
    expect(shop.granted("high_intent")).to_be_visible()
    shop.go_to_payment()
    expect(shop.page.locator("#till-next")).to_have_text("Order and pay €118.80")

    shop.page.click("#till-next")

    expect(shop.page.locator(".thanks")).to_contain_text("€118.80")
    expect(shop.page.locator(".thanks")).to_contain_text("You saved €19.10.")
    expect(shop.page.locator("#open-cart .count")).to_have_count(0)


def test_the_shop_goes_on_after_an_order(shop):
    shop.add("candele-profumate")
    expect(shop.page.locator("#live .gauge")).to_be_visible()
    shop.go_to_payment()
    expect(shop.page.locator("#till-next")).to_have_text("Order and pay €29.90")
    shop.page.click("#till-next")
    shop.page.click("#again")

    shop.add(*UP_TO_132_EURO)

    expect(shop.granted("high_intent")).to_contain_text("€19.10")


def test_two_tabs_of_one_session_show_one_cart(shop, stack):
    shop.add("plaid-di-lana", "sciarpa-di-lana")
    expect(shop.page.locator("#live .gauge")).to_be_visible()
    with shop.page.expect_popup() as duplicated:
        shop.page.evaluate("open(location.href)")  # a tab opened from here inherits what this tab keeps
    other = Storefront(duplicated.value, stack.storefront)
    expect(other.page.locator("#open-cart .count")).to_have_text("2")
    expect(other.page.locator("#live .live-row")).to_have_attribute("data-status", "live")

    other.add("taccuino-in-pelle")

    expect(other.granted("high_intent")).to_contain_text("€19.10")
    expect(shop.page.locator("#open-cart .count")).to_have_text("3")
    expect(shop.granted("high_intent")).to_contain_text("€19.10")


def intent_of(stack, session_id):
    path = f"{stack.api}/v1/sessions/{session_id}/intent"
    return httpx.get(path, headers={"authorization": f"Bearer {stack.server_key}"}).json()["probability"]
