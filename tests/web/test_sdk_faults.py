"""Whatever happens to Microlift, the shop goes on: slow, blocked or failing APIs, strict policies, bad input."""

import time

import pytest

from tests.web.sdk import until

CART = """{ cart_id: 'c-1', currency: 'EUR', stage: 'cart', shipping: { selected: false, amount: 590 }, codes: [],
    lines: [{ line_id: 'l-1', item_id: 'sku-1', quantity: 1, unit_price: 2590 }] }"""
STRICT = """<!doctype html><html lang="en"><head><title>A strict shop</title></head><body><h1>A strict shop</h1>
<script src="strict.js"></script><script type="module" src="sdk.js"></script></body></html>"""
FRAMES = """() => new Promise((resolve) => {
    const gaps = [];
    let last = performance.now();
    const next = (now) => {
        gaps.push(now - last);
        last = now;
        if (gaps.length < 60) requestAnimationFrame(next);
        else resolve(Math.max(...gaps));
    };
    for (let n = 0; n < 200; n++) dataLayer.push({ event: 'view_cart', n });
    requestAnimationFrame(next);
})"""


SETTING = """
    window.dataLayer = [];
    window.errors = [];
    window.violations = [];
    document.addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective));
    (function () { dataLayer.push(arguments) })('consent', 'default', { analytics_storage: 'granted' });
"""
# As where the shopper lets no site store anything.
FORBIDDEN = """<script>
    const forbidden = () => { throw new DOMException('forbidden', 'SecurityError') };
    for (const name of ['localStorage', 'sessionStorage', 'indexedDB']) {
        Object.defineProperty(window, name, { get: forbidden });
    }
    navigator.locks.request = navigator.locks.query = async () => forbidden();
    window.BroadcastChannel = function () { forbidden() };
</script>"""
HIDE = """
    Object.defineProperty(document, 'hidden', { value: true });
    document.dispatchEvent(new Event('visibilitychange'));
"""


def test_a_blocked_api_costs_no_frame_and_throws_nothing(sdk_shop):
    sdk_shop.connected = False
    sdk_shop.context.route("**/v1/**", lambda route: route.abort("blockedbyclient"))
    page = sdk_shop.open()

    longest_ms = page.evaluate(FRAMES)
    page.evaluate(f"client.cart.update({CART})")

    assert page.evaluate("client.intent()") is None
    assert longest_ms < 2_000  # far more than it takes: the machine may be busy otherwise
    assert sdk_shop.faults == []


def test_a_slow_api_delays_nothing_and_loses_nothing(sdk_shop):
    sdk_shop.connected = False
    sdk_shop.context.route("**/v1/sessions", lambda route: (time.sleep(3), route.continue_()))
    page = sdk_shop.open()

    took_ms = page.evaluate(
        "() => { const began = performance.now(); client.track('see_more'); return performance.now() - began }"
    )

    assert took_ms < 2_000
    assert sdk_shop.counts(page, {"see_more": 1}) == {"see_more": 1}


def test_retry_after_is_heeded(sdk_shop):
    sdk_shop.connected = False
    asked: list[float] = []

    def busy(route) -> None:
        asked.append(time.monotonic())
        if len(asked) > 1:
            route.continue_()
            return
        headers = {"access-control-allow-origin": "*", "access-control-expose-headers": "*", "retry-after": "3"}
        route.fulfill(status=429, headers=headers, body="{}")

    sdk_shop.context.route("**/v1/events", busy)
    page = sdk_shop.open()
    page.evaluate("client.track('see_more')")
    page.wait_for_timeout(1000)
    page.evaluate("client.track('see_more')")

    assert sdk_shop.counts(page, {"see_more": 2}) == {"see_more": 2}
    assert asked[1] - asked[0] > 2.9


def test_a_bad_event_is_reported_and_the_good_ones_are_kept(sdk_shop):
    page = sdk_shop.open()

    page.evaluate("client.track('see_more'); client.track('scroll', { params: { percent_scrolled: 'half' } })")

    assert sdk_shop.counts(page, {"see_more": 1}) == {"see_more": 1}
    page.wait_for_function("errors.length")
    assert page.evaluate("errors.map(({ code, path, event }) => [code, path, event.event_name])") == [
        ["parameter_type", "$.params.percent_scrolled", "scroll"]
    ]


