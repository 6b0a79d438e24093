"""The funnel counts visits by how deep they went, by the shop's days."""

from datetime import date

from shared.domain.reports.funnel import funnel_report
from shared.domain.reports.period import period_of
from shared.insights.funnel import funnel
from tests.insights.conftest import DAY, HOUR, MINUTE, MONDAY, ROME, WEEK


def report(lake, period=WEEK):
    return funnel_report(lake.ask(funnel(period, "EUR", bots=False)), period, "EUR", bots=False, as_of=None)


def reached(report):
    return {step.stage: step.reached for step in report.steps}


def test_a_visit_has_reached_what_lies_before_its_deepest_stage(lake):
    lake.visit("v-1", MONDAY, "view_item", "add_to_cart")
    lake.visit("v-2", MONDAY, "page_view")

    told = report(lake)

    assert reached(told) == {
        "awareness": 2,
        "interest": 1,
        "consideration": 1,
        "cart": 1,
        "checkout": 0,
        "purchase": 0,
    }
    assert {step.stage: step.touched for step in told.steps if step.touched} == {
        "awareness": 1,
        "interest": 1,
        "cart": 1,
    }


def test_rates_are_of_the_step_before(lake):
    lake.visit("v-1", MONDAY, "page_view", "view_item", "add_to_cart", "begin_checkout", "purchase")
    lake.visit("v-2", MONDAY, "page_view", "view_item", "add_to_cart")
    lake.visit("v-3", MONDAY, "page_view", "view_item")
    lake.visit("v-4", MONDAY, "page_view")

    told = report(lake)

    assert [(step.stage, step.rate.share) for step in told.steps] == [
        ("awareness", 1.0),
        ("interest", 0.75),
        ("consideration", 0.666667),
        ("cart", 1.0),
        ("checkout", 0.5),
        ("purchase", 1.0),
    ]
    assert [(step.event, step.visits) for step in told.journey] == [
        ("view_item", 3),
        ("add_to_cart", 2),
        ("begin_checkout", 1),
        ("purchase", 1),
    ]


def test_the_rates_stand_beside_what_other_shops_come_to(lake):
    lake.visit("v-1", MONDAY, "view_item", "add_to_cart", "begin_checkout", "purchase")
    lake.visit("v-2", MONDAY, "view_item", "add_to_cart", "begin_checkout")
    lake.visit("v-3", MONDAY, "view_item", "add_to_cart")
    lake.visit("v-4", MONDAY, "view_item", "add_to_cart")
    lake.visit("v-5", MONDAY, "page_view")

    rates = {rate.name: rate for rate in report(lake).rates}

    assert {name: (rate.value.count, rate.value.total) for name, rate in rates.items()} == {
        "conversion": (1, 5),
        "add_to_cart": (4, 5),
        "cart_abandonment": (3, 4),
        "checkout_abandonment": (1, 2),
    }
    assert (rates["add_to_cart"].benchmark.low, rates["add_to_cart"].benchmark.high) == (0.06, 0.07)
    assert (rates["cart_abandonment"].benchmark.low, rates["cart_abandonment"].benchmark.high) == (0.7, 0.8)
    assert rates["conversion"].benchmark is None


def test_a_refund_is_no_purchase(lake):
    lake.visit("v-1", MONDAY, "page_view", "refund")

    assert reached(report(lake))["purchase"] == 0


def test_what_was_shown_to_a_shopper_is_no_step_of_the_shoppers(lake):
    lake.visit("v-1", MONDAY, "page_view", "intervention_shown")

    assert reached(report(lake))["consideration"] == 0


def test_days_are_the_shops_and_one_without_visits_is_there(lake):
    lake.visit("v-1", MONDAY + DAY - HOUR, "page_view")
    lake.visit("v-2", MONDAY + DAY, "page_view", "add_to_cart")
    lake.order("v-2", MONDAY + DAY + 5 * MINUTE, 4990)

    days = report(lake).days

    assert [(day.day, day.visits, day.carts, day.bought, day.worth) for day in days[:3]] == [
        ("2026-11-16", 1, 0, 0, 0),
        ("2026-11-17", 1, 1, 1, 4990),
        ("2026-11-18", 0, 0, 0, 0),
    ]
    assert len(days) == 7
    assert days[1].reached["cart"] == 1


def test_the_day_on_which_the_clocks_go_back_has_twenty_five_hours(lake):
    autumn = period_of(date(2026, 10, 24), date(2026, 10, 26), ROME)
    lake.visit("v-1", autumn.midnights[1] + 24 * HOUR + 30 * MINUTE, "page_view")
    lake.visit("v-2", autumn.midnights[1] + 25 * HOUR, "page_view")

    assert [day.visits for day in report(lake, autumn).days] == [0, 1, 1]


def test_of_no_visits_there_are_no_rates(lake):
    told = report(lake)

    assert (told.visits, told.orders, told.worth) == (0, 0, 0)
    assert [rate.value.share for rate in told.rates] == [None, None, None, None]
