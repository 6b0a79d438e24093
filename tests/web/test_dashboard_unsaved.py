"""What is typed on the rules page stays, whatever the page hears of the shop meanwhile."""

import pytest
from playwright.sync_api import expect

from tests.web.rules_page import MadeUpShop, RulesPage

NEXT_LOOK_MS = 16_000  # the page asks again every fifteen seconds


@pytest.fixture
def made_up(page) -> MadeUpShop:
    page.clock.install()
    return MadeUpShop(page)


def looked_again(shop: MadeUpShop) -> None:
    """Let the page ask what the shop has now."""
    with shop.page.expect_request("**/v1/insights/activity"):
        shop.page.clock.fast_forward(NEXT_LOOK_MS)
    shop.page.wait_for_timeout(200)


def saving(shop: MadeUpShop) -> RulesPage:
    """Return the page with a change that is being saved, until the shop lets go."""
    rules = shop.open()
    rules.begin_with('"first": 1, ')
    shop.holding.add("PUT /draft")
    rules.page.keyboard.press("Control+s")
    expect(rules.page.locator("#save")).to_have_attribute("aria-busy", "true")
    return rules


def test_what_is_typed_while_the_draft_is_being_saved_stays(made_up):
    rules = saving(made_up)

    rules.write('"second": 2, ')
    made_up.let_go()

    expect(rules.state).to_contain_text("revision 1")
    expect(rules.state).to_contain_text("unsaved changes")
    assert '"second": 2' in rules.text
    assert "second" in rules.page.evaluate("localStorage.getItem('microlift.rules.default')")
    rules.page.keyboard.press("Control+s")
    expect(rules.state).to_contain_text("revision 2")
    expect(rules.state).not_to_contain_text("unsaved changes")
    assert made_up.draft["document"] | {"first": 1, "second": 2} == made_up.draft["document"]


def test_a_second_save_in_a_row_waits_without_a_wrong_word(made_up):
    rules = saving(made_up)

    rules.page.keyboard.press("Control+s")

    expect(rules.state).not_to_contain_text("not JSON")
    made_up.let_go()
    expect(rules.state).to_contain_text("revision 1")


def test_a_note_that_is_being_written_outlives_the_next_look(made_up):
    rules = made_up.open()
    rules.page.fill("#note", "Why I change this")

    looked_again(made_up)
    made_up.somebody_saves(note="Theirs")
    looked_again(made_up)

    expect(rules.state).to_contain_text("revision 1")
    expect(rules.page.locator("#note")).to_have_value("Why I change this")


def test_a_note_goes_with_its_draft(made_up):
    made_up.somebody_saves(note="Theirs")
    rules = made_up.open()
    expect(rules.page.locator("#note")).to_have_value("Theirs")

    made_up.draft = None
    looked_again(made_up)

    expect(rules.state).to_contain_text("No draft")
    expect(rules.page.locator("#note")).to_have_value("")


def test_an_answer_of_before_the_save_takes_nothing_back(made_up):
    rules = made_up.open()
    rules.begin_with('"first": 1, ')
    made_up.holding.add("GET ")
    made_up.page.clock.fast_forward(NEXT_LOOK_MS)
    rules.page.wait_for_timeout(300)
    assert len(made_up.held) == 1
    made_up.holding.clear()
    rules.save()
    expect(rules.state).to_contain_text("revision 1")

    made_up.let_go()
    rules.page.wait_for_timeout(300)

    expect(rules.state).to_contain_text("revision 1")
    assert '"first": 1' in rules.text


def test_the_own_save_is_nobody_elses(made_up):
    rules = saving(made_up)

    looked_again(made_up)

    expect(rules.notice).to_be_empty()
    made_up.let_go()
    expect(rules.state).to_contain_text("revision 1")


def test_a_draft_that_is_saved_is_not_called_unsaved(made_up, complaints):
    rules = made_up.open()
    rules.begin_with('"first": 1, ')
    made_up.broken.add("GET ")

    rules.page.keyboard.press("Control+s")

    expect(rules.notice).to_contain_text("Failed to fetch")
    expect(rules.notice).not_to_contain_text("Not saved")
    complaints.clear()


def test_what_was_typed_just_before_the_page_is_left_is_kept(made_up):
    rules = made_up.open()
    rules.begin_with('"first": 1, ')

    rules.page.evaluate("dispatchEvent(new Event('pagehide'))")

    assert "first" in rules.page.evaluate("localStorage.getItem('microlift.rules.default')")


def test_a_save_leaves_what_another_tab_keeps(made_up):
    rules = made_up.open()
    rules.begin_with('"first": 1, ')
    while rules.page.evaluate("localStorage.getItem('microlift.rules.default')") is None:
        rules.page.wait_for_timeout(50)
    rules.page.evaluate("localStorage.setItem('microlift.rules.default', 'of another tab')")

    rules.page.keyboard.press("Control+s")

    expect(rules.state).to_contain_text("revision 1")
    assert rules.page.evaluate("localStorage.getItem('microlift.rules.default')") == "of another tab"


def test_an_earlier_version_in_the_editor_leaves_a_way_back(made_up):
    rules = made_up.open()
    rules.begin_with('"first": 1, ')
    rules.page.click("#edit-2")
    expect(rules.notice).to_contain_text("Version 2 lies in the editor")
    assert "CHF" in rules.text

    rules.page.get_by_role("button", name="Bring my version back").press("Enter")

    assert '"first": 1' in rules.text
    assert rules.page.evaluate("document.activeElement.id") == "editor"


def test_the_keyboard_goes_on_at_the_next_question(made_up, complaints):
    rules = made_up.open()
    rules.begin_with('"first": 1, ')
    made_up.somebody_saves(currency="CHF")
    looked_again(made_up)

    rules.page.get_by_role("button", name="Load theirs").press("Enter")

    expect(rules.page.get_by_role("button", name="Bring my version back")).to_be_focused()


