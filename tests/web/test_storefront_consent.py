"""Consent Mode v2: denied until the shopper says otherwise, and nothing kept beyond what was granted."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.web.sdk import until
from tests.web.storefront import Storefront

DENIED = {
    "analytics_storage": "denied",
    "ad_storage": "denied",
    "ad_user_data": "denied",
    "ad_personalization": "denied",
}
GRANTED = dict.fromkeys(DENIED, "granted")
FORBIDDEN = """
    for (const kind of ["localStorage", "sessionStorage"])
        Object.defineProperty(window, kind, { get() { throw new DOMException("denied", "SecurityError"); } });
"""


@pytest.fixture
def asked(page: Page) -> list[tuple[str, str, dict]]:
    """Every call of the page to the API with a body: method, path, body."""
    calls: list[tuple[str, str, dict]] = []

    def note(request) -> None:
        if "/v1/" in request.url and request.post_data:
            calls.append((request.method, "/v1/" + request.url.split("/v1/")[1], json.loads(request.post_data)))

    page.on("request", note)
    return calls


@pytest.fixture
def unanswered(page: Page, asked, stack) -> Storefront:
    """The storefront as a newcomer finds it, the banner up."""
    storefront = Storefront(page, stack.storefront)
    storefront.open()
    return storefront


def data_layer(shop: Storefront) -> list:
    return shop.page.evaluate("dataLayer.filter((entry) => entry[0] === 'consent').map((entry) => [...entry])")


def test_everything_is_denied_until_the_shopper_answers(unanswered, asked):
    expect(unanswered.page.locator("#consent")).to_be_visible()
    expect(unanswered.page.locator("#live")).to_contain_text("Fill your cart")

    sessions = [body for method, path, body in asked if (method, path) == ("POST", "/v1/sessions")]
    assert [body["consent"] for body in sessions] == [DENIED]
    assert data_layer(unanswered) == [["consent", "default", {**DENIED, "wait_for_update": 500}]]
    assert unanswered.kept() == []
    assert unanswered.page.evaluate("sessionStorage.length") == 0


def test_only_the_necessary_still_lets_the_cart_work_and_keeps_nothing(unanswered):
    unanswered.page.click("#consent-necessary")

    unanswered.add("plaid-di-lana")

    expect(unanswered.page.locator("#live .gauge")).to_be_visible()
    assert data_layer(unanswered)[-1] == ["consent", "update", DENIED]
    assert unanswered.kept() == []


def test_accepting_all_is_told_to_google_and_to_microlift_and_keeps_the_visitor(unanswered, asked):
    with unanswered.page.expect_response("**/v1/consent") as told:
        unanswered.page.click("#consent-all")

    assert told.value.ok
    assert ("PUT", "/v1/consent", {"consent": GRANTED}) in asked
    assert data_layer(unanswered)[-1] == ["consent", "update", GRANTED]
    assert "visitor_id" in json.loads(unanswered.page.evaluate("localStorage.getItem('microlift')"))


def test_an_answer_given_while_the_session_opens_is_not_lost(page: Page, asked, stack):
    shop = Storefront(page, stack.storefront)
    page.route("**/v1/sessions", lambda route: (page.click("#consent-all"), route.continue_()))

    with page.expect_response("**/v1/consent") as told:
        shop.open()

    assert told.value.ok
    assert ("PUT", "/v1/consent", {"consent": GRANTED}) in asked


def test_a_choice_of_single_signals_is_taken_as_made(unanswered):
    unanswered.page.click("#consent-choose")
    unanswered.page.check("#signal-analytics_storage")

    unanswered.page.click("#consent-save")

    assert data_layer(unanswered)[-1] == ["consent", "update", {**DENIED, "analytics_storage": "granted"}]


def test_taking_consent_back_forgets_the_visitor(unanswered):
    unanswered.page.click("#consent-all")
    expect(unanswered.page.locator("#consent")).to_be_hidden()
    unanswered.page.click("#consent-again")

    unanswered.page.click("#consent-necessary")

    # Until the API has heard of it, the browser keeps in mind that it must be told.
    assert until(unanswered.page, lambda: unanswered.kept() == [])


def test_no_answer_is_easier_to_give_than_another(unanswered):
    looks = unanswered.page.evaluate(
        """[...document.querySelectorAll('.consent-answers button')].map((button) => {
            const { backgroundColor, color, fontSize, fontWeight, borderTopColor } = getComputedStyle(button);
            const { width, height } = button.getBoundingClientRect();
            const size = [Math.round(width), Math.round(height)];
            return JSON.stringify({ backgroundColor, color, fontSize, fontWeight, borderTopColor, size });
        })"""
    )

    assert len(looks) == 3
    assert len(set(looks)) == 1


def test_the_shop_opens_and_sells_where_nothing_may_be_kept(page: Page, stack):
    page.add_init_script(FORBIDDEN)
    shop = Storefront(page, stack.storefront)

    shop.open()
    page.click("#consent-all")
    shop.add("plaid-di-lana")
    page.click("#wish-card-lampada-da-tavolo")

    expect(page.locator("#live .gauge")).to_be_visible()
    expect(page.locator("#open-wishes .count")).to_have_text("1")


def test_who_is_signed_in_is_kept_with_the_cart_for_the_tab_alone(shop):
    shop.add("plaid-di-lana")
    shop.open_panel()
    shop.page.click("#panel-prime")
    expect(shop.granted("prime")).to_be_visible()

    session = shop.page.evaluate("JSON.parse(sessionStorage.getItem('microlift')).session")

    assert session["customer"] == "demo-customer"
    assert session["cart"]["lines"][0]["item_id"] == "plaid-di-lana"
    assert "visitor_id" not in session
    assert shop.kept() == []
