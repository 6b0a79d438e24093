"""Where the shopper's attention went: the same whatever the order in which the events arrive."""

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.attention import Attention, attended
from shared.domain.events import Event, Page
from shared.domain.growing import grown
from shared.domain.ledger import Ledger

PRODUCT = Page("product", "/p/1")


def scroll(ts, percent, page=None):
    return Event(f"s-{ts}-{percent}", "scroll", ts, page=page, params={"percent_scrolled": percent})


def stayed(ts, ms, page=None):
    return Event(f"t-{ts}-{ms}", "time_on_page", ts, page=page, params={"on_page_ms": ms})


def opened(ts):
    return Event(f"p-{ts}", "page_view", ts, page=PRODUCT)


def used(ts, name, value):
    return Event(f"f-{ts}-{name}", "apply_filter", ts, params={"filter": name, "value": value})


def told(ts, what, rule="proactive_chat", kind="open_chat"):
    return Event(f"i-{ts}-{what}", f"intervention_{what}", ts, params={"rule": rule, "type": kind})


def after(*events):
    """Return the ledger after each event came in alone, in this order."""
    ledger = Ledger()
    for n, event in enumerate(events):
        ledger = grown(ledger, [event], [n.to_bytes(14)])
    return ledger


def test_the_deepest_reading_of_the_open_page_counts():
    assert after(opened(0), scroll(1, 25), scroll(2, 75), scroll(3, 50)).facts["session.scroll_percent"] == 75


def test_the_next_page_is_read_from_its_top():
    assert "session.scroll_percent" not in after(opened(0), scroll(1, 90), opened(2)).facts


def test_a_reading_told_before_its_page_counts_and_one_of_the_page_before_does_not():
    ledger = after(opened(0), scroll(7, 50), scroll(3, 90), opened(5))

    assert ledger.facts["session.scroll_percent"] == 50


def test_where_no_page_was_opened_the_reading_says_which_it_is():
    assert after(scroll(1, 75, PRODUCT)).facts["session.page_type"] == "product"
    assert "session.page_type" not in after(scroll(1, 75, PRODUCT), Event("p-2", "page_view", 2)).facts


def test_the_page_that_was_opened_outranks_what_a_reading_says():
    assert after(opened(0), scroll(1, 75, Page("list"))).facts["session.page_type"] == "product"


def test_a_scroll_without_a_number_is_google_analytics_own():
    assert after(opened(0), Event("s-1", "scroll", 1)).facts["session.scroll_percent"] == 90
    assert after(opened(0), scroll(1, None)).facts["session.scroll_percent"] == 90


def test_a_scroll_may_say_its_number_with_a_point():
    assert after(opened(0), scroll(1, 75.0)).facts["session.scroll_percent"] == 75


def test_a_stay_that_was_told_counts_when_it_is_longer_than_since_the_page_was_opened():
    assert after(opened(50_000), stayed(50_000, 25_000)).facts["session.on_page_ms"] == 25_000
    assert after(opened(50_000), stayed(80_000, 25_000.5)).facts["session.on_page_ms"] == 50_000


def test_a_stay_on_the_page_before_does_not_count():
    ledger = after(stayed(30_000, 25_000), opened(40_000), stayed(41_000, 900))

    assert ledger.facts["session.on_page_ms"] == 40_000


def test_where_no_page_was_opened_the_stay_says_which_it_is_and_since_when():
    facts = after(stayed(30_000, 25_000, PRODUCT)).facts

    assert (facts["session.page_type"], facts["session.on_page_ms"]) == ("product", 5_000)


def test_a_filter_counts_by_its_last_use_and_the_latest_comes_first():
    attention = after(used(3, "size", "m"), used(2, "category", "food"), used(1, "category", "home")).attention

    assert attention.last_filters == ("size=m", "category=food")


def test_ten_filters_are_kept():
    attention = after(*(used(ts, f"filter-{ts:02}", "x") for ts in range(12))).attention

    assert attention.last_filters[0] == "filter-11=x"
    assert attention.last_filters[-1] == "filter-02=x"


def test_a_filter_without_a_value_is_none():
    assert attended(Attention(), [Event("e-1", "apply_filter", 0, params={"filter": "size"})], None) == Attention()


def test_what_became_of_an_intervention_is_counted_by_rule_and_type():
    attention = after(
        told(5, "shown"), told(3, "shown"), told(6, "clicked"), told(7, "dismissed", kind="notify")
    ).attention

    assert attention.reactions == {
        "clicked:proactive_chat:open_chat": (1, 6),
        "dismissed:proactive_chat:notify": (1, 7),
        "shown:proactive_chat:open_chat": (2, 3),
    }


steps = st.one_of(
    st.builds(
        scroll, st.integers(0, 20), st.sampled_from((25, 50, 75, 90)), st.sampled_from((None, PRODUCT, Page("list")))
    ),
    st.builds(opened, st.integers(0, 20)),
    st.builds(stayed, st.integers(0, 20), st.integers(0, 30), st.sampled_from((None, PRODUCT, Page("list")))),
    st.builds(used, st.integers(0, 20), st.sampled_from("abcdefghijkl"), st.sampled_from("xyz")),
    st.builds(told, st.integers(0, 20), st.sampled_from(("shown", "clicked", "dismissed"))),
)


@given(st.lists(steps, max_size=20).flatmap(lambda events: st.tuples(st.just(events), st.permutations(events))))
def test_no_order_of_arrival_makes_another_attention(orders):
    events, shuffled = orders

    assert after(*events).attention == after(*shuffled).attention
