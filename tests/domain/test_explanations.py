from dataclasses import replace
from typing import Any

from shared.domain.cart import Cart
from shared.domain.decisions import Grant, Promise, Verdict, decide
from shared.domain.explanations import Explanation, ScheduleState, explain
from tests.factories import DAY, HOUR, MINUTE, NOW, RULES, basis, cart, decided

# The Saturday before, 19:00 in Rome.
SATURDAY_EVENING = NOW - DAY + 9 * HOUR


def explained(verdict: Verdict) -> dict[str, Explanation]:
    return {each.rule: each for each in explain(RULES, verdict)}


def outcomes(shopping: Cart, **changes: Any) -> dict[str, str]:
    """Return each rule's outcome, or the cause that suppressed it."""
    return {rule: each.cause or each.outcome for rule, each in explained(decided(shopping, **changes)).items()}


def panettone(*prices: int, **changes: Any) -> Cart:
    plain = cart(*prices, **changes)
    return replace(plain, lines=tuple(replace(line, tags=("seasonal:panettone",)) for line in plain.lines))


def test_every_rule_is_explained() -> None:
    assert outcomes(cart(4000, 4000, 4000)) == {
        "compound": "not_met",
        "high_intent": "applied",
        "high_value": "not_met",
        "dormant": "not_met",
        "tender": "not_met",
        "prime": "not_met",
        "peak_hours": "schedule",
        "seasonal": "not_met",
        "exit_offer": "not_met",
    }


def test_a_condition_tells_what_is_the_case_and_what_is_missing() -> None:
    why = explained(decided(cart(4000, 4000, 4000)))["high_value"]

    assert why.when == {
        "fact": "cart.subtotal",
        "op": "gt",
        "required": 15000,
        "actual": 12000,
        "met": False,
        "short_by": 3001,
    }


def test_an_applied_rule_tells_its_amount_shipping_included() -> None:
    why = explained(decided(cart(4000, 4000, 4000)))["high_intent"]

    assert (why.outcome, why.cause, why.amount) == ("applied", None, 1200 + 590)
    assert (why.title, why.granted_until) == ("10% off and free shipping", NOW + 30 * MINUTE)


def test_what_was_granted_stays_though_it_could_not_be_entered_now() -> None:
    grant = Grant("high_intent", NOW - MINUTE, NOW + 29 * MINUTE)

    why = explained(decided(cart(4000, 4000, 4000, selected=True), grants=(grant,)))["high_intent"]

    assert (why.outcome, why.granted_until) == ("applied", NOW + 29 * MINUTE)
    assert why.enter == {
        "fact": "cart.shipping_selected",
        "op": "eq",
        "required": False,
        "actual": True,
        "met": False,
        "short_by": None,
    }


def test_the_same_rule_not_granted_is_not_met() -> None:
    assert outcomes(cart(4000, 4000, 4000, selected=True))["high_intent"] == "not_met"


def test_a_rule_outranked_in_its_group_is_suppressed_by_stacking() -> None:
    assert outcomes(cart(8000, 8000), returned_after_ms=8 * DAY) == {
        "compound": "not_met",
        "high_intent": "not_met",
        "high_value": "applied",
        "dormant": "stacking",
        "tender": "not_met",
        "prime": "not_met",
        "peak_hours": "schedule",
        "seasonal": "not_met",
        "exit_offer": "not_met",
    }


def test_a_closed_schedule_tells_when_it_opens() -> None:
    why = explained(decided(cart(4000)))["peak_hours"]

    assert (why.outcome, why.cause, why.when) == ("suppressed", "schedule", {"all": [], "met": True})
    assert why.schedule == ScheduleState(open=False, next_edge=SATURDAY_EVENING + 7 * DAY - HOUR)


def test_an_open_schedule_tells_when_it_closes() -> None:
    why = explained(decided(cart(4000), now=SATURDAY_EVENING))["peak_hours"]

    assert (why.outcome, why.amount) == ("applied", 320)
    assert why.schedule == ScheduleState(open=True, next_edge=SATURDAY_EVENING + 3 * HOUR)


def test_a_rule_that_the_ceiling_leaves_nothing_is_suppressed_by_it() -> None:
    promise = Promise("dormant", 3000, "c-1", NOW + DAY)

    everything = outcomes(
        panettone(16000), prime=True, now=SATURDAY_EVENING, returned_after_ms=8 * DAY, promise=promise
    )

    assert everything == {
        "compound": "not_met",
        "high_intent": "not_met",
        "high_value": "stacking",
        "dormant": "applied",
        "tender": "not_met",
        "prime": "applied",
        "peak_hours": "ceiling",
        "seasonal": "ceiling",
        "exit_offer": "not_met",
    }


def test_a_rule_that_the_margin_leaves_nothing_is_suppressed_by_it() -> None:
    everything = outcomes(panettone(20000), prime=True, now=SATURDAY_EVENING, floors=(20000,))

    assert everything == {
        "compound": "not_met",
        "high_intent": "not_met",
        "high_value": "margin",
        "dormant": "not_met",
        "tender": "not_met",
        "prime": "applied",
        "peak_hours": "margin",
        "seasonal": "margin",
        "exit_offer": "not_met",
    }


def test_a_promise_outbids_the_winner_which_still_gives_free_shipping() -> None:
    promise = Promise("dormant", 1500, "c-1", NOW + DAY)

    why = outcomes(cart(4000, 4000, 4000), returned_after_ms=8 * DAY, promise=promise)

    assert (why["high_intent"], why["dormant"]) == ("applied", "applied")


def test_a_discount_of_nothing_is_told_as_such() -> None:
    assert outcomes(cart(9), prime=True)["prime"] == "applied"
    assert outcomes(cart(9, shipping=0), prime=True)["prime"] == "zero_amount"


def test_a_completed_cart_earns_nothing_though_conditions_are_met() -> None:
    why = outcomes(cart(8000, 8000, stage="completed"), prime=True)

    assert (why["high_value"], why["prime"], why["tender"]) == ("zero_amount", "zero_amount", "not_met")


def test_explaining_is_replaying() -> None:
    verdict = decided(panettone(8000, 8000), prime=True, now=SATURDAY_EVENING)

    again = decide(RULES, verdict.basis)

    assert explain(RULES, again) == explain(RULES, verdict)
    assert explain(RULES, decide(RULES, basis(cart(4000)))) == explain(RULES, decided(cart(4000)))
