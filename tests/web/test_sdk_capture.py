"""What the SDK notices by itself: page views, how far a product's page is read, time, leaving, marked clicks, speed."""

import pytest
from playwright.sync_api import Page

from tests.web.sdk import GRANTED, SdkShop

BODY = """<h1>Panettone</h1>
<button id="badge" data-microlift="trust_badge" data-microlift-params='{"badge": "safe"}'><b>Safe</b></button>
<button id="chart" data-microlift="use_size_chart" data-microlift-item="sku-2">Sizes</button>
<p>%s</p>""" % ("A long page. " * 3000)
PRODUCT = '<script type="application/ld+json">{"@type": "Product", "sku": "sku-1"}</script>'
LIST = '<script type="application/ld+json">{"@type": "ItemList", "itemListElement": [{"@type": "Product"}]}</script>'


@pytest.fixture
def shop(sdk_shop) -> SdkShop:
    """A product's page, described by JSON-LD, without sockets: what it sends can be looked at."""
    sdk_shop.connected = False
    sdk_shop.before = GRANTED + PRODUCT
    sdk_shop.body = BODY
    return sdk_shop


def scroll_to(page: Page, share: float) -> None:
    page.evaluate("(share) => scrollTo(0, share * (document.documentElement.scrollHeight - innerHeight))", share)


def named(events: list[dict], name: str) -> list[dict]:
    return [event for event in events if event["event_name"] == name]


def test_a_products_page_tells_each_depth_once(shop):
    page = shop.open()

    scroll_to(page, 0.6)
    page.wait_for_timeout(400)
    scroll_to(page, 0.1)
    page.wait_for_timeout(400)
    scroll_to(page, 0.8)

    scrolled = named(shop.sent(page, 3), "scroll")
    assert [event["params"]["percent_scrolled"] for event in scrolled] == [25, 50, 75]
    assert scrolled[0]["page"] == {"type": "product", "path": "/a-shop/p/1"}
    assert scrolled[0]["items"] == [{"item_id": "sku-1"}]


def test_a_list_of_products_is_no_products_page(shop):
    shop.before = GRANTED + LIST
    page = shop.open()

    scroll_to(page, 1)

    assert named(shop.sent(page), "scroll") == []


def test_ga4s_view_item_says_that_it_is_a_products_page(shop):
    shop.before = GRANTED
    page = shop.open()
    page.evaluate("gtag('event', 'view_item', { items: [{ item_id: 'sku-9' }] })")
    shop.sent(page)

    scroll_to(page, 0.3)

    [scrolled] = named(shop.sent(page, 2), "scroll")
    assert (scrolled["page"]["type"], scrolled["items"]) == ("product", [{"item_id": "sku-9"}])


def test_time_on_the_page_is_told_once(shop):
    shop.options = "{ pageViews: false, speed: false, timeOnPageS: 2 }"
    page = shop.open()

    page.wait_for_timeout(3500)

    [stayed] = named(shop.sent(page), "time_on_page")
    assert stayed["params"] == {"on_page_ms": 2000}


def test_the_pointer_on_its_way_out_of_the_top_is_exit_intent(shop):
    page = shop.open()

    leave = "(y) => document.documentElement.dispatchEvent(new MouseEvent('mouseleave', { clientY: y }))"
    page.evaluate(leave, 300)
    page.evaluate(leave, -1)
    page.evaluate(leave, -1)

    assert [event["params"] for event in named(shop.sent(page), "exit_intent")] == [{"trigger": "mouse"}]


def test_marked_clicks_become_events_of_the_catalogue(shop):
    page = shop.open()

    page.click("#badge b")
    page.click("#chart")

    badge, chart = shop.sent(page, 2)
    assert (badge["event_name"], badge["params"]) == ("click_trust_badge", {"badge": "safe"})
    assert badge["items"] == [{"item_id": "sku-1"}]
    assert (chart["event_name"], chart["items"]) == ("use_size_chart", [{"item_id": "sku-2"}])


