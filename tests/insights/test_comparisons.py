"""Visits with an event against those without: who bought, and for how much."""

from shared.domain.reports.comparisons import comparisons_report
from shared.insights.comparisons import comparisons
from tests.insights.conftest import MINUTE, MONDAY, WEEK


def report(lake):
    rows = lake.ask(comparisons(WEEK, "EUR", bots=False))
    return comparisons_report(rows, WEEK, "EUR", bots=False, as_of=None)


def test_a_visit_counts_once_on_either_side(lake):
    lake.visit("v-1", MONDAY, "page_view", "use_size_chart", "use_size_chart")
    lake.order("v-1", MONDAY + 5 * MINUTE, 6000)
    lake.visit("v-2", MONDAY, "page_view", "use_size_chart")
    lake.visit("v-3", MONDAY, "page_view")
    lake.visit("v-4", MONDAY, "page_view")
    lake.order("v-4", MONDAY + 5 * MINUTE, 4000)

    (size_chart,) = [each for each in report(lake).events if each.event_name == "use_size_chart"]

    having, lacking = size_chart.having, size_chart.lacking
    assert (having.conversion.count, having.conversion.total, having.order_value) == (1, 2, 6000)
    assert (lacking.conversion.count, lacking.conversion.total, lacking.order_value) == (1, 2, 4000)
    assert (size_chart.lift, size_chart.apart) == (0.0, False)


def test_what_comes_after_the_purchase_has_not_led_there(lake):
    lake.visit("v-1", MONDAY, "page_view", "purchase", "sign_up")
    lake.visit("v-2", MONDAY, "page_view", "sign_up")

    (sign_up,) = [each for each in report(lake).events if each.event_name == "sign_up"]

    assert (sign_up.having.conversion.count, sign_up.having.conversion.total) == (0, 1)
    assert (sign_up.lacking.conversion.count, sign_up.lacking.conversion.total) == (1, 1)


def test_an_event_of_every_visit_has_nothing_to_be_compared_with(lake):
    lake.visit("v-1", MONDAY, "page_view", "purchase")

    (page_view,) = report(lake).events

    assert (page_view.lacking.conversion.total, page_view.lacking.conversion.share) == (0, None)
    assert (page_view.lift, page_view.apart) == (None, False)


def test_the_purchase_itself_is_not_compared(lake):
    lake.visit("v-1", MONDAY, "page_view", "add_to_cart", "purchase")
    lake.order("v-1", MONDAY + 3 * MINUTE, 6000)

    assert [each.event_name for each in report(lake).events] == ["add_to_cart", "page_view"]


def test_of_no_visits_there_is_nothing_to_compare(lake):
    told = report(lake)

    assert told.events == ()
    assert (told.everyone.conversion.total, told.everyone.order_value) == (0, None)
    assert told.note.startswith("Association, not cause")