def test_a_batch_that_cannot_be_read_is_cut_down_to_its_bad_event(sdk_shop):
    sdk_shop.connected = False

    def picky(route) -> None:
        events = route.request.post_data_json["events"]
        if any(event["params"] == {"section": "bad"} for event in events):
            route.fulfill(status=400, headers={"access-control-allow-origin": "*"}, body='{"type": "about:not_json"}')
        else:
            route.continue_()

    sdk_shop.context.route("**/v1/events", picky)
    page = sdk_shop.open()

    page.evaluate(
        "for (const section of ['a', 'bad', 'c', 'd', 'e']) client.track('see_more', { params: { section } })"
    )

    assert sdk_shop.counts(page, {"see_more": 4}) == {"see_more": 4}


def test_input_of_any_kind_throws_nothing(sdk_shop):
    page = sdk_shop.open()

    page.evaluate("""() => {
        const circle = {}; circle.self = circle;
        client.track('see_more', { params: circle });
        client.track();
        client.track('see_more', null);
        client.cart.update(null);
        client.consent(7);
        dataLayer.push(null, 7, 'text', circle, { event: 7 },
            { event: 'view_cart', ecommerce: 'x', items: { map: 1 } });
        client.onDecision(() => { throw new Error('the shop\\'s own') });
    }""")

    page.wait_for_timeout(600)
    page.evaluate("client.track('share')")
    counted = {"see_more": 1, "view_cart": 1, "share": 1}
    assert sdk_shop.counts(page, counted) == counted


def test_options_without_sense_throw_nothing(sdk_shop):
    page = sdk_shop.open()

    page.evaluate(
        "import('/sdk/dist/microlift.js').then(({ start }) => { start().track('x'); start({}).cart.update({}) })"
    )

    page.wait_for_timeout(300)
    assert sdk_shop.faults == []


def test_without_indexed_db_events_go_all_the_same(sdk_shop):
    sdk_shop.before += (
        "<script>Object.defineProperty(window, 'indexedDB', { get() { throw new Error('private') } })</script>"
    )
    page = sdk_shop.open()

    page.evaluate("client.track('see_more')")

    assert sdk_shop.counts(page, {"see_more": 1}) == {"see_more": 1}


def test_where_storage_is_forbidden_events_and_carts_go_all_the_same(sdk_shop):
    sdk_shop.before += FORBIDDEN
    page = sdk_shop.open()
    page.evaluate("void client.onDecision((decision) => (window.decision = decision))")

    page.evaluate(f"client.track('see_more'); client.cart.update({CART})")

    page.wait_for_function("window.decision?.cart_id === 'c-1'")
    assert sdk_shop.counts(page, {"see_more": 1}) == {"see_more": 1}


@pytest.mark.parametrize("how", ["hidden", "pagehide"])
def test_a_page_that_goes_away_hands_its_events_to_a_beacon(sdk_shop, how):
    page = sdk_shop.open()
    session_id = sdk_shop.session_of(page)
    sdk_shop.counts(page, {})

    page.evaluate("client.track('see_more')")
    if how == "hidden":
        page.evaluate(HIDE)
    else:
        page.goto("about:blank")

    assert until(page, lambda: sdk_shop.counted(session_id) == {"see_more": 1})


def test_what_a_closed_tab_left_goes_with_the_next(sdk_shop):
    sdk_shop.connected = False
    sdk_shop.context.route("**/v1/events", lambda route: route.abort())
    page = sdk_shop.open()
    session = sdk_shop.session_of(page)
    page.evaluate("navigator.sendBeacon = () => false; client.track('see_more')")
    page.wait_for_timeout(600)
    page.close()
    sdk_shop.context.unroute("**/v1/events")

    following = sdk_shop.open("p/2")

    assert sdk_shop.counts(following, {"see_more": 1}) == {"see_more": 1}
    assert sdk_shop.session_of(following) == session


