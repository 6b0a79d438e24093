"""The pages on events and visits, fed with reports on a small lake: figures, empty states, refusals, both languages."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from shared.domain.reports.audit import audit_report
from shared.domain.reports.comparisons import comparisons_report
from shared.domain.reports.conversion import conversion_report
from shared.domain.reports.funnel import funnel_report
from shared.domain.reports.interventions import interventions_report
from shared.insights import audit
from shared.insights.comparisons import comparisons
from shared.insights.conversion import conversion
from shared.insights.funnel import funnel
from shared.insights.interventions import interventions
from tests.insights.conftest import DAY, HOUR, MINUTE, MONDAY, WEEK, Lake

DASHBOARD = Path(__file__).parents[2] / "web" / "dashboard"
CHECKS = Path(__file__).with_name("checks.js").read_text()
SAID = """
async (module) => {
  const { words } = await import(module);
  const keys = (part, path) => Object.entries(part).flatMap(([name, value]) =>
    typeof value === "object" ? keys(value, `${path}${name}.`) : [`${path}${name}`]);
  return { en: keys(words.en, "").sort(), it: keys(words.it, "").sort() };
}
"""
AS_OF = MONDAY + 6 * DAY + 10 * HOUR


@dataclass
class Desk:
    """The dashboard's pages in a browser, and what its API answers."""

    page: Page
    answers: dict[str, Any]
    asked: list[str] = field(default_factory=list)
    config: dict[str, str] = field(default_factory=lambda: {"api": "http://shop.example"})

    def open(self, name: str, language: str = "en") -> Page:
        self.page.route("http://shop.example/**", self._serve)
        self.page.goto(f"http://shop.example/{name}/?lang={language}#admin_key=ak_test")
        return self.page

    def _serve(self, route: Route) -> None:
        address = urlsplit(route.request.url)
        if address.path == "/config.json":
            return route.fulfill(json=self.config)
        if address.path.startswith("/v1/insights/"):
            self.asked.append(f"{address.path.removeprefix('/v1/insights/')}?{address.query}")
            answer = self.answers[address.path.removeprefix("/v1/insights/")]
            status = answer.get("status", 200)
            return route.fulfill(status=status, json=answer)
        file = DASHBOARD / address.path.lstrip("/")
        return route.fulfill(path=file / "index.html" if file.is_dir() else file)


def reports(lake: Lake) -> dict[str, Any]:
    audited = audit_report(*[lake.ask(question(WEEK)) for question in audit.QUESTIONS.values()], WEEK, AS_OF)
    questions = (funnel, conversion, comparisons, interventions)
    rows = {question: lake.ask(question(WEEK, "EUR", bots=False)) for question in questions}
    found = {
        "funnel": funnel_report(rows[funnel], WEEK, "EUR", bots=False, as_of=AS_OF),
        "conversion": conversion_report(rows[conversion], WEEK, bots=False, as_of=AS_OF),
        "comparisons": comparisons_report(rows[comparisons], WEEK, "EUR", bots=False, as_of=AS_OF),
        "interventions": interventions_report(rows[interventions], WEEK, "EUR", bots=False, as_of=AS_OF),
        "audit": audited,
    }
    return {name: asdict(report) for name, report in found.items()}


@pytest.fixture(scope="module")
def busy() -> dict[str, Any]:
    """A week with forty visits, of which eight have a cart and two end in a purchase."""
    lake = Lake()
    for n in range(32):
        lake.visit(f"v-{n}", MONDAY + n * HOUR, "page_view", "view_item")
    for n in range(6):
        lake.visit(f"w-{n}", MONDAY + 2 * DAY + n * HOUR, "page_view", "use_size_chart", "view_item", "add_to_cart")
    for n in range(2):
        lake.visit(f"x-{n}", MONDAY + 3 * DAY + n * HOUR, "view_item", "add_to_cart", "begin_checkout")
        lake.order(f"x-{n}", MONDAY + 3 * DAY + n * HOUR + 3 * MINUTE, 4990)
    lake.event("x-0", "intervention_shown", MONDAY + 3 * DAY, p_rule="proactive_chat", p_type="open_chat")
    lake.event("v-0", "scroll", MONDAY + MINUTE, missing=["percent_scrolled"], client_ts=MONDAY + 5 * MINUTE)
    lake.refusal(MONDAY, "productview", "unknown_event")
    lake.refusal(MONDAY + 1, "productview", "unknown_event")
    lake.refusal(MONDAY + 2, "scroll", "parameter_type", path="$.params.percent_scrolled")
    return reports(lake)


