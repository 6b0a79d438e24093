import pytest

from shared.domain.event_catalogue import STANDARD
from shared.domain.facts.of_session import INTENT_EVENTS
from shared.domain.intent import Contribution, intent_of, score
from shared.domain.ledger import Ledger, Tally
from shared.domain.segments import segments
from tests.factories import NOW


def ledger(**counts: int) -> Ledger:
    """Return what a session remembers in which each event happened so often, the last time at ``NOW``."""
    return Ledger({name: Tally(count, NOW - 5, NOW) for name, count in counts.items()})


def probability(articles: int | None = 0, **counts: int) -> float:
    return score(ledger(**counts), articles=articles).probability


def test_each_stage_of_the_funnel_has_the_odds_that_were_published() -> None:
    assert probability() == 0.005
    assert probability(articles=1) == 0.25
    assert probability(articles=1, begin_checkout=1) == 0.5
    assert probability(articles=1, begin_checkout=1, add_payment_info=1) == 0.8


def test_a_checkout_implies_a_cart_and_a_payment_a_checkout() -> None:
    assert probability(begin_checkout=3) == 0.5
    assert probability(add_payment_info=1) == 0.8


def test_the_number_of_articles_does_not_matter() -> None:
    assert probability(articles=40) == probability(articles=1)


def test_attention_counts_a_little_and_ever_less() -> None:
    assert probability(view_item=1) == 0.0055
    assert probability(view_item=10) == 0.0071
    assert probability(view_item=10, scroll=5, expand_reviews=4) == 0.009


def test_a_wish_is_deferred_intent() -> None:
    assert probability(articles=1, add_to_wishlist=1) == 0.1254
    assert probability(articles=1, add_to_wishlist=9) == 0.1254


def test_an_emptied_cart_is_no_cart_whatever_was_added() -> None:
    assert probability(articles=0, add_to_cart=3) == 0.005


def test_without_a_cart_the_events_say_whether_there_is_one() -> None:
    assert probability(articles=None) == 0.005
    assert probability(articles=None, add_to_cart=2, remove_from_cart=1) == 0.25
    assert probability(articles=None, add_to_cart=2, remove_from_cart=2) == 0.005


def test_the_funnel_begins_anew_with_each_purchase() -> None:
    steps = {name: Tally(1, NOW - 2, NOW - 2) for name in ("add_to_cart", "begin_checkout", "add_payment_info")}
    bought = Ledger(steps | {"purchase": Tally(1, NOW - 1, NOW - 1)})
    again = Ledger({**bought.tallies, "begin_checkout": Tally(2, NOW - 2, NOW)})

    assert score(bought, articles=None).probability == 0.005
    assert score(again, articles=1).probability == 0.5


def test_the_reasons_come_strongest_first() -> None:
    scored = score(ledger(view_item=3, add_to_wishlist=1), articles=2)

    assert scored.contributions == (
        Contribution("has_cart", 1.0, 4.1947),
        Contribution("wished", 1.0, -0.844),
        Contribution("log_views", 1.3863, 0.2079),
    )


def test_a_window_shopper_views_and_does_not_add() -> None:
    assert segments(ledger(view_item=5).count, ()) == ("window_shopper",)
    assert segments(ledger(view_item=4).count, ()) == ()
    assert segments(ledger(view_item=9, add_to_cart=1).count, ()) == ()


def test_checkouts_without_an_order_are_a_segment() -> None:
    assert segments(ledger(begin_checkout=2).count, ()) == ("repeated_checkout",)
    assert segments(ledger(begin_checkout=2, purchase=1).count, ()) == ()


def test_profiles_that_hold_are_segments_with_the_customers_own() -> None:
    held = ("compound", "dormant", "high_value")

    assert segments(ledger().count, held, prime=True, tier="VIP") == ("dormant", "high_value", "prime", "vip")


@pytest.mark.parametrize("event_name", sorted(STANDARD.types.keys() - set(INTENT_EVENTS)))
def test_no_other_event_changes_the_intent_than_a_rule_on_it_waits_for(event_name: str) -> None:
    before = {"add_to_cart": 2, "view_item": 3}

    assert intent_of(ledger(**before, **{event_name: 5}), articles=None) == intent_of(ledger(**before), articles=None)
