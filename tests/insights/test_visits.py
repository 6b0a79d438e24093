"""A visit ends with half an hour's pause and with nothing else."""

from shared.insights.visits import along, visits
from tests.insights.conftest import DAY, HOUR, MINUTE, MONDAY, WEEK


def found(lake, **more):
    rows = lake.ask(visits(along(WEEK, "EUR", bots=False, **more)))
    return sorted(rows, key=lambda row: (row["visitor_id"], row["visit"]))


def test_half_an_hour_without_an_event_ends_a_visit(lake):
    lake.event("v-1", "page_view", MONDAY)
    lake.event("v-1", "view_item", MONDAY + 30 * MINUTE - 1)
    lake.event("v-1", "page_view", MONDAY + 60 * MINUTE - 1)

    assert [row["started_at"] - MONDAY for row in found(lake)] == [0, 60 * MINUTE - 1]


def test_midnight_ends_no_visit_and_it_belongs_to_the_day_it_began_on(lake):
    lake.visit("v-1", MONDAY - 2 * MINUTE, "page_view", "view_item", "add_to_cart", "begin_checkout")
    lake.visit("v-2", MONDAY + DAY - 2 * MINUTE, "page_view", "view_item", "add_to_cart", "begin_checkout")

    assert [(row["visitor_id"], row["at_checkout"] - MONDAY) for row in found(lake)] == [("v-2", DAY + MINUTE)]


def test_a_visit_that_goes_on_after_the_period_is_seen_whole(lake):
    lake.visit("v-1", WEEK.ends_at - MINUTE, "page_view", "view_item", "add_to_cart")

    assert [row["cart_at"] for row in found(lake)] == [WEEK.ends_at + MINUTE]


def test_events_at_the_same_moment_are_of_one_visit(lake):
    lake.event("v-1", "page_view", MONDAY)
    lake.event("v-1", "view_item", MONDAY)

    assert len(found(lake)) == 1


def test_the_visits_of_two_visitors_are_apart(lake):
    lake.event("v-1", "page_view", MONDAY)
    lake.event("v-2", "page_view", MONDAY + MINUTE)

    assert [row["visitor_id"] for row in found(lake)] == ["v-1", "v-2"]


def test_an_order_is_a_purchase_though_its_event_was_blocked(lake):
    lake.visit("v-1", MONDAY, "page_view", "add_to_cart")
    lake.order("v-1", MONDAY + 5 * MINUTE, 4990)

    assert [(row["purchased_at"] - MONDAY, row["orders"], row["worth"]) for row in found(lake)] == [
        (5 * MINUTE, 1, 4990)
    ]


def test_an_order_and_its_event_are_worth_what_the_order_says(lake):
    lake.event("v-1", "purchase", MONDAY, currency="EUR", value=5580)
    lake.order("v-1", MONDAY + 1, 4990)

    assert [row["worth"] for row in found(lake)] == [4990]


def test_a_thank_you_page_that_is_loaded_twice_sells_once(lake):
    lake.event("v-1", "purchase", MONDAY, currency="EUR", value=4990)
    lake.event("v-1", "purchase", MONDAY + MINUTE, currency="EUR", value=4990)

    assert [(row["orders"], row["worth"]) for row in found(lake)] == [(0, 4990)]


def test_an_order_beside_no_event_makes_no_visit(lake):
    lake.event("v-1", "page_view", MONDAY)
    lake.order("v-1", MONDAY + HOUR, 4990)
    lake.order(None, MONDAY, 1000)

    assert [row["purchased_at"] for row in found(lake)] == [None]


def test_another_currency_adds_nothing_up(lake):
    lake.event("v-1", "purchase", MONDAY, currency="PLN", value=20000)

    assert [(row["purchased_at"], row["worth"]) for row in found(lake)] == [(MONDAY, None)]


def test_the_journey_counts_each_step_after_the_one_before(lake):
    lake.visit("v-1", MONDAY, "add_to_cart", "view_item", "begin_checkout", "add_to_cart", "purchase")

    (row,) = found(lake)

    assert (row["viewed_at"] - MONDAY, row["added_at"] - MONDAY) == (MINUTE, 3 * MINUTE)
    assert (row["checkout_at"], row["bought_at"]) == (None, None)
    assert (row["cart_at"] - MONDAY, row["begun_at"] - MONDAY) == (0, 2 * MINUTE)


def test_bots_are_left_out_unless_asked_for(lake):
    lake.event("v-1", "page_view", MONDAY, bot=True)
    lake.event("v-2", "page_view", MONDAY, bot=None)

    with_bots = lake.ask(visits(along(WEEK, "EUR", bots=True)))

    assert [row["visitor_id"] for row in found(lake)] == ["v-2"]
    assert sorted(row["visitor_id"] for row in with_bots) == ["v-1", "v-2"]
