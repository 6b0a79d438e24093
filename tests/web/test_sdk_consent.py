"""Consent Mode v2: without analytics_storage nothing is stored, sent or remembered; taken back, all of it is gone."""

import pytest

from tests.web.sdk import GRANTED, SdkShop, stored, until

DENIED = "<script>gtag('consent', 'default', { analytics_storage: 'denied' })</script>"
EVENT = "client.track('see_more'); gtag('event', 'view_cart', {})"
KEPT = """async () => ({
    local: Object.keys(localStorage), session: Object.keys(sessionStorage),
    databases: (await indexedDB.databases()).map(({ name }) => name), cookies: document.cookie,
})"""
NOTHING = {"local": [], "session": [], "databases": [], "cookies": ""}


@pytest.fixture
def shop(sdk_shop) -> SdkShop:
    """The shop, without sockets: what it sends can be looked at."""
    sdk_shop.connected = False
    return sdk_shop


def test_without_consent_nothing_is_sent_and_nothing_kept(shop):
    shop.before = DENIED
    page = shop.open()

    page.evaluate(EVENT)

    page.wait_for_timeout(1000)
    assert shop.asked == []
    assert page.evaluate(KEPT) == NOTHING


def test_a_page_that_says_nothing_of_consent_is_one_without(shop):
    shop.before = ""
    page = shop.open()

    page.evaluate(EVENT)

    page.wait_for_timeout(1000)
    assert shop.asked == []


def test_consent_given_starts_from_then_on(shop):
    shop.before = DENIED
    page = shop.open()
    page.evaluate(EVENT)

    page.evaluate("gtag('consent', 'update', { analytics_storage: 'granted' }); client.track('share')")

    assert [event["event_name"] for event in shop.sent(page)] == ["share"]
    assert [body["consent"]["analytics_storage"] for _, path, body in shop.asked if path == "/v1/sessions"] == [
        "granted"
    ]


def test_what_happens_while_an_answer_is_waited_for_goes_once_it_is_yes(shop):
    shop.before = DENIED.replace("'denied' }", "'denied', wait_for_update: 5000 }")
    page = shop.open()
    page.evaluate("client.track('see_more')")
    page.wait_for_timeout(600)
    assert shop.asked == []

    page.evaluate("gtag('consent', 'update', { analytics_storage: 'granted' })")

    assert [event["event_name"] for event in shop.sent(page)] == ["see_more"]


def test_an_answer_that_does_not_come_in_time_is_a_no(shop):
    shop.before = DENIED.replace("'denied' }", "'denied', wait_for_update: 300 }")
    page = shop.open()
    page.evaluate("client.track('see_more')")
    page.wait_for_timeout(800)

    page.evaluate("gtag('consent', 'update', { analytics_storage: 'granted' }); client.track('share')")

    assert [event["event_name"] for event in shop.sent(page)] == ["share"]


def test_a_default_for_a_region_counts_only_as_far_as_it_denies(shop):
    shop.before = GRANTED + DENIED.replace("'denied' }", "'denied', region: ['IT'] }")
    page = shop.open()

    page.evaluate(EVENT)

    page.wait_for_timeout(1000)
    assert shop.asked == []


def test_consent_taken_back_is_told_and_empties_everything(shop):
    page = shop.open()
    page.evaluate(EVENT)
    shop.sent(page, 2)
    shop.context.route("**/v1/events", lambda route: route.abort())
    page.evaluate("client.track('share')")
    page.wait_for_timeout(600)

    with page.expect_response("**/v1/consent") as answer:
        page.evaluate("gtag('consent', 'update', { analytics_storage: 'denied' })")

    assert answer.value.ok
    assert shop.asked[-1][2]["consent"]["analytics_storage"] == "denied"
    assert until(page, lambda: page.evaluate(KEPT) == NOTHING)
    before = len(shop.asked)
    page.evaluate(EVENT)
    page.wait_for_timeout(1000)
    assert len(shop.asked) == before


def test_a_withdrawal_that_was_not_heard_is_told_by_the_next_page(shop):
    page = shop.open()
    page.evaluate(EVENT)
    shop.sent(page, 2)
    shop.context.route("**/v1/consent", lambda route: route.abort())
    page.evaluate("gtag('consent', 'update', { analytics_storage: 'denied' })")
    page.wait_for_timeout(300)
    page.close()
    shop.context.unroute("**/v1/consent")
    shop.before = DENIED + "<script>gtag('consent', 'update', { analytics_storage: 'denied' })</script>"

    following = shop.context.new_page()
    with following.expect_response("**/v1/consent") as answer:
        shop.go(following, "p/2")

    assert answer.value.ok
    assert until(following, lambda: following.evaluate(KEPT) == NOTHING)


