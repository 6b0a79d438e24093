"""No event is lost and none is counted twice: offline, over reloads, in two tabs, while the API fails."""

from playwright.sync_api import Route

from tests.web.sdk import SdkShop, stored, until

TRACK = "(count) => { for (let n = 0; n < count; n++) client.track('see_more', { params: { section: `part ${n}` } }) }"


def test_events_are_counted_and_then_forgotten_here(sdk_shop):
    page = sdk_shop.open()

    page.evaluate(TRACK, 30)

    assert sdk_shop.counts(page, {"see_more": 30}) == {"see_more": 30}
    assert until(page, lambda: stored(page) == 0)


def test_what_happens_offline_is_sent_when_the_network_is_back(sdk_shop):
    page = sdk_shop.open()
    page.evaluate(TRACK, 1)
    sdk_shop.counts(page, {"see_more": 1})

    sdk_shop.offline()
    page.evaluate(TRACK, 20)
    page.wait_for_timeout(1500)
    page.evaluate(TRACK, 20)
    sdk_shop.online()

    assert sdk_shop.counts(page, {"see_more": 41}) == {"see_more": 41}


def test_a_reload_while_the_api_cannot_be_reached_loses_nothing(sdk_shop):
    page = sdk_shop.open()
    session = sdk_shop.session_of(page)
    sdk_shop.context.route("**/v1/events", lambda route: route.abort())
    sdk_shop.connected = False
    sdk_shop.hang_up()
    page.evaluate(TRACK, 25)
    assert until(page, lambda: stored(page) == 25)

    page.reload()
    page.evaluate(TRACK, 5)
    sdk_shop.context.unroute("**/v1/events")
    sdk_shop.connected = True

    assert sdk_shop.counts(page, {"see_more": 30}) == {"see_more": 30}
    assert sdk_shop.session_of(page) == session


def test_a_page_that_the_shopper_comes_back_to_counts_on(browser_that_goes_back, stack):
    shop = SdkShop(browser_that_goes_back.new_context(), stack, options="{ speed: false }")
    page = shop.open("p/1")
    page.evaluate("addEventListener('pageshow', ({ persisted }) => (window.restored = persisted))")
    assert shop.counts(page, {"page_view": 1}) == {"page_view": 1}

    shop.go(page, "p/2")
    assert shop.counts(page, {"page_view": 2}) == {"page_view": 2}
    page.evaluate("setTimeout(() => history.back())")
    page.wait_for_function("window.restored")

    assert shop.counts(page, {"page_view": 3}) == {"page_view": 3}
    assert page.evaluate("errors") == []


def test_two_tabs_share_a_session_and_their_events_add_up(sdk_shop):
    one = sdk_shop.open()
    # Of two opened at one moment each may open a session: what one keeps reaches the other a little later.
    sdk_shop.session_of(one)
    other = sdk_shop.open("p/2")

    one.evaluate(TRACK, 10)
    other.evaluate(TRACK, 15)

    assert sdk_shop.session_of(one) == sdk_shop.session_of(other)
    assert sdk_shop.counts(one, {"see_more": 25}) == {"see_more": 25}


def test_a_minute_of_trouble_ends_in_exact_counts(sdk_shop):
    """Offline, a reload in between, two tabs, and an API that answers 500 for a while."""
    one, other = sdk_shop.open(), sdk_shop.open("p/2")
    sdk_shop.session_of(other)
    sdk_shop.offline()
    one.evaluate(TRACK, 10)
    other.evaluate(TRACK, 10)
    assert until(one, lambda: stored(one) == 20)
    failing = Failing()
    sdk_shop.context.route("**/v1/events", failing)
    sdk_shop.context.set_offline(False)
    one.reload()
    one.evaluate(TRACK, 10)
    other.evaluate(TRACK, 10)
    assert until(one, lambda: failing.count >= 2)
    failing.over = sdk_shop.connected = True

    assert sdk_shop.counts(one, {"see_more": 40}) == {"see_more": 40}
    assert until(one, lambda: stored(one) == 0)


class Failing:
    """The API's fault: 500 until it is over."""

    count = 0
    over = False

    def __call__(self, route: Route) -> None:
        if self.over:
            route.continue_()
            return
        self.count += 1
        route.fulfill(status=500, headers={"access-control-allow-origin": "*"}, body="{}")


def test_a_firewalls_no_loses_nothing(sdk_shop):
    sdk_shop.connected = False
    forbidden = {"status": 403, "headers": {"access-control-allow-origin": "*"}, "body": "{}"}
    sdk_shop.context.route("**/v1/events", lambda route: route.fulfill(**forbidden))
    page = sdk_shop.open()

    page.evaluate(TRACK, 20)
    page.wait_for_timeout(3000)

    assert stored(page) == 20
    assert len([path for _, path, _ in sdk_shop.asked if path == "/v1/events"]) < 6
    sdk_shop.context.unroute("**/v1/events")
    assert sdk_shop.counts(page, {"see_more": 20}) == {"see_more": 20}


def test_visits_behind_a_blocker_keep_2000_events_at_most(sdk_shop):
    """The API is never reached, no session is ever opened; the latest events are kept."""
    sdk_shop.connected = False
    sdk_shop.context.route("**/v1/**", lambda route: route.abort("blockedbyclient"))
    for visit in range(3):
        page = sdk_shop.open(f"p/{visit}")
        page.wait_for_timeout(800)
        page.evaluate(TRACK, 900)
        page.wait_for_timeout(1500)
        assert stored(page) == min(2000, (visit + 1) * 900)
        page.close()

    page = sdk_shop.open("p/3")
    page.wait_for_timeout(800)
    page.evaluate(TRACK, 2100)
    assert until(page, lambda: stored(page) == 2000)
    sdk_shop.context.unroute("**/v1/**")
    page.evaluate("dispatchEvent(new Event('online'))")

    assert sdk_shop.counts(page, {"see_more": 2000}) == {"see_more": 2000}