def test_a_strict_policy_is_enough(sdk_shop):
    api, socket = sdk_shop.stack.api.split("/_aws")[0], sdk_shop.stack.socket.split("/_aws")[0]
    sdk_shop.headers = {
        "content-security-policy": f"default-src 'self'; script-src 'self'; connect-src 'self' {api} {socket};"
        " object-src 'none'; base-uri 'none'; require-trusted-types-for 'script'"
    }
    sdk_shop.document = STRICT
    starting = f"""import {{ start }} from "/sdk/dist/microlift.js";
        window.client = start({{ key: "{sdk_shop.stack.publishable_key}", endpoint: "{sdk_shop.stack.api}",
            pageViews: false, speed: false, onError: (error) => errors.push(String(error.message)) }});"""
    js = "text/javascript"
    sdk_shop.context.route("**/strict.js", lambda route: route.fulfill(content_type=js, body=SETTING))
    sdk_shop.context.route("**/p/sdk.js", lambda route: route.fulfill(content_type=js, body=starting))
    page = sdk_shop.open()

    page.evaluate("client.track('see_more')")
    page.evaluate("""import('/sdk/dist/microlift-ui.js').then(({ show }) =>
        show({ type: 'show_message', rule: 'r', params: { text: 'Last ones' } }, () => {}, () => {}))""")

    assert sdk_shop.counts(page, {"see_more": 1}) == {"see_more": 1}
    assert page.locator("microlift-notes").get_by_text("Last ones").is_visible()
    assert page.evaluate("[violations, errors]") == [[], []]


def test_a_cart_that_is_a_frameworks_proxy_is_decided_on(sdk_shop):
    page = sdk_shop.open()
    sdk_shop.session_of(page)

    page.evaluate(f"""() => {{
        client.onDecision((decision) => {{ window.decided = decision; }});
        const cart = {CART};
        client.cart.update({{ ...cart, lines: new Proxy(cart.lines, {{}}) }});
    }}""")

    page.wait_for_function("window.decided")
    assert page.evaluate("[decided.revision, client.cart.waiting, errors]") == [1, False, []]


def test_events_do_not_hurry_a_session_that_is_told_to_wait(sdk_shop):
    sdk_shop.connected = False
    headers = {"access-control-allow-origin": "*", "access-control-expose-headers": "*", "retry-after": "60"}
    sdk_shop.context.route("**/v1/sessions", lambda route: route.fulfill(status=503, headers=headers, body="{}"))
    page = sdk_shop.open()

    for _ in range(5):
        page.evaluate("client.track('see_more')")
        page.wait_for_timeout(600)

    assert [path for _, path, _ in sdk_shop.asked] == ["/v1/sessions"]


def test_a_client_that_was_stopped_asks_for_no_decision_any_more(sdk_shop):
    sdk_shop.connected = False
    sdk_shop.context.route("**/evaluation", lambda route: route.abort())
    page = sdk_shop.open()
    sdk_shop.session_of(page)
    page.evaluate(f"client.cart.update({CART})")
    page.wait_for_timeout(300)

    page.evaluate(f"client.stop(); client.cart.update({CART})")
    before = len(sdk_shop.asked)
    page.wait_for_timeout(2500)

    assert len(sdk_shop.asked) == before
    assert page.evaluate("client.cart.waiting") is False


@pytest.mark.parametrize("listener", ["'no function'", "() => { throw new Error('the shop\\'s own') }"])
def test_a_start_that_fails_returns_a_client_that_keeps_its_word(sdk_shop, listener):
    page = sdk_shop.open()

    answers = page.evaluate(f"""async () => {{
        const {{ start }} = await import('/sdk/dist/microlift.js');
        const idle = start({{ key: 'pk', endpoint: 1, onError: {listener} }});
        idle.track('share');
        idle.cart.update({{}});
        idle.on('error', () => {{}})();
        const asked = [idle.intent(), idle.session(), idle.signIn('token')];
        return [idle.cart.waiting, ...await Promise.all(asked.map((one) => one.then((answer) => answer)))];
    }}""")

    assert answers == [False, None, None, None]