def test_consent_taken_back_in_one_tab_holds_in_the_others(shop):
    one, other = shop.open(), shop.open("p/2")
    one.evaluate(EVENT)
    shop.sent(one, 2)

    one.evaluate("gtag('consent', 'update', { analytics_storage: 'denied' })")

    other.wait_for_timeout(500)
    before = len(shop.sent(other, 2))
    other.evaluate(EVENT)
    assert len(shop.sent(other, 2)) == before


def test_the_visitor_is_known_again_on_the_next_page_only_with_consent(shop):
    page = shop.open()
    visitor = page.evaluate("client.session().then((session) => session.visitor_id)")

    page.reload()

    assert page.evaluate("client.session().then((session) => session.visitor_id)") == visitor
    assert len([path for _, path, _ in shop.asked if path == "/v1/sessions"]) == 1


def test_the_cart_works_without_consent_and_names_no_visitor(shop):
    shop.before = DENIED
    page = shop.open()

    page.evaluate("""new Promise((resolve) => {
        client.onDecision(resolve);
        client.cart.update({ cart_id: 'c-1', currency: 'EUR', stage: 'cart', shipping: { selected: false, amount: 590 },
            codes: [], lines: [{ line_id: 'l-1', item_id: 'sku-1', quantity: 1, unit_price: 2590 }] });
    })""")

    kept = page.evaluate("sessionStorage.getItem('microlift')")
    assert "token" in kept
    assert "visitor_id" not in kept
    assert page.evaluate("localStorage.length") == 0


def test_a_regions_no_outlasts_a_yes_for_everywhere_after_it(shop):
    """The order in which Google's own instructions have it."""
    shop.before = DENIED.replace("'denied' }", "'denied', region: ['IT', 'ES'] }") + GRANTED
    page = shop.open()

    page.evaluate(EVENT)

    page.wait_for_timeout(1000)
    assert shop.asked == []
    assert page.evaluate(KEPT) == NOTHING


def test_a_session_that_is_over_is_told_of_the_no_and_opens_no_other(shop):
    page = shop.open()
    shop.session_of(page)
    page.evaluate("""() => {
        client.stop();
        const kept = JSON.parse(localStorage.microlift);
        localStorage.microlift = JSON.stringify({ ...kept, session: { ...kept.session, renew_at: 1 } });
    }""")
    refused = {"status": 401, "headers": {"access-control-allow-origin": "*"}, "body": "{}"}
    shop.context.route("**/v1/consent", lambda route: route.fulfill(**refused))
    shop.before = DENIED + "<script>gtag('consent', 'update', { analytics_storage: 'denied' })</script>"
    shop.asked.clear()

    page.reload()

    assert until(page, lambda: page.evaluate("localStorage.length") == 0)
    page.wait_for_timeout(1500)
    assert [(method, path) for method, path, _ in shop.asked] == [("PUT", "/v1/consent")]
    assert page.evaluate("localStorage.length") == 0


def test_a_withdrawal_is_heard_behind_an_event_that_cannot_be_read(shop):
    page = shop.open()
    shop.session_of(page)

    page.evaluate("""() => {
        gtag('event');
        gtag('event', 'add_to_cart', { items: [{ get item_id() { throw new Error('the shop'); } }] });
        gtag('consent', 'update', { analytics_storage: 'denied' });
    }""")

    assert until(page, lambda: page.evaluate(KEPT) == NOTHING)


def test_a_withdrawal_is_heard_while_the_shop_cannot_say_where_the_shopper_is(shop):
    shop.before = "<script>window.app = { route: { type: 'home' } }</script>" + GRANTED
    shop.options = "{ pageViews: false, speed: false, page: () => window.app.route }"
    page = shop.open()
    shop.session_of(page)

    page.evaluate("window.app = null; gtag('consent', 'update', { analytics_storage: 'denied' })")

    assert until(page, lambda: page.evaluate(KEPT) == NOTHING, 5)


def test_a_client_that_was_stopped_stores_nothing_and_still_hears_a_withdrawal(shop):
    page = shop.open()
    shop.session_of(page)
    page.evaluate("""() => {
        const theirs = dataLayer.push;
        dataLayer.push = (...given) => theirs.apply(dataLayer, given); // as a tag manager that came after us
        client.stop();
        gtag('event', 'view_cart', {});
        client.track('see_more');
    }""")
    page.wait_for_timeout(600)
    assert stored(page) == 0
    assert shop.sent(page, 0) == []

    page.evaluate("gtag('consent', 'update', { analytics_storage: 'denied' })")

    assert until(page, lambda: page.evaluate(KEPT)["local"] == [], 5)
    assert shop.asked[-1][:2] == ("PUT", "/v1/consent")
