"""No event is lost and none is counted twice: offline, over reloads, in two tabs, while the API fails."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.web.sdk import SdkShop, until

TRACK = "(count) => { for (let n = 0; n < count; n++) client.track('see_more', { params: { section: `part ${n}` } }) }"
STORED = """() => new Promise((resolve) => {
    const asked = indexedDB.open('microlift', 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore('events', { keyPath: 'event.event_id' });
    asked.onsuccess = () => {
        const counted = asked.result.transaction('events').objectStore('events').count();
        counted.onsuccess = () => { asked.result.close(); resolve(counted.result); };
    };
})"""


@pytest.fixture
def shop(browser: Browser, stack) -> Iterator[SdkShop]:
    """A shop with the SDK, whose shopper has consented; whatever its pages throw fails the test."""
    context = browser.new_context()
    opened = SdkShop(context, stack)
    yield opened
    context.close()
    assert opened.faults == []


def stored(page: Page) -> int:
    """How many events wait in the browser's store."""
    return page.evaluate(STORED)


def test_events_are_counted_and_then_forgotten_here(shop):
    page = shop.open()

    page.evaluate(TRACK, 30)

    assert shop.counts(page, {"see_more": 30}) == {"see_more": 30}
    assert until(page, lambda: stored(page) == 0)


def test_what_happens_offline_is_sent_when_the_network_is_back(shop):
    page = shop.open()
    page.evaluate(TRACK, 1)
    shop.counts(page, {"see_more": 1})

    shop.offline()
    page.evaluate(TRACK, 20)
    page.wait_for_timeout(1500)
    page.evaluate(TRACK, 20)
    shop.online()

    assert shop.counts(page, {"see_more": 41}) == {"see_more": 41}


def test_a_reload_while_the_api_cannot_be_reached_loses_nothing(shop):
    page = shop.open()
    session = shop.session_of(page)
    shop.context.route("**/v1/events", lambda route: route.abort())
    shop.connected = False
    shop.hang_up()
    page.evaluate(TRACK, 25)
    assert until(page, lambda: stored(page) == 25)

    page.reload()
    page.evaluate(TRACK, 5)
    shop.context.unroute("**/v1/events")
    shop.connected = True

    assert shop.counts(page, {"see_more": 30}) == {"see_more": 30}
    assert shop.session_of(page) == session


def test_two_tabs_share_a_session_and_their_events_add_up(shop):
    one, other = shop.open(), shop.open("p/2")

    one.evaluate(TRACK, 10)
    other.evaluate(TRACK, 15)

    assert shop.session_of(one) == shop.session_of(other)
    assert shop.counts(one, {"see_more": 25}) == {"see_more": 25}


def test_a_minute_of_trouble_ends_in_exact_counts(shop):
    """Offline, a reload in between, two tabs, and an API that answers 500 for a while."""
    one, other = shop.open(), shop.open("p/2")
    shop.session_of(other)
    shop.offline()
    one.evaluate(TRACK, 10)
    other.evaluate(TRACK, 10)
    assert until(one, lambda: stored(one) == 20)
    failing = Failing()
    shop.context.route("**/v1/events", failing)
    shop.context.set_offline(False)
    one.reload()
    one.evaluate(TRACK, 10)
    other.evaluate(TRACK, 10)
    assert until(one, lambda: failing.count >= 2)
    failing.over = shop.connected = True

    assert shop.counts(one, {"see_more": 40}) == {"see_more": 40}
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
