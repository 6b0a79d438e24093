"""What became of the interventions: in how many visits, and what was bought after them."""

from shared.domain.reports.interventions import interventions_report
from shared.insights.interventions import interventions
from tests.insights.conftest import HOUR, MINUTE, MONDAY, WEEK


def report(lake):
    rows = lake.ask(interventions(WEEK, "EUR", bots=False))
    return interventions_report(rows, WEEK, "EUR", bots=False, as_of=None)


def tell(lake, visitor, what, ts, rule="proactive_chat", kind="open_chat"):
    lake.event(visitor, f"intervention_{what}", ts, p_rule=rule, p_type=kind)


def test_each_visit_counts_once_whatever_its_tabs_say(lake):
    lake.visit("v-1", MONDAY, "page_view")
    tell(lake, "v-1", "shown", MONDAY + MINUTE)
    tell(lake, "v-1", "shown", MONDAY + 2 * MINUTE)
    tell(lake, "v-1", "clicked", MONDAY + 3 * MINUTE)
    tell(lake, "v-2", "shown", MONDAY)
    tell(lake, "v-2", "dismissed", MONDAY + MINUTE)

    (chat,) = report(lake).interventions

    assert (chat.rule, chat.type, chat.shown) == ("proactive_chat", "open_chat", 2)
    assert (chat.clicked.count, chat.dismissed.count, chat.converted.count) == (1, 1, 0)
    assert (chat.orders, chat.revenue) == (0, 0)


def test_a_purchase_after_it_is_counted_with_its_orders(lake):
    tell(lake, "v-1", "shown", MONDAY)
    lake.event("v-1", "purchase", MONDAY + 2 * MINUTE, value=6100, currency="EUR")
    lake.order("v-1", MONDAY + 2 * MINUTE, 6000)
    tell(lake, "v-2", "shown", MONDAY)
    lake.event("v-2", "purchase", MONDAY + MINUTE, value=4000, currency="EUR")

    (chat,) = report(lake).interventions

    assert (chat.shown, chat.converted.count, chat.orders, chat.revenue) == (2, 2, 1, 10_000)


def test_what_was_bought_before_it_was_shown_is_none_of_its(lake):
    lake.event("v-1", "purchase", MONDAY, value=6000, currency="EUR")
    lake.order("v-1", MONDAY, 6000)
    tell(lake, "v-1", "shown", MONDAY + MINUTE)

    (chat,) = report(lake).interventions

    assert (chat.converted.count, chat.orders, chat.revenue) == (0, 0, 0)


def test_what_the_next_visit_buys_is_none_of_its(lake):
    tell(lake, "v-1", "shown", MONDAY)
    lake.visit("v-1", MONDAY + HOUR, "page_view", "purchase")

    assert report(lake).interventions[0].converted.count == 0


def test_rules_and_types_are_told_apart(lake):
    tell(lake, "v-1", "shown", MONDAY)
    tell(lake, "v-1", "shown", MONDAY, rule="compound", kind="notify")
    tell(lake, "v-1", "shown", MONDAY, rule="compound", kind="upsell")

    assert [(each.rule, each.type) for each in report(lake).interventions] == [
        ("compound", "notify"),
        ("compound", "upsell"),
        ("proactive_chat", "open_chat"),
    ]


def test_what_was_clicked_but_never_shown_is_left_out(lake):
    tell(lake, "v-1", "clicked", MONDAY)

    assert report(lake).interventions == ()
