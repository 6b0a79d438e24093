"""A shop with GA4 tagging re-tags nothing: its dataLayer is read as it is, before and after the SDK came."""

import pytest

from tests.web.sdk import GRANTED, HEAD, SdkShop

PURCHASE = """{ transaction_id: 'T-1', currency: 'EUR', value: 59.9, tax: 10.8, shipping: 5.9, coupon: 'WELCOME',
    items: [{ item_id: 'sku-1', item_name: 'Panettone', item_category: 'food', item_brand: 'B', price: 29.95,
              quantity: 2, index: 0 }] }"""
BOUGHT = {
    "currency": "EUR",
    "value": 5990,
    "items": [{"item_id": "sku-1", "quantity": 2, "price": 2995, "category": "food", "brand": "B"}],
    "params": {"transaction_id": "T-1", "tax": 1080, "shipping": 590, "coupon": "WELCOME"},
}


@pytest.fixture
def shop(sdk_shop) -> SdkShop:
    """The shop, without sockets: what it sends can be looked at."""
    sdk_shop.connected = False
    return sdk_shop


def told(event: dict) -> dict:
    """What an event says of the purchase itself."""
    return {name: event[name] for name in ("currency", "value", "items", "params")}


def test_a_gtag_event_becomes_ours_in_minor_units(shop):
    page = shop.open()

    page.evaluate(f"gtag('event', 'purchase', {PURCHASE})")

    [event] = shop.sent(page)
    assert event["event_name"] == "purchase"
    assert told(event) == BOUGHT


def test_a_tag_managers_push_becomes_the_same(shop):
    page = shop.open()

    page.evaluate(f"dataLayer.push({{ event: 'purchase', ecommerce: {PURCHASE}, 'gtm.uniqueEventId': 7 }})")

    [event] = shop.sent(page)
    assert told(event) == BOUGHT


def test_what_was_pushed_before_the_sdk_came_is_read_too(shop):
    shop.before = f"{GRANTED}<script>gtag('event', 'view_item', {{ items: [{{ item_id: 'sku-1' }}] }})</script>"

    page = shop.open()

    [event] = shop.sent(page)
    assert event["event_name"] == "view_item"
    assert event["items"] == [{"item_id": "sku-1", "quantity": 1}]


def test_an_ecommerce_object_pushed_alone_belongs_to_the_next_event_only(shop):
    page = shop.open()

    page.evaluate("""dataLayer.push({ ecommerce: null }, { ecommerce: { currency: 'EUR', value: 1, items: [] } },
        { event: 'view_cart' }, { event: 'search', search_term: 'plaid' })""")

    cart, search = shop.sent(page, 2)
    assert (cart["event_name"], cart["value"]) == ("view_cart", 100)
    assert (search["event_name"], search["params"]) == ("search", {"search_term": "plaid"})
    assert "value" not in search


@pytest.mark.parametrize(
    ("currency", "price", "minor"),
    [("EUR", "1.005", 101), ("EUR", "'25.90'", 2590), ("JPY", "1299", 1299), ("KWD", "1.2345", 1235)],
)
def test_decimals_follow_the_currency(shop, currency, price, minor):
    page = shop.open()

    page.evaluate(f"gtag('event', 'view_cart', {{ currency: '{currency}', value: {price} }})")

    [event] = shop.sent(page)
    assert (event["currency"], event["value"]) == (currency, minor)


def test_only_plain_parameters_are_kept_and_addresses_lose_what_may_be_personal(shop):
    page = shop.open()

    page.evaluate("""gtag('event', 'share', { method: 'mail', nested: { a: 1 }, list: [1], send_to: 'G-1', no: null,
        event_callback: () => {}, not_a_number: NaN, page_location: 'https://shop.example/p?mail=a@b.example#x' })""")

    [event] = shop.sent(page)
    assert event["params"] == {"method": "mail", "page_location": "https://shop.example/p"}


def test_at_most_25_parameters_are_kept(shop):
    page = shop.open()

    page.evaluate(
        "gtag('event', 'share', Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`parameter_${n}`, n])))"
    )

    [event] = shop.sent(page)
    assert len(event["params"]) == 25


def test_the_shops_own_push_goes_on_as_it_was(shop):
    shop.before = f"""{GRANTED}<script>
        window.own = [];
        dataLayer.push = function (...given) {{ own.push(...given); return Array.prototype.push.apply(this, given); }};
    </script>"""
    page = shop.open()

    answer = page.evaluate("[dataLayer.push({ event: 'view_cart' }), dataLayer.length, own.length]")

    assert answer[0] == answer[1]
    assert answer[2] == 1
    assert [event["event_name"] for event in shop.sent(page)] == ["view_cart"]


def test_a_push_replaced_after_us_loses_nothing(shop):
    page = shop.open()

    page.evaluate("""dataLayer.push = function (...given) { return Array.prototype.push.apply(this, given); };
        dataLayer.push({ event: 'view_cart' })""")

    assert [event["event_name"] for event in shop.sent(page)] == ["view_cart"]


def test_a_name_that_the_catalogue_does_not_know_is_told_once_and_sent_no_more(shop):
    page = shop.open()
    page.evaluate("dataLayer.push({ event: 'cookie_bar_ready' })")
    shop.sent(page)
    page.wait_for_function("errors.length")

    page.evaluate("dataLayer.push({ event: 'cookie_bar_ready' }, { event: 'gtm.click' }, { event: 'view_cart' })")

    assert [event["event_name"] for event in shop.sent(page, 2)] == ["cookie_bar_ready", "view_cart"]
    assert page.evaluate("errors.map(({ code, path }) => [code, path])") == [["unknown_event", "$.event_name"]]


def test_an_event_that_cannot_be_read_takes_none_with_it(shop):
    page = shop.open()

    page.evaluate("""gtag('event'); gtag('event', 'add_to_cart', { items: [null] }); gtag('event', 'view_cart', {});
        dataLayer.push({ event: 'purchase', ecommerce: { currency: 'EUR', value: 10, items: [] } })""")

    assert [event["event_name"] for event in shop.sent(page, 3)] == ["add_to_cart", "view_cart", "purchase"]


def test_an_entry_that_cannot_be_opened_takes_none_with_it(shop):
    page = shop.open()

    page.evaluate("""dataLayer.push({ event: 'login', get method() { throw new Error('closed') } },
        { event: 'view_cart' }, { get 0() { throw new Error('closed') } }, { event: 'logout' })""")

    assert [event["event_name"] for event in shop.sent(page, 2)] == ["view_cart", "logout"]


def test_a_shop_without_a_data_layer_has_its_pages_told(shop):
    shop.document = HEAD.replace("window.dataLayer = window.dataLayer || [];", "")
    shop.before = ""
    shop.options = "{ consent: { analytics_storage: 'granted' }, speed: false }"
    page = shop.open()

    page.evaluate("history.pushState({}, '', 'p/2')")

    assert [event["event_name"] for event in shop.sent(page, 2)] == ["page_view", "page_view"]
    assert page.evaluate("errors") == []


def test_a_tag_managers_own_event_does_not_take_the_ecommerce_of_the_shops(shop):
    page = shop.open()

    page.evaluate("""dataLayer.push({ ecommerce: { currency: 'EUR', value: 5, items: [] } }, { event: 'gtm.dom' },
        { event: 'view_cart' })""")

    [event] = shop.sent(page)
    assert (event["event_name"], event["value"]) == ("view_cart", 500)