def test_a_page_without_a_load_is_viewed_too_and_the_shops_own_view_is_not_doubled(shop):
    shop.options = "{ speed: false }"
    page = shop.open()
    assert [event["page"]["path"] for event in named(shop.sent(page), "page_view")] == ["/a-shop/p/1"]

    page.evaluate("history.pushState({}, '', '/a-shop/p/2')")
    page.wait_for_timeout(1200)
    page.evaluate("history.pushState({}, '', '/a-shop/p/3'); gtag('event', 'page_view', {})")
    page.wait_for_timeout(1200)

    viewed = named(shop.sent(page, 3), "page_view")
    assert [event["page"]["path"] for event in viewed] == ["/a-shop/p/1", "/a-shop/p/2", "/a-shop/p/3"]


def test_page_speed_is_told_at_the_shoppers_first_move(shop):
    shop.options = "{ pageViews: false }"
    page = shop.open()
    page.wait_for_timeout(500)

    page.click("h1")

    [speed] = named(shop.sent(page), "page_speed")
    assert speed["params"]["lcp_ms"] >= speed["params"]["ttfb_ms"] >= 0
    assert page.evaluate("errors") == []


def test_a_view_item_that_was_pushed_before_the_sdk_came_names_the_product_too(shop):
    shop.before = f"{GRANTED}<script>gtag('event', 'view_item', {{ items: [{{ item_id: 'sku-9' }}] }})</script>"
    page = shop.open()
    shop.sent(page)

    scroll_to(page, 0.3)

    [scrolled] = named(shop.sent(page, 2), "scroll")
    assert (scrolled["page"]["type"], scrolled["items"]) == ("product", [{"item_id": "sku-9"}])


def test_a_number_as_the_markups_sku_is_an_id_too(shop):
    shop.before = GRANTED + PRODUCT.replace('"sku-1"', "4711")
    page = shop.open()

    page.click("#badge b")

    [clicked] = shop.sent(page)
    assert clicked["items"] == [{"item_id": "4711"}]


def test_page_speed_is_told_when_the_first_move_is_the_yes_to_the_banner(shop):
    shop.before = GRANTED.replace("granted", "denied")
    shop.options = "{ pageViews: false }"
    page = shop.open()
    page.wait_for_timeout(500)
    page.evaluate("""() => {
        const yes = () => gtag('consent', 'update', { analytics_storage: 'granted' });
        document.querySelector('h1').onclick = yes;
    }""")

    page.click("h1")
    page.wait_for_timeout(300)
    page.click("h1")

    assert [event["event_name"] for event in shop.sent(page)] == ["page_speed"]


def test_a_prerendered_page_is_viewed_when_it_is_shown(shop):
    shop.before = (
        """<script>
        Object.defineProperty(document, 'prerendering', { value: true, configurable: true });
    </script>"""
        + GRANTED
    )
    shop.options = "{ speed: false }"
    page = shop.open()
    page.wait_for_timeout(1500)
    assert shop.asked == []

    page.evaluate("Object.defineProperty(document, 'prerendering', { value: false })")

    assert [event["event_name"] for event in shop.sent(page)] == ["page_view"]


def test_the_speed_of_a_prerendered_page_is_measured(shop):
    hidden = "Object.defineProperty(document, '%s', { value: %s, configurable: true });"
    shop.before = f"<script>{hidden % ('prerendering', 'true')}{hidden % ('hidden', 'true')}</script>{GRANTED}"
    shop.options = "{ pageViews: false }"
    page = shop.open()
    page.wait_for_timeout(500)
    page.evaluate(hidden % ("prerendering", "false") + hidden % ("hidden", "false"))
    page.wait_for_timeout(1200)

    page.click("h1")

    assert [event["event_name"] for event in shop.sent(page)] == ["page_speed"]


def test_a_page_that_the_shopper_comes_back_to_is_viewed_again(shop):
    shop.options = "{ speed: false }"
    page = shop.open()
    shop.sent(page)

    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")

    assert [event["event_name"] for event in shop.sent(page, 2)] == ["page_view", "page_view"]


def test_a_link_to_a_place_on_the_page_is_no_exit(shop):
    shop.before = GRANTED + PRODUCT + "<script>window.matchMedia = () => ({ matches: true })</script>"
    shop.options = "{ pageViews: false, speed: false, backIntent: true }"
    shop.body = "<a href='#reviews'>Reviews</a><h2 id='reviews'>Reviews</h2>"
    page = shop.open()

    page.click("a")
    assert shop.sent(page, 0) == []
    page.evaluate("history.go(-2)")

    assert [event["params"] for event in named(shop.sent(page), "exit_intent")] == [{"trigger": "back"}]