@pytest.fixture
def desk(page: Page) -> Callable[[dict[str, Any]], Desk]:
    return lambda answers: Desk(page, answers)


def outcome(
    session: str, name: str | None, at: int, code: str | None = None, path: str | None = None
) -> dict[str, Any]:
    return {"session_id": session, "event_name": name, "ts": at - 100, "received_at": at, "code": code, "path": path}


def activity(*outcomes: dict[str, Any]) -> dict[str, Any]:
    return {"activity": {"decisions": [], "events": [], "outcomes": list(outcomes), "now": AS_OF}}


def test_the_funnel_page_tells_rates_beside_other_shops(desk, busy):
    page = desk(busy).open("funnel")

    tiles = page.locator("#rates > div")
    expect(tiles.nth(0)).to_contain_text("Visits40")
    expect(tiles.nth(1)).to_contain_text("Conversion5%2 of 40")
    expect(tiles.nth(2)).to_contain_text("Add to cart20%8 of 40")
    expect(tiles.nth(2)).to_contain_text("above other shops' 6%")
    expect(tiles.nth(3)).to_contain_text("Cart abandonment75%6 of 8")
    expect(tiles.nth(3)).to_contain_text("other shops: 70%")
    expect(tiles.nth(5)).to_contain_text("€99.80")
    expect(page.locator("#freshness")).to_have_text("As of 22 Nov, 10:00, the lake's last merge.")


def test_the_funnel_stands_as_bars_and_as_a_table(desk, busy):
    page = desk(busy).open("funnel")

    expect(page.locator("#funnel svg[role=img]")).to_have_attribute("aria-label", "Of 40 visits 2 end in a purchase.")
    expect(page.locator("#funnel svg")).to_contain_text("8 · 20%")
    expect(page.get_by_role("row", name="Cart 8 88.9%")).to_be_visible()
    expect(page.get_by_role("row", name="add_to_cart 8 20%")).to_be_visible()


def test_the_days_stand_as_lines_and_as_a_table(desk, busy):
    page = desk(busy).open("funnel")
    expect(page.locator("#days svg")).to_have_count(2)

    page.click("text=The days as a table")

    expect(page.locator("#days tbody tr").nth(2)).to_contain_text("Wed 18/11")
    expect(page.locator("#days tbody tr").nth(3)).to_contain_text("€99.80")


def test_the_time_to_conversion_has_median_and_histogram(desk, busy):
    page = desk(busy).open("funnel")

    expect(page.locator("#conversion svg")).to_have_attribute(
        "aria-label", "Half of the purchases take up to 3 min, nine of ten up to 3 min."
    )
    expect(page.locator("#conversion tbody tr").first).to_contain_text("from the first event")
    expect(page.locator("#conversion tbody tr").first).to_contain_text("3 min")


def test_the_comparison_says_first_that_it_is_no_cause(desk, busy):
    page = desk(busy).open("funnel")

    expect(page.locator("#comparisons .caution")).to_contain_text("Association, not cause")
    row = page.locator("#comparisons [data-event=add_to_cart]")
    expect(row).to_contain_text("25%")
    expect(row).to_contain_text("€49.90")


def test_interventions_tell_what_became_of_them(desk, busy):
    page = desk(busy).open("funnel")

    row = page.locator("#interventions [data-rule=proactive_chat]")
    expect(row).to_contain_text("open chat")
    expect(row).to_contain_text("€49.90")


