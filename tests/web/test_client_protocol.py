"""The client's side of the contract: one update in flight, merged, repeated after silence, HTTP when it is too long."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route

STOREFRONT = Path(__file__).parents[2] / "web" / "storefront"

SETUP = """
async () => {
    const { CartUpdates } = await import('./client/cart-updates.js');
    const { Problem } = await import('./client/problem.js');
    const count = { id: 0 };
    window.Problem = Problem;
    window.socket = [];
    window.http = [];
    window.decided = [];
    window.refused = [];
    window.live = true;
    window.cart = (quantity, note = '') => ({ cart_id: 'c-1', lines: [{ line_id: 'l-1', quantity, note }] });
    window.updates = new CartUpdates({
        newId: () => `r-${++count.id}`,
        bySocket: (text) => window.live && Boolean(window.socket.push(JSON.parse(text))),
        byHttp: (sent) => { window.http.push(sent); return new Promise(() => {}); },
        decided: (decision) => window.decided.push(decision.revision),
        refused: (problem) => window.refused.push(problem.status),
    });
    window.answer = (revision) => updates.receive({ request_id: socket.at(-1).request_id, decision: { revision } });
    window.sent = () => socket.map(({ request_id, cart }) => [request_id, cart.revision, cart.lines[0].quantity]);
}
"""


@pytest.fixture
def updates(page: Page) -> Page:
    """A page with ``updates`` over a socket and an HTTP that only note what they are given."""

    def serve(route: Route) -> None:
        path = urlsplit(route.request.url).path.lstrip("/")
        if path:
            route.fulfill(path=STOREFRONT / path)
        else:
            route.fulfill(content_type="text/html", body="<title>A page of nothing</title>")

    page.route("http://shop.example/**", serve)
    page.clock.install()
    page.goto("http://shop.example/")
    page.clock.pause_at(page.evaluate("Date.now() / 1000") + 1)
    page.evaluate(SETUP)
    return page


def test_changes_made_while_one_is_in_flight_leave_as_one(updates):
    updates.evaluate("updates.submit(cart(1)); updates.submit(cart(2)); updates.submit(cart(3))")
    assert updates.evaluate("sent()") == [["r-1", 1, 1]]

    updates.evaluate("answer(1)")

    assert updates.evaluate("sent()") == [["r-1", 1, 1], ["r-2", 2, 3]]


def test_silence_for_five_seconds_repeats_the_same_revision(updates):
    updates.evaluate("updates.submit(cart(1))")
    updates.clock.run_for(4_900)
    assert updates.evaluate("sent()") == [["r-1", 1, 1]]

    updates.clock.run_for(200)

    assert updates.evaluate("sent()") == [["r-1", 1, 1], ["r-1", 1, 1]]
    updates.evaluate("answer(1)")
    updates.clock.run_for(10_000)
    assert updates.evaluate("sent().length") == 2


def test_a_cart_longer_than_a_frame_goes_by_http(updates):
    updates.evaluate("updates.submit(cart(1, 'è'.repeat(17_000)))")

    assert updates.evaluate("[socket.length, http.length]") == [0, 1]


def test_without_a_socket_the_cart_goes_by_http(updates):
    updates.evaluate("live = false; updates.submit(cart(1))")

    assert updates.evaluate("[socket.length, http.map((sent) => sent.revision)]") == [0, [1]]


def test_a_revision_conflict_is_settled_by_a_higher_revision(updates):
    updates.evaluate("updates.submit(cart(1))")

    updates.evaluate(
        "updates.receive({ request_id: 'r-1' }, new Problem({ status: 409, problem_type: 'urn:x:revision_conflict' }))"
    )

    assert updates.evaluate("sent()") == [["r-1", 1, 1], ["r-2", 3, 1]]
    assert updates.evaluate("refused") == []


def test_too_many_requests_wait_as_long_as_they_are_told(updates):
    updates.evaluate("updates.submit(cart(1))")

    updates.evaluate("updates.receive({ request_id: 'r-1' }, new Problem({ status: 429 }, 429, 2000))")

    updates.clock.run_for(1_900)
    assert updates.evaluate("sent().length") == 1
    updates.clock.run_for(200)
    assert updates.evaluate("sent()") == [["r-1", 1, 1], ["r-1", 1, 1]]


def test_a_refused_cart_is_told_and_makes_room_for_the_next(updates):
    updates.evaluate("updates.submit(cart(1)); updates.submit(cart(2))")

    updates.evaluate("updates.receive({ request_id: 'r-1' }, new Problem({ status: 422 }))")

    assert updates.evaluate("refused") == [422]
    assert updates.evaluate("sent()") == [["r-1", 1, 1], ["r-2", 2, 2]]


def test_a_tab_that_was_overtaken_sends_its_cart_on_top(updates):
    updates.evaluate("updates.submit(cart(5))")

    updates.evaluate("answer(9)")

    assert updates.evaluate("sent()") == [["r-1", 1, 5], ["r-2", 10, 5]]


def test_a_new_session_gets_the_last_cart_under_its_own_name(updates):
    updates.evaluate("updates.submit(cart(2)); answer(1)")

    updates.evaluate("updates.resubmit('c-brought-back')")

    assert updates.evaluate("socket.at(-1).cart") == {
        "cart_id": "c-brought-back",
        "revision": 2,
        "lines": [{"line_id": "l-1", "quantity": 2, "note": ""}],
    }
