"""The SDK's side of the contract: one update in flight, merged, repeated after silence, HTTP when it is too long."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route

SDK = Path(__file__).parents[2] / "web" / "sdk" / "src"

SETUP = """
async () => {
    const { cartUpdates } = await import('./carts.js');
    const { createLine } = await import('./line.js');
    const { problem } = await import('./problem.js');
    Object.assign(window, { problem, socket: [], http: [], decided: [], refused: [], live: true });
    class Socket {
        constructor() { window.wire = this; setTimeout(() => { this.readyState = 1; this.onopen(); }); }
        send(text) { socket.push(JSON.parse(text)); }
        close() {}
    }
    window.WebSocket = Socket;
    window.fetch = (address, { body }) => {
        http.push(JSON.parse(body));
        return new Promise((resolve, reject) => { window.byHttp = { resolve, reject }; });
    };
    const line = createLine('http://api.example', { status() {}, opened() {}, pushed() {} });
    window.cart = (quantity, note = '') => ({ cart_id: 'c-1', lines: [{ line_id: 'l-1', quantity, note }] });
    window.updates = cartUpdates({
        ask: (cart) => line.ask('cart.update', { cart }, () => line.call('POST', '/v1/carts', cart))
            .then((answer) => answer.decision ?? answer),
        sent() {},
        decided: (decision) => decided.push(decision.revision),
        refused: (error) => refused.push(error.status),
    });
    const asked = () => socket.at(-1).request_id;
    window.frame = (frame) => wire.onmessage({ data: JSON.stringify({ request_id: asked(), ...frame }) });
    window.answer = (revision) => frame({ type: 'decision', decision: { revision } });
    window.refuse = (refusal) => frame({ type: 'problem', ...refusal });
    window.connect = () => line.connect({ socket_url: 'ws://api.example', token: 't' });
    window.sent = () => socket.map(({ cart }) => [cart.revision, cart.lines[0].quantity]);
}
"""


@pytest.fixture
def unconnected(page: Page) -> Page:
    """A page with ``updates`` over a line that only notes what it is given, its socket not open yet."""

    def serve(route: Route) -> None:
        path = urlsplit(route.request.url).path.lstrip("/")
        if path:
            route.fulfill(path=SDK / path)
        else:
            route.fulfill(content_type="text/html", body="<title>A page of nothing</title>")

    page.route("http://shop.example/**", serve)
    page.clock.install()
    page.goto("http://shop.example/")
    page.clock.pause_at(page.evaluate("Date.now() / 1000") + 1)
    page.evaluate(SETUP)
    return page


@pytest.fixture
def updates(unconnected: Page) -> Page:
    """The same with its socket open."""
    unconnected.evaluate("connect()")
    unconnected.clock.run_for(10)
    return unconnected


def test_changes_made_while_one_is_in_flight_leave_as_one(updates):
    updates.evaluate("updates.submit(cart(1)); updates.submit(cart(2)); updates.submit(cart(3))")
    assert updates.evaluate("sent()") == [[1, 1]]

    updates.evaluate("answer(1)")

    assert updates.evaluate("sent()") == [[1, 1], [2, 3]]
    assert updates.evaluate("updates.waiting")


def test_silence_for_five_seconds_repeats_the_same_revision_by_http(updates):
    updates.evaluate("updates.submit(cart(1))")
    updates.clock.run_for(4_900)
    assert updates.evaluate("http.length") == 0

    updates.clock.run_for(200)

    assert updates.evaluate("http.map(({ revision }) => revision)") == [1]
    updates.evaluate("byHttp.resolve(new Response(JSON.stringify({ revision: 1 })))")
    updates.clock.run_for(10_000)
    assert updates.evaluate("[decided, socket.length, http.length]") == [[1], 1, 1]


def test_a_cart_longer_than_a_frame_goes_by_http(updates):
    updates.evaluate("updates.submit(cart(1, 'è'.repeat(17_000)))")

    assert updates.evaluate("[socket.length, http.length]") == [0, 1]


def test_without_a_socket_the_cart_goes_by_http(unconnected):
    unconnected.evaluate("updates.submit(cart(1))")

    assert unconnected.evaluate("[socket.length, http.map(({ revision }) => revision)]") == [0, [1]]


def test_a_network_that_fails_is_tried_again_under_the_same_revision(unconnected):
    unconnected.evaluate("updates.submit(cart(1)); byHttp.reject(new TypeError('Failed to fetch'))")
    unconnected.clock.run_for(1_100)

    assert unconnected.evaluate("http.map(({ revision }) => revision)") == [1, 1]


def test_a_revision_conflict_is_settled_by_a_higher_revision(updates):
    updates.evaluate("updates.submit(cart(1))")

    updates.evaluate("refuse({ status: 409, code: 'revision_conflict' })")

    assert updates.evaluate("sent()") == [[1, 1], [3, 1]]
    assert updates.evaluate("refused") == []


def test_too_many_requests_wait_as_long_as_they_are_told(updates):
    updates.evaluate("updates.submit(cart(1))")

    updates.evaluate("refuse({ status: 429, retry_after: 2 })")

    updates.clock.run_for(1_900)
    assert updates.evaluate("sent().length") == 1
    updates.clock.run_for(200)
    assert updates.evaluate("sent()") == [[1, 1], [1, 1]]


def test_a_refused_cart_is_told_and_makes_room_for_the_next(updates):
    updates.evaluate("updates.submit(cart(1)); updates.submit(cart(2))")

    updates.evaluate("refuse({ status: 422 })")

    assert updates.evaluate("refused") == [422]
    assert updates.evaluate("sent()") == [[1, 1], [2, 2]]


def test_a_tab_that_was_overtaken_sends_its_cart_on_top(updates):
    updates.evaluate("updates.submit(cart(5))")

    updates.evaluate("answer(9)")

    assert updates.evaluate("sent()") == [[1, 5], [10, 5]]


def test_a_new_session_gets_the_last_cart_under_its_own_name(updates):
    updates.evaluate("updates.submit(cart(2))")
    updates.evaluate("answer(1)")

    updates.evaluate("updates.resubmit('c-brought-back')")

    assert updates.evaluate("socket.at(-1).cart") == {
        "cart_id": "c-brought-back",
        "revision": 2,
        "lines": [{"line_id": "l-1", "quantity": 2, "note": ""}],
    }


def test_a_socket_that_closes_as_soon_as_it_is_open_is_dialled_less_and_less(unconnected):
    unconnected.evaluate("""() => {
        window.dialled = 0;
        window.WebSocket = class {
            constructor() {
                dialled += 1;
                setTimeout(() => { this.readyState = 1; this.onopen(); }, 20);
                setTimeout(() => { this.readyState = 3; this.onclose(); }, 50);
            }
        };
        connect();
    }""")

    unconnected.clock.run_for(60_000)

    assert 4 < unconnected.evaluate("dialled") < 9


def test_a_frame_that_is_none_is_passed_over(updates):
    updates.evaluate("updates.submit(cart(1)); wire.onmessage({ data: '<html>a proxy</html>' })")

    updates.evaluate("answer(1)")

    assert updates.evaluate("decided") == [1]
