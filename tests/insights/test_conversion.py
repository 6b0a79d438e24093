"""How long a purchase takes, across visits."""

from shared.domain.reports.conversion import conversion_report
from shared.insights.conversion import conversion
from tests.insights.conftest import DAY, HOUR, MINUTE, MONDAY, WEEK


def measures(lake):
    rows = lake.ask(conversion(WEEK, "EUR", bots=False))
    return {each.since: each for each in conversion_report(rows, WEEK, bots=False, as_of=None).measures}


def counts(measure):
    return {bucket.from_ms: bucket.purchases for bucket in measure.histogram if bucket.purchases}


def test_time_runs_from_the_first_event_and_from_the_first_add(lake):
    lake.visit("v-1", MONDAY, "page_view", "view_item", "add_to_cart", "add_to_cart", "purchase")

    found = measures(lake)

    assert (found["first_event"].median_ms, found["add_to_cart"].median_ms) == (4 * MINUTE, 2 * MINUTE)
    assert counts(found["first_event"]) == {MINUTE: 1}


def test_earlier_visits_count_up_to_the_purchase_before(lake):
    lake.visit("v-1", MONDAY - 3 * DAY, "page_view", "add_to_cart", "purchase")
    lake.visit("v-1", MONDAY - DAY, "page_view", "add_to_cart")
    lake.visit("v-1", MONDAY, "page_view", "purchase")

    found = measures(lake)

    assert found["first_event"].median_ms == DAY + MINUTE
    assert found["add_to_cart"].median_ms == DAY
    assert (found["first_event"].purchases, found["first_event"].returned) == (1, 1)


def test_what_is_longer_ago_than_thirty_days_is_not_seen(lake):
    lake.event("v-1", "page_view", MONDAY - 31 * DAY)
    lake.event("v-1", "page_view", MONDAY - 30 * DAY)
    lake.visit("v-1", MONDAY, "page_view", "purchase")

    assert measures(lake)["first_event"].median_ms == 30 * DAY + MINUTE


def test_a_quantile_is_the_least_time_that_such_a_share_kept_to(lake):
    for n in range(1, 11):
        lake.event(f"v-{n}", "page_view", MONDAY)
        lake.event(f"v-{n}", "purchase", MONDAY + n * MINUTE)

    found = measures(lake)["first_event"]

    assert (found.median_ms, found.p90_ms) == (5 * MINUTE, 9 * MINUTE)
    assert counts(found) == {MINUTE: 4, 5 * MINUTE: 6}


def test_a_purchase_without_an_add_to_the_cart_has_no_time_from_it(lake):
    lake.visit("v-1", MONDAY, "page_view", "purchase", "add_to_cart")

    found = measures(lake)

    assert found["first_event"].purchases == 1
    assert (found["add_to_cart"].purchases, found["add_to_cart"].median_ms) == (0, None)


def test_a_purchase_outside_the_period_is_not_told(lake):
    lake.visit("v-1", MONDAY - HOUR, "page_view", "purchase")
    lake.visit("v-1", MONDAY + 2 * HOUR, "page_view")

    assert measures(lake)["first_event"].purchases == 0
