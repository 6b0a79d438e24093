"""Decisions and interventions: told to the shop, and shown by the default UI so that everybody can use it."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.web.sdk import SdkShop, until

CART = """{ cart_id: 'c-1', currency: 'EUR', stage: 'cart', shipping: { selected: false, amount: 590 }, codes: [],
    lines: [{ line_id: 'l-1', item_id: 'sku-1', quantity: 1, unit_price: 16000 }] }"""
BODY = '<h1>A shop</h1><button id="before">Before</button><button data-microlift="chat">Chat</button>'


ROOM = '<p id="summary" data-microlift-room="trust_badge"></p><span data-microlift="trust_badge">Safe</span>'


@pytest.fixture
def page(sdk_shop: SdkShop) -> Page:
    """A tab whose socket is open."""
    sdk_shop.body = BODY
    opened = sdk_shop.open()
    opened.evaluate("window.live = new Promise((resolve) => client.on('status', (is) => is === 'live' && resolve()))")
    sdk_shop.counts(opened, {})
    assert until(opened, lambda: bool(sdk_shop.sockets))
    opened.wait_for_timeout(300)
    return opened


def push(shop: SdkShop, kind: str, **params: str) -> None:
    """An intervention of the rule ``r``, as the socket brings it."""
    intervention = {"type": kind, "rule": "r", "params": params}
    shop.sockets[-1].send(json.dumps({"type": "intervention", "intervention": intervention}))


def test_a_cart_gets_its_decision_and_the_lines_that_it_speaks_of(sdk_shop, page):
    decision, more = page.evaluate(f"""new Promise((resolve) => {{
        client.onDecision((decision, more) => resolve([decision, more]));
        client.cart.update({CART});
    }})""")

    assert decision["discounts"]["applied"][0]["rule"] == "high_value"
    assert more == {"lineIds": ["l-1"], "pushed": False}


def test_the_probability_to_buy_can_be_asked_for(page):
    assert 0 < page.evaluate("client.intent().then((intent) => intent.probability)") < 1


def test_a_message_is_read_out_and_its_close_is_counted(sdk_shop, page):
    push(sdk_shop, "show_message", text="Last panettoni")

    status = page.get_by_role("status")
    expect(status.get_by_text("Last panettoni")).to_be_visible()
    page.get_by_role("button", name="Close").click()
    expect(status.get_by_text("Last panettoni")).to_have_count(0)
    counted = {"intervention_shown": 1, "intervention_dismissed": 1}
    assert sdk_shop.counts(page, counted) == counted


def test_the_same_message_is_shown_once(sdk_shop, page):
    push(sdk_shop, "show_message", text="Last panettoni")
    push(sdk_shop, "show_message", text="Last panettoni")

    expect(page.get_by_text("Last panettoni")).to_be_visible()
    assert sdk_shop.counts(page, {"intervention_shown": 1}) == {"intervention_shown": 1}


def test_the_chat_prompt_opens_the_shops_chat(sdk_shop, page):
    push(sdk_shop, "open_chat", text="Shall we help?")

    page.get_by_role("button", name="Open the chat").click()

    counted = {"intervention_shown": 1, "intervention_clicked": 1, "open_chat": 1}
    assert sdk_shop.counts(page, counted) == counted


def test_the_exit_offer_is_a_dialog_that_holds_and_returns_the_focus(sdk_shop, page):
    page.focus("#before")
    push(sdk_shop, "exit_intent_offer", text="Free shipping until midnight")

    dialog = page.get_by_role("dialog", name="Before you go")
    expect(dialog).to_be_visible()
    for _ in range(5):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") != "before"
    page.keyboard.press("Escape")

    expect(dialog).to_have_count(0)
    expect(page.locator("#before")).to_be_focused()


def test_a_trust_badge_is_repeated_where_the_shop_left_room(sdk_shop, page):
    page.evaluate("document.body.insertAdjacentHTML('beforeend', room)".replace("room", f"`{ROOM}`"))

    push(sdk_shop, "highlight_trust_badge")

    expect(page.locator("#summary")).to_have_text("Safe")


def test_a_shop_may_show_interventions_by_itself(sdk_shop, page):
    sdk_shop.options = "{ pageViews: false, speed: false, ui: false }"
    sdk_shop.sockets.clear()
    page.reload()
    page.evaluate("""client.onIntervention((intervention, outcome) => {
        window.told = intervention;
        outcome('shown');
        outcome('clicked');
    }); 0""")
    assert until(page, lambda: bool(sdk_shop.sockets))
    page.wait_for_timeout(500)

    push(sdk_shop, "upsell", item_id="sku-2")

    page.wait_for_function("window.told")
    assert page.evaluate("told.params.item_id") == "sku-2"
    assert page.locator("microlift-notes").count() == 0
    counted = {"intervention_shown": 1, "intervention_clicked": 1}
    assert sdk_shop.counts(page, counted) == counted


def test_custom_properties_and_parts_restyle_it(sdk_shop, page):
    page.evaluate("""() => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(`microlift-notes { --microlift-ground: rgb(10, 20, 30); }
            microlift-notes::part(title) { text-transform: uppercase; }`);
        document.adoptedStyleSheets = [sheet];
    }""")

    push(sdk_shop, "show_message", title="Hello", text="Last panettoni")

    expect(page.locator("microlift-notes article")).to_have_css("background-color", "rgb(10, 20, 30)")
    expect(page.get_by_role("heading", name="Hello")).to_have_css("text-transform", "uppercase")


def test_the_classic_script_takes_calls_that_came_before_it(sdk_shop):
    sdk_shop.document = """<!doctype html><html lang="en"><head><title>A shop</title>%(before)s
        <script>
          window.errors = [];
          microlift = window.microlift || [];
          microlift.push(["start", { key: "%(key)s", endpoint: "%(api)s", pageViews: false, speed: false }]);
          microlift.push(["track", "share"]);
        </script>
        <script async src="/sdk/dist/microlift.classic.js"></script></head><body>%(body)s</body></html>"""
    sdk_shop.before = (
        "<script>dataLayer = []; function gtag() { dataLayer.push(arguments) }"
        "gtag('consent', 'default', { analytics_storage: 'granted' })</script>"
    )
    page = sdk_shop.open()
    page.wait_for_function("microlift.start")
    page.evaluate("microlift.push(['track', 'see_more']); window.client = microlift.start()")

    assert sdk_shop.counts(page, {"share": 1, "see_more": 1}) == {"share": 1, "see_more": 1}


def test_the_classic_scripts_calls_wait_for_its_start(sdk_shop):
    sdk_shop.connected = False
    sdk_shop.document = """<!doctype html><html lang="en"><head><title>A shop</title>
        <script>
          window.errors = [];
          microlift = window.microlift || [];
          microlift.push(["consent", { analytics_storage: "granted" }]);
        </script>
        <script src="/sdk/dist/microlift.classic.js"></script>
        <script>
          microlift.push(["track", "share"]);
          microlift.push(["no_such_call"]);
          microlift.push(["start", { key: "%(key)s", endpoint: "%(api)s", pageViews: false, speed: false }]);
          microlift.push(["no_such_call"]);
        </script></head><body>%(body)s</body></html>"""

    page = sdk_shop.open()

    assert [event["event_name"] for event in sdk_shop.sent(page)] == ["share"]


def test_the_region_that_is_read_out_is_there_before_its_first_message(sdk_shop, page):
    page.evaluate("""() => {
        new MutationObserver(() => {
            const notes = document.querySelector('microlift-notes');
            window.said ??= notes?.shadowRoot.querySelector('[role=status]').children.length;
        }).observe(document.body, { childList: true });
    }""")

    push(sdk_shop, "show_message", text="Last panettoni")

    expect(page.get_by_role("status").get_by_text("Last panettoni")).to_be_visible()
    assert page.evaluate("window.said") == 0


def test_a_dialog_that_closes_leaves_the_page_where_it_was(sdk_shop, page):
    page.evaluate("document.querySelector('h1').after(document.createElement('div'))")
    page.evaluate("""() => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync('body { min-height: 5000px }');
        document.adoptedStyleSheets = [sheet];
    }""")
    page.focus("#before")
    page.evaluate("scrollTo(0, 3000)")
    push(sdk_shop, "exit_intent_offer", text="Free shipping until midnight")

    page.get_by_role("button", name="Close").click()

    expect(page.locator("#before")).to_be_focused()
    assert page.evaluate("scrollY") == 3000


def test_a_card_that_is_replaced_hands_its_focus_on_and_is_over(sdk_shop, page):
    push(sdk_shop, "gift_progress", text="Two more for your gift")
    page.get_by_role("button", name="Close").focus()

    push(sdk_shop, "gift_progress", text="One more for your gift")

    expect(page.get_by_text("One more")).to_be_visible()
    expect(page.get_by_role("button", name="Close")).to_be_focused()
    counted = {"intervention_shown": 2, "intervention_dismissed": 1}
    assert sdk_shop.counts(page, counted) == counted