def test_a_question_gives_the_keyboard_back_to_who_asked(made_up):
    rules = made_up.open()
    rules.page.locator("#serve-2").press("Enter")
    expect(rules.page.locator("#dialog")).to_be_visible()
    looked_again(made_up)

    rules.page.keyboard.press("Escape")

    expect(rules.page.locator("#serve-2")).to_be_focused()


def test_unfinished_members_stop_neither_the_list_nor_the_look(made_up):
    made_up.somebody_saves(
        currency="EU", rules=[{"id": "ten", "limits": None, "schedule": {"weekly": [None]}, "ceiling": {"amount": 500}}]
    )

    rules = made_up.open()

    expect(rules.row("ten")).to_contain_text("at most €5.00")
    looked_again(made_up)
    expect(rules.page.locator("#standing")).to_contain_text("Live")


def test_a_list_that_cannot_be_asked_for_is_not_called_live(made_up, complaints):
    rules = made_up.open()
    made_up.broken.add("GET ")

    rules.page.clock.fast_forward(NEXT_LOOK_MS)
    expect(rules.page.locator("#standing")).to_contain_text("does not answer")
    rules.page.wait_for_timeout(500)
    expect(rules.page.locator("#standing")).to_contain_text("does not answer")

    made_up.broken.clear()
    rules.page.clock.fast_forward(NEXT_LOOK_MS)
    expect(rules.page.locator("#standing")).to_contain_text("Live")
    complaints.clear()


def test_a_page_that_found_nobody_asks_again_as_it_says(made_up, complaints):
    made_up.broken.add("GET /config.json")
    made_up.page.route("http://shop.example/**", made_up._serve)
    made_up.page.goto("http://shop.example/rules/?lang=en#admin_key=ak_test")
    expect(made_up.page.locator("#standing")).to_contain_text("Trying again")

    made_up.broken.clear()
    made_up.page.clock.fast_forward(3000)

    expect(made_up.page.locator("#overview")).to_contain_text("ten")
    complaints.clear()


def test_the_cart_chosen_last_is_the_one_that_is_tried(made_up):
    recent = [{"decision_id": name, "evaluated_at": 1, "subtotal": 1000, "currency": "EUR"} for name in ("d-1", "d-2")]
    made_up.answers |= {
        "GET /v1/insights/activity": {"now": 1, "decisions": recent},
        "GET /v1/decisions/d-1": {"cart": {"cart_id": "c-1", "lines": []}},
        "GET /v1/decisions/d-2": {"cart": {"cart_id": "c-2", "lines": []}},
        "POST /draft/tryout": {"decision": {"totals": [], "currency": "EUR"}, "explanation": []},
    }
    rules = made_up.open()
    expect(rules.page.locator("#carts option[value=d-2]")).to_be_attached()
    made_up.holding.add("GET /v1/decisions/d-1")
    rules.page.select_option("#carts", "d-1")

    rules.page.select_option("#carts", "d-2")
    expect(rules.page.locator("#cart")).to_contain_text("c-2")
    made_up.let_go()
    rules.page.wait_for_timeout(300)

    expect(rules.page.locator("#cart")).to_contain_text("c-2")


REPORT = {
    "carts": 0,
    "draft": {"revision": 1},
    "gate": {"passed": True, "reasons": []},
    "from": 1,
    "to": 2,
    "reached": 2,
}
FILES = """
    window.files = new Set();
    const { createObjectURL, revokeObjectURL } = URL;
    URL.createObjectURL = (file) => { const url = createObjectURL.call(URL, file); files.add(url); return url; };
    URL.revokeObjectURL = (url) => { files.delete(url); revokeObjectURL.call(URL, url); };
"""


@pytest.fixture
def tested(made_up) -> MadeUpShop:
    """A shop whose back-tests are over at once."""
    made_up.somebody_saves()
    made_up.page.add_init_script(FILES)
    made_up.answers["POST /draft/backtest"] = {"job_id": "j-1", "status": "done", "report": REPORT, "finished_at": 1}
    return made_up


def test_of_several_reports_one_file_is_held(tested):
    rules = tested.open()
    rules.page.click("#backtest")
    expect(rules.page.locator("#report a[download]")).to_be_visible()
    first = rules.page.locator("#report a[download]").get_attribute("href")

    rules.page.click("#backtest")
    expect(rules.page.locator("#report a[download]")).not_to_have_attribute("href", first)

    assert rules.page.evaluate("files.size") == 1


def test_a_report_takes_the_keyboard_from_nobody_who_writes(tested):
    rules = tested.open()
    tested.holding.add("POST /draft/backtest")
    rules.page.click("#backtest")
    expect(rules.page.locator("#backtest-state progress")).to_be_visible()
    rules.page.locator("#note").focus()

    tested.let_go()
    expect(rules.page.locator("#report a[download]")).to_be_visible()
    rules.page.wait_for_timeout(300)

    expect(rules.page.locator("#note")).to_be_focused()


def test_a_report_that_is_overtaken_is_not_shown(tested):
    tested.draft["report"] = {"job_id": "j-0", "revision": 1, "passed": True}
    tested.answers["GET /v1/jobs/j-0"] = {"report": REPORT | {"draft": {"revision": 99}}, "finished_at": 1}
    rules = tested.open()
    tested.holding.add("GET /v1/jobs/j-0")
    rules.page.get_by_role("button", name="Show the report").click()
    rules.page.click("#backtest")
    expect(rules.page.locator("#report")).to_contain_text("Draft 1")

    tested.let_go()
    rules.page.wait_for_timeout(300)

    expect(rules.page.locator("#report")).to_contain_text("Draft 1")
