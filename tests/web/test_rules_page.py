"""The rules page shows what the rules are and did, and lets a marketer write, try, publish and take back."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.shopper import Shopper, amounts, call, cart, line
from tests.web.rules_page import RuleSets, RulesPage

CHECKS = Path(__file__).with_name("checks.js").read_text()
# A rule that is switched off: what these tests publish changes no other test's cart.
OFF = "fixed_10"


@pytest.fixture
def behind(stack) -> Iterator[RuleSets]:
    """The rule set as it comes with Microlift, before and after."""
    behind = RuleSets(stack)
    behind.start_over()
    yield behind
    behind.start_over()


@pytest.fixture
def rules(page, behind, stack) -> RulesPage:
    """The rules page, open in English, the packaged rules in its editor."""
    opened = RulesPage(page, stack.dashboard)
    opened.open()
    expect(opened.verdict).to_have_text("Valid, no warnings.")
    return opened


def test_the_list_tells_whether_when_and_how_far_each_rule_gives(rules):
    expect(rules.row("peak_hours")).to_contain_text(re.compile("Sat 18:00.22:00"))
    expect(rules.row("seasonal")).to_contain_text(re.compile("1 Nov . 26 Dec"))
    expect(rules.row("seasonal")).to_contain_text("override")
    expect(rules.row("high_intent").locator(".state")).to_have_text("on")
    expect(rules.row(OFF).locator(".state")).to_have_text("off")


def test_the_list_counts_what_orders_redeemed(rules, stack):
    shopper = Shopper(stack)
    chosen = cart(line(1, 4000), line(2, 4000), line(3, 4000), cart_id="c-redeemed")
    decision = shopper.decision(chosen)
    order = {name: chosen[name] for name in ("cart_id", "currency", "lines")} | {
        "order_id": f"o-{shopper.session_id}",
        "session_id": shopper.session_id,
        "total": amounts(decision)["total"],
        "placed_at": decision["evaluated_at"],
    }
    call(stack, "POST", "/v1/orders", stack.server_key, json=order).raise_for_status()

    rules.page.reload()

    expect(rules.row("high_intent")).to_contain_text(re.compile(r"[1-9]\d*€(?!0\.00)"))


def test_a_rule_is_found_by_its_name(rules):
    rules.page.fill("#filter", "panett")

    expect(rules.row("seasonal")).to_be_visible()
    expect(rules.row("high_intent")).to_have_count(0)
    expect(rules.page.locator("#overview-count")).to_have_text("1 of 20")


def test_a_fault_is_named_with_its_place_and_its_way_out(rules):
    rules.say("precent", after='"type": "')

    expect(rules.verdict).to_have_text("1 error")
    fault = rules.page.locator("#problem-0")
    expect(fault).to_contain_text(re.compile("compound . then . discount . type"))
    expect(rules.page.locator("#problems")).to_contain_text("did you mean 'percent'?")
    expect(rules.page.locator("#editor .cm-lintRange-error")).to_contain_text("precent")
    rules.page.locator("#filter").focus()
    fault.click()
    expect(rules.page.locator("#editor .cm-activeLine")).to_contain_text("precent")


def test_text_that_is_no_json_is_said_at_once(rules):
    rules.say("2000,,", after='"basis_points": ')

    expect(rules.verdict).to_have_text("1 error")
    expect(rules.page.locator("#problems")).to_contain_text("This is not JSON here")
    rules.page.click("#save")
    expect(rules.state).to_contain_text("Not saved")


def test_the_schema_completes_what_is_begun(rules):
    rules.go_to("tender")
    rules.page.keyboard.press("End")
    rules.page.keyboard.press("Enter")
    rules.write('"li')
    rules.take("limits")
    expect(rules.offered).to_have_text(["budget", "per_customer", "per_session", "total"])

    rules.write('"to')
    rules.take("total")
    rules.write("500")

    expect(rules.page.locator("#editor .cm-activeLine")).to_have_text('      "limits": {"total": 500},')
    expect(rules.row("tender")).to_contain_text("500 in all")
    expect(rules.verdict).to_have_text("Valid, no warnings.")


def test_every_fact_is_offered_and_said_what_it_is(rules):
    rules.mark('"fact": "cart.')
    rules.page.keyboard.press("ArrowRight")
    rules.page.keyboard.press("Control+Space")
    expect(rules.offered.filter(has_text="cart.quantity")).to_have_count(1)
    rules.page.keyboard.press("Escape")

    rules.page.locator("#editor .cm-line", has_text="cart.quantity").first.get_by_text('"cart.quantity"').hover()

    expect(rules.page.locator("#editor .said")).to_contain_text("sum of the lines' quantities")


def test_what_is_saved_is_the_draft_and_shows_in_the_list(rules, behind):
    rules.go_to(OFF)
    rules.say("1100", after='"basis_points": ')
    expect(rules.state).to_contain_text("unsaved changes")
    expect(rules.row(OFF)).to_contain_text("changed")

    rules.save()

    expect(rules.state).to_contain_text("saved by Ada")
    assert behind.draft()["author"] == "Ada"


def test_a_draft_is_published_compared_and_rolled_back(rules, behind):
    rules.go_to(OFF)
    rules.say("1100", after='"basis_points": ')
    rules.page.fill("#note", "Eleven instead of ten")
    rules.save()
    expect(rules.state).to_contain_text("saved by Ada")

    rules.page.click("#publish")
    expect(rules.page.locator("#dialog")).to_contain_text("1000 → 1100")
    rules.page.click("#dialog-yes")

    expect(rules.notice).to_contain_text("serves")
    latest = rules.page.locator("[data-version][aria-current]")
    expect(latest).to_contain_text("Eleven instead of ten")
    expect(latest).to_contain_text("1 changed")
    rules.page.click("#rollback")
    rules.page.click("#dialog-yes")
    expect(rules.version(1).locator(".state")).to_have_text("serves")
    assert behind.ask("GET", "").json()["active"]["version"] == 1


def test_two_editors_of_one_rule_choose_whose_words_stay(rules, behind, complaints):
    rules.go_to(OFF)
    rules.say("1100", after='"basis_points": ')
    rules.save()
    expect(rules.state).to_contain_text("saved by Ada")
    draft = behind.draft()
    theirs = draft["document"] | {"author": "Bruno"}
    theirs["rules"][-5]["then"]["discount"]["basis_points"] = 1200
    behind.ask("PUT", "/draft", theirs).raise_for_status()

    rules.go_to(OFF)
    rules.say("1300", after='"basis_points": ')
    rules.save()

    expect(rules.notice).to_contain_text("Bruno saved revision")
    expect(rules.notice).to_contain_text(f"Not alike: {OFF}.")
    expect(rules.page.get_by_role("button", name="Put both together")).to_have_count(0)
    rules.page.get_by_role("button", name="Load theirs").click()
    expect(rules.page.locator("#notice")).to_contain_text("This is the rule set as saved.")
    rules.page.get_by_role("button", name="Bring my version back").click()
    expect(rules.state).to_contain_text("unsaved changes")
    rules.save()
    expect(rules.state).to_contain_text("saved by Ada")
    assert behind.draft()["document"]["rules"][-5]["then"]["discount"]["basis_points"] == 1300
    complaints.clear()


def test_two_editors_of_two_rules_lose_nothing(rules, behind, complaints):
    rules.go_to(OFF)
    rules.say("1100", after='"basis_points": ')
    rules.save()
    expect(rules.state).to_contain_text("saved by Ada")
    theirs = behind.draft()["document"] | {"author": "Bruno"}
    theirs["rules"][0]["title"]["en"] = "20% for the patient"
    behind.ask("PUT", "/draft", theirs).raise_for_status()
    rules.go_to(OFF)
    rules.say("1300", after='"basis_points": ')
    rules.save()

    rules.page.get_by_role("button", name="Put both together").click()
    expect(rules.notice).to_contain_text("Both changes are in the editor")
    rules.save()

    expect(rules.state).to_contain_text("saved by Ada")
    joined = behind.draft()["document"]["rules"]
    assert joined[0]["title"]["en"] == "20% for the patient"
    assert joined[-5]["then"]["discount"]["basis_points"] == 1300
    complaints.clear()


def test_unsaved_work_survives_the_tab(rules):
    rules.go_to(OFF)
    rules.say("1100", after='"basis_points": ')
    expect(rules.state).to_contain_text("unsaved changes")
    rules.page.wait_for_timeout(500)

    rules.page.reload()

    expect(rules.notice).to_contain_text("Your unsaved work")
    expect(rules.row(OFF)).to_contain_text("changed")
    rules.page.get_by_role("button", name="Throw it away").click()
    expect(rules.row(OFF)).not_to_contain_text("changed")


def test_a_cart_is_decided_by_what_the_editor_says(rules):
    rules.page.click("#decide")
    expect(rules.outcome.locator(".sums")).to_contain_text("-€13.20")
    expect(rules.outcome).to_contain_text("€18.01 more of cart.subtotal")
    expect(rules.outcome.locator("[data-rule=high_intent] .outcome")).to_have_text("applied")

    rules.go_to("high_intent")
    rules.say("1500", after='"basis_points": ')

    expect(rules.outcome.locator(".sums")).to_contain_text("-€19.80")


def test_a_shoppers_facts_and_the_moment_are_part_of_the_question(rules):
    rules.page.select_option("#carts", "dear")
    expect(rules.outcome.locator("[data-rule=prime] .outcome")).to_have_text("applied")

    rules.page.fill("#moment", "2026-12-05T19:00")
    rules.page.locator("#moment").blur()

    expect(rules.outcome.locator("[data-rule=peak_hours] .outcome")).to_have_text("applied")


def test_the_question_is_completed_too(rules):
    rules.page.locator("#cart .cm-content").focus()
    rules.page.keyboard.press("Control+End")
    rules.page.keyboard.press("ArrowLeft")
    rules.page.keyboard.press("ArrowLeft")
    rules.page.keyboard.press("ArrowLeft")
    rules.write('"prime')

    expect(rules.page.locator("#cart .cm-completionLabel")).to_have_text(["customer.prime"])


def test_a_cart_that_cannot_be_decided_says_why(rules, complaints):
    rules.page.locator("#cart .cm-content").focus()
    rules.page.keyboard.press("Control+a")
    rules.write('{"cart": {"cart_id": "c-1"}}')

    rules.page.click("#decide")

    expect(rules.outcome.get_by_role("alert")).to_contain_text("$.cart.lines")
    assert "400" in complaints[0]
    complaints.clear()


def test_a_shoppers_cart_is_tried_again(shop, behind, stack):
    shop.add("plaid-di-lana", "sciarpa-di-lana", "taccuino-in-pelle")
    expect(shop.granted("high_intent")).to_be_visible()
    rules = RulesPage(shop.page, stack.dashboard)
    rules.open()

    recent = rules.page.locator("#carts optgroup").last.locator("option", has_text="high_intent").first
    expect(recent).to_be_attached()
    rules.page.select_option("#carts", recent.get_attribute("value"))

    expect(rules.page.locator("#cart")).to_contain_text("sciarpa-di-lana")
    expect(rules.outcome.locator(".sums")).to_contain_text("€132.00")


def test_a_draft_is_back_tested_and_reported(shop, behind, stack):
    shop.add("borsa-in-pelle", "kit-cura-pelle")
    expect(shop.granted("high_value")).to_be_visible()
    rules = RulesPage(shop.page, stack.dashboard)
    rules.open()
    rules.go_to("high_value")
    rules.say("2500", after='"basis_points": ')

    rules.page.click("#backtest")

    report = rules.page.locator("#report .backtest-report")
    expect(report).to_be_visible(timeout=60_000)
    expect(report).to_contain_text("high_value")
    expect(rules.page.locator("#backtest-state")).to_contain_text("Done")
    assert behind.draft()["report"]["passed"]


def test_a_gate_holds_a_draft_back_until_it_was_back_tested(rules, behind, complaints):
    draft = behind.ask("GET", "").json()["active"]["document"] | {"gate": {"max_cost_increase": 0}}
    behind.ask("PUT", "/draft", draft).raise_for_status()
    rules.open()
    rules.page.click("#publish")
    rules.page.click("#dialog-yes")
    expect(rules.notice).to_contain_text("back-test revision")

    rules.notice.get_by_role("button", name="Back-test the draft").click()

    expect(rules.page.locator("#report .backtest-report")).to_be_visible(timeout=60_000)
    rules.page.reload()
    expect(rules.page.locator("#backtest-state")).to_contain_text("The publish gate")
    rules.page.get_by_role("button", name="Show the report").click()
    expect(rules.page.locator("#report .backtest-report")).to_be_visible()
    assert "422" in complaints[0] or "409" in complaints[0]
    complaints.clear()


def test_the_editor_lets_the_keyboard_out(rules):
    rules.go_to("high_intent")
    rules.page.keyboard.press("Tab")

    assert rules.page.evaluate("document.activeElement.id") == "carts"


def test_an_earlier_version_goes_into_the_editor(rules):
    rules.go_to(OFF)
    rules.say("1100", after='"basis_points": ')
    rules.page.locator("#edit-1").click()

    expect(rules.notice).to_contain_text("Version 1 lies in the editor")


def test_the_page_speaks_italian(rules):
    rules.open("it")

    expect(rules.page.locator("#overview-title")).to_have_text("Regole")
    expect(rules.row("peak_hours")).to_contain_text(re.compile("sab 18:00.22:00"))
    expect(rules.verdict).to_have_text("Valida, nessun avviso.")
    assert rules.page.evaluate("document.documentElement.lang") == "it"


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_the_page_has_names_contrast_and_room(rules, width, scheme):
    rules.page.set_viewport_size({"width": width, "height": 900})
    rules.page.emulate_media(color_scheme=scheme)
    rules.page.click("#decide")
    expect(rules.outcome.locator(".sums")).to_be_visible()

    wrong = rules.page.evaluate(CHECKS)

    assert {name: found for name, found in wrong.items() if found} == {}


def test_a_wrong_key_is_refused_in_words(page, complaints, stack):
    page.goto(stack.dashboard.split("#")[0] + "rules/")
    page.fill("#admin-key", "ak_wrong")

    page.click("text=Open")

    expect(page.locator("#gate-failure")).to_contain_text("This key was refused")
    assert "401" in complaints[0]
    complaints.clear()
