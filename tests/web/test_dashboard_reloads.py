"""The dashboard's pages ask again and again: what a reader holds, opens or types outlives it, and nothing piles up."""

import pytest
from playwright.sync_api import Route, expect

from tests.insights.conftest import HOUR, MINUTE, MONDAY, Lake
from tests.web.test_dashboard_lake import AS_OF, Desk, activity, outcome, reports

A_MINUTE_MS = 61_000  # the lake's pages ask again every minute
FED_FOR_LONG = """
async () => {
  const { Stream } = await import("/events/stream.js");
  const sizes = new Map();
  const { set } = Map.prototype;
  Map.prototype.set = function (name, value) {
    set.call(this, name, value);
    set.call(sizes, this, this.size);
    return this;
  };
  const stream = new Stream();
  for (let round = 0; round < 200; round += 1) {
    const event = { session_id: "s-1", event_name: "scroll", ts: 1, code: null, path: null };
    stream.take(Array.from({ length: 30 }, (_, n) => ({ ...event, received_at: (round + 1) * 30 - n })));
  }
  const before = stream.all;
  stream.take(before.slice(0, 30));
  Map.prototype.set = set;
  return { largest: Math.max(...sizes.values()), kept: stream.all.length, again: stream.all[0].key !== before[0].key };
}
"""
WATCHED = """
    window.watched = new Set();
    const { observe, unobserve } = ResizeObserver.prototype;
    ResizeObserver.prototype.observe = function (host) { watched.add(host); observe.call(this, host); };
    ResizeObserver.prototype.unobserve = function (host) { watched.delete(host); unobserve.call(this, host); };
"""


def a_week(purchases: int) -> dict:
    lake = Lake()
    lake.visit("v-1", MONDAY, "page_view", "view_item")
    for n in range(purchases):
        lake.visit(f"x-{n}", MONDAY + n * HOUR, "view_item", "add_to_cart", "begin_checkout")
        lake.order(f"x-{n}", MONDAY + n * HOUR + 3 * MINUTE, 4990)
    return reports(lake)


@pytest.fixture
def desk(page):
    page.clock.install()
    return lambda answers: Desk(page, answers)


def test_a_stream_of_weeks_remembers_no_more_than_it_shows(desk):
    page = desk(activity(outcome("s-1", "scroll", AS_OF))).open("events")

    found = page.evaluate(FED_FOR_LONG)

    assert found["kept"] == 1000
    assert not found["again"]
    assert found["largest"] < 1100


def test_the_count_follows_the_stream_behind_a_filter(desk):
    shown = desk(activity(outcome("s-1", "scroll", AS_OF)))
    page = shown.open("events")
    page.fill("#session", "s-1")
    expect(page.locator("#stream-count")).to_have_text("1 of 1")

    shown.answers |= activity(outcome("s-2", "scroll", AS_OF + 1), *shown.answers["activity"]["outcomes"])

    expect(page.locator("#stream-count")).to_have_text("1 of 2")
    expect(page.locator("#sessions option")).to_have_count(2)


def test_a_filter_looks_through_what_is_held_still(desk):
    shown = desk(activity(outcome("s-1", "scroll", AS_OF), outcome("s-1", "view_item", AS_OF - 1)))
    page = shown.open("events")
    rows = page.locator("#stream tbody tr")
    expect(rows).to_have_count(2)
    page.click("text=Hold still")
    shown.answers |= activity(outcome("s-1", "add_to_cart", AS_OF + 1), *shown.answers["activity"]["outcomes"])
    with page.expect_response("**/activity"):
        page.clock.fast_forward(2100)
    page.wait_for_timeout(100)

    page.fill("#session", "s-1")

    expect(page.locator("#stream-count")).to_have_text("2 of 2")
    expect(rows).to_have_count(2)
    page.click("text=Hold still")
    expect(rows).to_have_count(3)


def test_a_forgotten_key_lets_the_stream_go(desk):
    page = desk(activity(outcome("s-1", "scroll", AS_OF))).open("events")
    expect(page.locator("#stream tbody tr")).to_have_count(1)
    page.click("text=Hold still")

    page.click("text=Forget the key")

    expect(page.locator("#hold")).to_have_attribute("aria-pressed", "false")


def test_the_why_of_the_decision_chosen_last_stays(desk, complaints):
    decided = [
        {"decision_id": name, "evaluated_at": AS_OF, "session_id": "s-1", "subtotal": 1000, "total": 1000}
        for name in ("d-1", "d-2")
    ]
    shown = desk({"activity": {"decisions": decided, "now": AS_OF}, "reminders": {"reminders": []}})
    page = shown.open(".")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/v1/decisions/d-1?*", hold)
    page.route("**/v1/decisions/d-2?*", lambda route: route.fulfill(json={"decision_id": "d-2", "explanation": []}))
    page.click("#why-d-1")
    page.click("#why-d-2")
    expect(page.locator("#why")).to_contain_text("d-2")

    held[0].fulfill(status=409, json={"detail": "gone"})
    page.wait_for_timeout(300)

    expect(page.locator("#why")).to_contain_text("d-2")
    complaints.clear()


