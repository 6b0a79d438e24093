"""The default rule set, row by row as the requirements give it (A3 to A10), to the cent."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from shared.domain.decisions import Promise
from tests.factories import DAY, MINUTE, NOW, amounts, basis, cart, decided

FIVE_MINUTES = 300_000


def rome(text):
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Rome")).timestamp() * 1000)


def panettone(price, *others):
    shopping = cart(price, *others)
    return replace(shopping, lines=(replace(shopping.lines[0], tags=("seasonal:panettone",)), *shopping.lines[1:]))


def shown(verdict):
    return [(each.rule, each.type) for each in verdict.interventions]


def test_1_compound_after_five_minutes_without_a_change():
    shopping = cart(4000, 4000, 4000, 4000)

    assert amounts(decided(shopping, idle_ms=FIVE_MINUTES)) == {"high_value": 3200}
    assert amounts(decided(shopping, idle_ms=FIVE_MINUTES + 1)) == {"compound": 3200}


def test_1_compound_notifies_and_offers_more_above_160_euro():
    just_160 = decided(cart(4000, 4000, 4000, 4000), idle_ms=FIVE_MINUTES + 1)
    above_160 = decided(cart(4000, 4000, 4000, 4001), idle_ms=FIVE_MINUTES + 1)

    assert shown(just_160) == [("compound", "notify"), ("high_value", "upgrade")]
    assert shown(above_160) == [("compound", "notify"), ("compound", "upsell"), ("high_value", "upgrade")]


def test_1_compound_wants_more_than_three_articles():
    assert amounts(decided(cart(6000, 6000, 6000), idle_ms=DAY)) == {"high_value": 3600}


def test_2_high_intent_gives_ten_percent_and_free_shipping():
    verdict = decided(cart(4000, 4000, 4000))

    assert amounts(verdict) == {"high_intent": 1200 + 590}
    assert verdict.applied[0].allocations == (400, 400, 400)
    assert verdict.winner.id == "high_intent"


def test_2_high_intent_from_above_100_up_to_150_euro():
    assert amounts(decided(cart(4000, 4000, 2000))) == {}
    assert amounts(decided(cart(4000, 4000, 2001))) == {"high_intent": 1000 + 590}
    assert amounts(decided(cart(5000, 5000, 5000))) == {"high_intent": 1500 + 590}
    assert amounts(decided(cart(5000, 5000, 5001))) == {"high_value": 3000}


def test_2_high_intent_only_enters_before_shipping_is_chosen():
    assert amounts(decided(cart(4000, 4000, 4000, selected=True))) == {}


def test_2_choosing_shipping_takes_nothing_back():
    granted = decided(cart(4000, 4000, 4000)).basis

    chosen = decided(cart(4000, 4000, 4000, selected=True), now=NOW + 29 * MINUTE, grants=granted.grants)
    too_late = decided(cart(4000, 4000, 4000, selected=True), now=NOW + 30 * MINUTE, grants=granted.grants)

    assert amounts(chosen) == {"high_intent": 1790}
    assert amounts(too_late) == {}


def test_3_high_value_gives_twenty_percent_and_an_upgrade():
    verdict = decided(cart(15001))

    assert amounts(verdict) == {"high_value": 3000}
    assert shown(verdict) == [("high_value", "upgrade")]
    assert amounts(decided(cart(15000))) == {}


def test_4_dormant_wants_a_return_by_the_link_after_more_than_seven_days():
    assert amounts(decided(cart(6001), returned_after_ms=7 * DAY)) == {}
    assert amounts(decided(cart(6001), returned_after_ms=7 * DAY + 1)) == {"dormant": 900}
    assert amounts(decided(cart(6000), returned_after_ms=8 * DAY)) == {}


def test_4_a_promise_is_the_least_its_group_gives():
    promise = Promise("dormant", 1500, "c-1", NOW + DAY)

    kept = decided(cart(4000, 4000, 4000), promise=promise, returned_after_ms=8 * DAY)
    outdone = decided(cart(16000), promise=promise)
    over = decided(cart(7000), promise=promise, now=NOW + DAY)
    another_cart = decided(cart(7000, cart_id="c-2"), promise=promise)

    assert amounts(kept) == {"high_intent": 590, "dormant": 1800}
    assert amounts(outdone) == {"high_value": 3200}
    assert amounts(over) == {}
    assert amounts(another_cart) == {}


def test_4_a_promise_holds_on_the_second_visit_too():
    promise = Promise("dormant", 1500, "c-1", NOW + DAY)

    assert amounts(decided(cart(7000), promise=promise, returned_after_ms=MINUTE)) == {"dormant": 1050}


def test_5_tender_wants_three_adds_and_one_article():
    assert amounts(decided(cart(7999), adds=2)) == {}
    assert amounts(decided(cart(7999), adds=3)) == {"tender": 400}
    assert amounts(decided(cart(8000), adds=3)) == {}
    assert amounts(decided(cart(2000, 2000), adds=3)) == {}


def test_6_prime_adds_five_percent_and_free_shipping_whatever_the_value():
    assert amounts(decided(cart(1010), prime=True)) == {"prime": 51 + 590}


def test_6_free_shipping_is_granted_once_by_the_smallest_number():
    verdict = decided(cart(4000, 4000, 4000), prime=True)

    assert amounts(verdict) == {"high_intent": 1200 + 590, "prime": 600}


def test_7_peak_hours_on_saturday_evening_in_the_shops_zone():
    assert amounts(decided(cart(1000), now=rome("2026-11-28T17:59:59"))) == {}
    assert amounts(decided(cart(1000), now=rome("2026-11-28T18:00:00"))) == {"peak_hours": 80}
    assert amounts(decided(cart(1000), now=rome("2026-11-28T21:59:59"))) == {"peak_hours": 80}
    assert amounts(decided(cart(1000), now=rome("2026-11-28T22:00:00"))) == {}
    assert amounts(decided(cart(1000), now=rome("2026-07-04T18:00:00"))) == {"peak_hours": 80}


def test_7_an_offer_of_the_peak_hours_ends_with_them():
    verdict = decided(cart(1000), now=rome("2026-11-28T21:45:00"))

    assert verdict.offer_expires_at == rome("2026-11-28T22:00:00")
    assert verdict.next_check_at == rome("2026-11-28T22:00:00")


def test_8_seasonal_takes_twenty_percent_of_the_panettoni_alone():
    verdict = decided(panettone(3990, 2000))

    assert amounts(verdict) == {"seasonal": 798}
    assert verdict.applied[0].allocations == (798, 0)
    assert [(each.type, each.params) for each in verdict.interventions] == [
        ("show_message", {"text": "Last panettoni before Christmas!"})
    ]


def test_8_seasonal_runs_from_november_to_the_26th_of_december():
    assert amounts(decided(panettone(1000), now=rome("2026-10-31T23:59:59"))) == {}
    assert amounts(decided(panettone(1000), now=rome("2026-11-01T00:00:00"))) == {"seasonal": 200}
    assert amounts(decided(panettone(1000), now=rome("2026-12-26T23:59:59"))) == {"seasonal": 200}
    assert amounts(decided(panettone(1000), now=rome("2026-12-27T00:00:00"))) == {}


def test_the_ceiling_cuts_the_highest_number_first():
    verdict = decided(panettone(3999, 14000), prime=True, now=rome("2026-11-28T18:30:00"))

    # 20 % + 5 % + 8 % of 179.99 and 20 % of 39.99 are 67.40; 35 % are 62.99.
    assert amounts(verdict) == {"high_value": 3600, "prime": 900 + 590, "peak_hours": 1440, "seasonal": 359}


def test_a_line_below_its_floor_loses_the_excess_and_nothing_moves():
    verdict = decided(cart(10000, 10000), floors=(9000, 0), prime=True)

    assert amounts(verdict) == {"high_value": 1000 + 2000, "prime": 0 + 500 + 590}
    assert [each.allocations for each in verdict.applied] == [(1000, 2000), (0, 500)]


def test_profile_rules_share_one_group_and_interventions_are_sent_all_the_same():
    verdict = decided(cart(4001, 4000, 4000, 4000), idle_ms=DAY, returned_after_ms=8 * DAY)

    assert [rule.id for rule in verdict.held] == ["compound", "high_value", "dormant"]
    assert amounts(verdict) == {"compound": 3200}
    assert verdict.suppressed == {"high_value": "stacking", "dormant": "stacking"}


def test_an_intervention_is_sent_once_per_session():
    first = decided(cart(16000))

    again = decided(cart(17000), sequence=2, told=first.basis.told, grants=first.basis.grants)

    assert shown(first) == [("high_value", "upgrade")]
    assert shown(again) == []


def test_free_shipping_of_nothing_is_suppressed():
    verdict = decided(cart(0, shipping=0), prime=True)

    assert amounts(verdict) == {}
    assert verdict.suppressed == {"prime": "zero_amount"}


def test_a_completed_or_empty_cart_earns_nothing():
    assert amounts(decided(cart(20000, stage="completed"), prime=True)) == {}
    assert amounts(decided(cart(), prime=True)) == {}


def test_titles_and_messages_speak_the_shoppers_language():
    verdict = decided(panettone(1000), locale="it-IT")

    assert verdict.interventions[0].params == {"text": "Ultimi panettoni prima di Natale!"}


def test_what_is_nearest_names_one_number():
    verdict = decided(cart(4000, 4000, 4000))

    assert [(each.rule, each.fact, each.short_by) for each in verdict.nearest] == [
        ("high_value", "cart.subtotal", 3001)
    ]


def test_deciding_again_on_what_was_recorded_gives_the_same():
    from shared.domain.decisions import decide
    from tests.factories import RULES

    verdict = decide(RULES, basis(panettone(4000, 4000, 4000, 4001), idle_ms=DAY, prime=True))

    assert decide(RULES, verdict.basis) == verdict