def test_other_days_are_asked_for(desk, busy):
    shown = desk(busy)
    page = shown.open("funnel")
    expect(page.locator("#period-from")).to_have_value("2026-11-16")

    page.fill("#period-from", "2026-11-02")
    page.check("#period-bots")
    with page.expect_request("**/interventions?*bots=true*"):
        page.click("text=Show")

    assert parse_qs(shown.asked[-1].partition("?")[2]) == {
        "from": ["2026-11-02"],
        "until": ["2026-11-22"],
        "bots": ["true"],
    }


def test_a_week_without_visits_says_what_to_do(desk):
    page = desk(reports(Lake())).open("funnel")

    expect(page.locator("#empty")).to_contain_text("No visit in these days. Open the demo shop")
    expect(page.locator("#figures")).to_be_hidden()


def test_a_lake_that_still_counts_is_asked_again(desk, busy, complaints):
    shown = desk(busy | {"audit": {"status": 429, "detail": "the query runs on; ask again", "retry_after_s": 1}})
    page = shown.open("audit")
    expect(page.locator("#standing")).to_have_text("The lake is still counting. Asking again.")

    shown.answers["audit"] = busy["audit"]

    expect(page.locator("#standing")).to_have_text("Up to date")
    assert all("429" in complaint for complaint in complaints)
    complaints.clear()


def test_days_that_make_no_period_are_refused_in_words(desk, busy, complaints):
    shown = desk(dict(busy))
    page = shown.open("audit")
    expect(page.locator("#standing")).to_have_text("Up to date")

    shown.answers["audit"] = {"status": 422, "detail": "from: the period ends before it begins"}
    page.fill("#period-from", "2026-12-01")
    page.click("text=Show")

    expect(page.locator("#standing")).to_contain_text("from: the period ends before it begins")
    expect(page.locator("#period-from")).to_be_visible()
    assert "422" in complaints[0]
    complaints.clear()


def test_the_audit_page_tells_what_is_rejected_missing_and_skewed(desk, busy):
    page = desk(busy).open("audit")

    expect(page.locator("#sums > div").nth(1)).to_contain_text("Rejected3")
    expect(page.locator("#refused svg")).to_have_attribute(
        "aria-label", "The most for: not in the catalogue, 2 · 66.7%."
    )
    expect(page.locator("#refused tbody tr").first).to_contain_text("productview")
    expect(page.locator("#named tbody tr").first).to_contain_text("view_item")
    expect(page.locator("#missing tbody tr").first).to_contain_text("percent_scrolled")
    expect(page.locator("#delays svg")).to_contain_text("2 d or more")
    expect(page.locator("#alike")).to_contain_text("No event repeats another")