def test_a_decision_that_is_not_written_down_yet_is_asked_for_again(desk, complaints):
    decided = {"decision_id": "d-1", "evaluated_at": AS_OF, "session_id": "s-1", "subtotal": 1000, "total": 1000}
    page = desk({"activity": {"decisions": [decided], "now": AS_OF}, "reminders": {"reminders": []}}).open(".")
    answers = [
        {"status": 404, "json": {"detail": "there is no such decision"}},
        {"json": {"decision_id": "d-1", "explanation": []}},
    ]
    page.route("**/v1/decisions/d-1?*", lambda route: route.fulfill(**answers.pop(0)))

    page.click("#why-d-1")
    expect(page.locator("#why")).to_contain_text("Asking")
    page.clock.fast_forward(1000)

    expect(page.locator("#why")).to_contain_text("d-1")
    assert answers == []
    complaints.clear()


def test_days_that_are_still_being_chosen_are_not_asked_for(desk):
    shown = desk(a_week(1))
    page = shown.open("audit")
    expect(page.locator("#period-from")).to_have_value("2026-11-16")

    page.fill("#period-from", "2026-12-24")
    with page.expect_request("**/audit*"):
        page.clock.fast_forward(A_MINUTE_MS)
    page.wait_for_timeout(200)

    assert shown.asked[-1] == "audit?from=2026-11-16&until=2026-11-22"
    expect(page.locator("#period-from")).to_have_value("2026-12-24")


def test_a_day_that_is_being_typed_is_not_written_over(desk):
    page = desk(a_week(1)).open("audit")
    expect(page.locator("#period-from")).to_have_value("2026-11-16")

    page.fill("#period-from", "")
    with page.expect_request("**/audit*"):
        page.clock.fast_forward(A_MINUTE_MS)
    page.wait_for_timeout(200)

    expect(page.locator("#period-from")).to_have_value("")


def test_an_answer_that_is_not_the_apis_is_no_empty_week(desk):
    page = desk(a_week(1)).open("audit")
    expect(page.locator("#standing")).to_have_text("Up to date")
    page.route("**/v1/insights/audit*", lambda route: route.fulfill(body="<h1>Sign in to the hotel</h1>"))
    with page.expect_response("**/audit*"):
        page.clock.fast_forward(A_MINUTE_MS)

    expect(page.locator("#standing")).to_contain_text("does not answer")


def test_an_open_fold_stays_open_with_its_keyboard(desk):
    shown = desk(a_week(1))
    page = shown.open("funnel")
    page.click("text=The days as a table")
    expect(page.locator("#days details")).to_have_attribute("open", "")

    shown.answers |= a_week(2)
    with page.expect_response("**/interventions*"):
        page.clock.fast_forward(A_MINUTE_MS)

    expect(page.locator("#rates > div").first).to_contain_text("Visits3")
    expect(page.locator("#days details")).to_have_attribute("open", "")
    expect(page.locator("#days summary")).to_be_focused()


def test_charts_that_are_gone_are_watched_no_more(desk):
    shown = desk(a_week(1))
    shown.page.add_init_script(WATCHED)
    page = shown.open("funnel")
    expect(page.locator("#funnel svg")).to_be_visible()
    page.wait_for_function("watched.size >= 4")
    at_first = page.evaluate("watched.size")

    shown.answers |= a_week(2)
    with page.expect_response("**/interventions*"):
        page.clock.fast_forward(A_MINUTE_MS)
    expect(page.locator("#rates > div").first).to_contain_text("Visits3")
    page.wait_for_timeout(500)

    assert page.evaluate("watched.size") == at_first


def test_a_key_that_is_pasted_over_the_page_leaves_the_address(desk):
    page = desk(activity()).open("events")
    expect(page.locator("#standing")).to_contain_text("Live")

    with page.expect_event("load"):
        page.evaluate("() => { location.hash = '#admin_key=ak_other'; }")

    assert "ak_" not in page.url
    assert page.evaluate("sessionStorage.getItem('microlift.admin_key')") == "ak_other"


FORBIDDEN = """
    for (const kind of ["localStorage", "sessionStorage"])
        Object.defineProperty(window, kind, { get() { throw new DOMException("denied", "SecurityError"); } });
"""


def test_the_dashboard_opens_where_nothing_may_be_kept(desk):
    shown = desk(activity(outcome("s-1", "scroll", AS_OF)))
    shown.page.add_init_script(FORBIDDEN)

    page = shown.open("events")

    expect(page.locator("#stream tbody tr")).to_have_count(1)
