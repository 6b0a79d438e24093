"""The dashboard shows what the stack decides and hears, and why."""

from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.shopper import Shopper, by_admin, event, stack_now
from tests.e2e.waiting import until

CHECKS = Path(__file__).with_name("checks.js").read_text()


def test_a_wrong_key_is_refused_in_words(page, complaints, stack):
    page.goto(stack.dashboard.split("#")[0])
    page.fill("#admin-key", "ak_wrong")

    page.click("text=Open")

    expect(page.locator("#gate-failure")).to_contain_text("This key was refused")
    assert "401" in complaints[0]
    complaints.clear()


def test_a_decision_appears_with_the_tree_of_its_reasons(shop, stack):
    shop.add("plaid-di-lana", "sciarpa-di-lana", "taccuino-in-pelle")
    expect(shop.granted("high_intent")).to_contain_text("€19.10")

    shop.page.goto(stack.dashboard)

    row = shop.page.locator("[data-decision]", has_text="high_intent").first
    expect(row).to_contain_text("€132.00")
    expect(row).to_contain_text("-€19.10")
    decision_id = row.get_attribute("data-decision")
    # The page would ask again; its browser complains of every answer that there is none yet.
    until(lambda: by_admin(stack, "GET", f"/v1/decisions/{decision_id}").status_code == 200)
    row.locator("button").click()
    rule = shop.page.locator(".rule[data-rule=high_intent]")
    expect(rule.locator(".outcome")).to_have_text("applied")
    expect(rule).to_contain_text("cart.subtotal > €100.00")
    expect(rule).to_contain_text("actual €132.00")
    high_value = shop.page.locator(".rule[data-rule=high_value]")
    high_value.locator("summary").click()
    expect(high_value).to_contain_text("short by €18.01")


def test_the_key_leaves_the_address_and_stays_in_the_tab(page, stack):
    page.goto(stack.dashboard)
    expect(page.locator("#standing")).to_contain_text("Live")

    assert "ak_" not in page.url
    page.reload()
    expect(page.locator("#standing")).to_contain_text("Live")


def test_the_dashboard_leads_to_the_rules_in_its_language(page, stack):
    page.goto(stack.dashboard.replace("#", "?lang=it#"))
    expect(page.locator("#standing")).to_contain_text("Dal vivo")
    expect(page.locator("#decisions-title")).to_have_text("Decisioni")

    page.get_by_role("link", name="Regole").click()

    expect(page.locator("#overview-title")).to_have_text("Regole")
    expect(page.locator("#desk-state")).to_contain_text("in servizio")


def test_events_and_wishes_show_as_they_come(shop, stack):
    shop.page.click("#consent-again")
    with shop.page.expect_response(
        lambda told: told.url.endswith("/v1/consent") and "granted" in told.request.post_data
    ):
        shop.page.click("#consent-all")
    shop.page.click("#wish-card-lampada-da-tavolo")
    expect(shop.page.locator("#open-wishes .count")).to_have_text("1")
    shop.page.wait_for_timeout(1500)

    shop.page.goto(stack.dashboard)

    expect(shop.page.locator("#events")).to_contain_text("add_to_wishlist")
    expect(shop.page.locator("#reminders")).to_contain_text("Wishlist")


def test_the_events_page_shows_what_was_rejected_and_why(page, stack):
    shopper = Shopper(stack)
    now = stack_now(stack)
    shopper.send(event("page_view", now), event("viewitem", now))

    page.goto(stack.dashboard.replace("/dashboard/", "/dashboard/events/"))
    page.fill("#session", shopper.session_id)

    rows = page.locator("#stream tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("not in the catalogue")
    expect(rows.first).to_contain_text("$.event_name")
    expect(rows.nth(1)).to_contain_text("accepted")


def test_the_dashboard_has_names_and_contrast(page, stack):
    page.emulate_media(color_scheme="dark")
    page.goto(stack.dashboard)
    expect(page.locator("#standing")).to_contain_text("Live")

    wrong = page.evaluate(CHECKS)

    assert {name: found for name, found in wrong.items() if found} == {}