def test_events_stream_newest_first_and_are_filtered(desk):
    shown = desk(
        activity(
            outcome("s-1", "viewitem", AS_OF - 1000, code="unknown_event", path="$.event_name"),
            outcome("s-2", "scroll", AS_OF - 2000),
        )
    )
    page = shown.open("events")
    rows = page.locator("#stream tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("rejected")
    expect(rows.first).to_contain_text("not in the catalogue")
    expect(rows.first).to_contain_text("$.event_name")

    shown.answers |= activity(outcome("s-2", "add_to_cart", AS_OF), *shown.answers["activity"]["outcomes"])

    expect(rows).to_have_count(3)
    expect(rows.first).to_contain_text("add_to_cart")
    page.select_option("#outcome", "accepted")
    expect(rows).to_have_count(2)
    page.fill("#session", "s-1")
    expect(page.locator("#stream")).to_contain_text("No event is like that.")
    expect(page.locator("#stream-count")).to_have_text("0 of 3")


def test_times_are_those_of_the_shops_clocks(desk):
    shown = desk(activity(outcome("s-1", "scroll", AS_OF)))
    shown.config["time_zone"] = "Asia/Tokyo"

    page = shown.open("events")

    expect(page.locator("#stream tbody tr")).to_contain_text("18:00:00")


def test_a_field_that_cannot_be_read_is_told_in_words(desk):
    page = desk(activity(outcome("s-1", "scroll", AS_OF, code="int_type", path="$.ts"))).open("events")

    expect(page.locator("#stream tbody tr")).to_contain_text("not an integer")


def test_a_session_of_the_stream_is_chosen_by_keyboard(desk):
    page = desk(activity(outcome("s-1", "scroll", AS_OF), outcome("s-2", "scroll", AS_OF - 1))).open("events")
    expect(page.locator("#stream tbody tr")).to_have_count(2)

    page.get_by_role("button", name="Only session s-2").press("Enter")

    expect(page.locator("#stream tbody tr")).to_have_count(1)
    expect(page.locator("#session")).to_be_focused()
    expect(page.locator("#session")).to_have_value("s-2")


def test_a_held_stream_stands_still_and_catches_up(desk):
    shown = desk(activity(outcome("s-1", "scroll", AS_OF)))
    page = shown.open("events")
    expect(page.locator("#stream tbody tr")).to_have_count(1)
    page.click("text=Hold still")
    asked = len(shown.asked)

    shown.answers |= activity(outcome("s-1", "view_item", AS_OF + 1), *shown.answers["activity"]["outcomes"])
    page.wait_for_timeout(2500)

    assert len(shown.asked) > asked
    expect(page.locator("#stream tbody tr")).to_have_count(1)
    page.click("text=Hold still")
    expect(page.locator("#stream tbody tr")).to_have_count(2)


def test_no_event_yet_says_how_one_comes(desk):
    page = desk(activity()).open("events")

    expect(page.locator("#stream")).to_contain_text("No event yet. Open the demo shop, grant statistics")


@pytest.mark.parametrize("name", ["events", "funnel", "audit"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_the_pages_have_names_contrast_and_room(desk, busy, name, scheme, width):
    page = desk(busy | activity(outcome("s-1", "viewitem", AS_OF, code="unknown_event", path="$.event_name"))).open(
        name, "it"
    )
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    expect(page.locator("#board")).to_be_visible()
    page.wait_for_timeout(300)

    wrong = page.evaluate(CHECKS)

    assert {check: found for check, found in wrong.items() if found} == {}
    assert page.title() in {"Eventi Microlift", "Funnel Microlift", "Verifica Microlift"}


def test_the_live_page_tells_in_words_what_became_of_a_reminder(desk):
    bought = {
        "kind": "wishlist",
        "subject": "plaid-di-lana",
        "state": "cancelled",
        "reason": "purchased",
        "due_at": AS_OF,
    }
    page = desk(activity() | {"reminders": {"reminders": [bought]}}).open(".", "it")
    page.set_viewport_size({"width": 320, "height": 900})

    expect(page.locator("#reminders")).to_contain_text("annullato")
    expect(page.locator("#reminders")).to_contain_text("acquistato nel frattempo")
    assert {check: found for check, found in page.evaluate(CHECKS).items() if found} == {}


def test_a_chart_is_as_wide_as_its_page(desk, busy):
    page = desk(busy).open("funnel")
    wide = page.locator("#funnel svg")
    expect(wide).to_be_visible()
    before = wide.bounding_box()["width"]

    page.set_viewport_size({"width": 390, "height": 900})

    expect(page.locator("#funnel svg[width='313'], #funnel svg").first).to_be_visible()
    page.wait_for_function("document.querySelector('#funnel svg').getBoundingClientRect().width < 340")
    assert before > 500


@pytest.mark.parametrize("words", ["events/words.js", "funnel/words.js", "audit/words.js"])
def test_a_page_says_everything_in_both_languages(desk, busy, words):
    page = desk(busy).open("audit")

    said = page.evaluate(SAID, f"/{words}")

    assert said["en"] == said["it"]
    assert len(said["en"]) > 10
