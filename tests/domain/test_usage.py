"""Limits and budgets: a rule that is used up is not offered any more, and says so."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from shared.domain.decisions import Verdict, decide
from shared.domain.explanations import explain
from shared.domain.usage import Usage, period_end, period_key
from tests.domain.offers import rule, rules
from tests.factories import NOW, amounts, basis, cart

ROME = ZoneInfo("Europe/Rome")


def rome(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=ROME).timestamp() * 1000)


def limited(usage: Usage, price: int = 10_000, **limits: Any) -> Verdict:
    return decide(rules(rule("ten", limits=limits)), basis(cart(price), used={"ten": usage}))


def test_a_rule_may_be_redeemed_as_often_as_its_limits_say():
    assert amounts(limited(Usage(uses=99), total=100)) == {"ten": 1000}
    assert limited(Usage(uses=100), total=100).suppressed == {"ten": "limit"}
    assert limited(Usage(customer_uses=2), per_customer=2).suppressed == {"ten": "limit"}
    assert limited(Usage(session_uses=1), per_session=1).suppressed == {"ten": "limit"}
    assert amounts(limited(Usage(uses=9, customer_uses=1, session_uses=1), per_customer=2)) == {"ten": 1000}


def test_a_rule_that_nobody_redeemed_is_not_limited_yet():
    verdict = decide(rules(rule("ten", limits={"total": 1})), basis(cart(10_000)))

    assert amounts(verdict) == {"ten": 1000}


def test_the_last_of_a_budget_is_given_and_no_more():
    budget = {"amount": 5000, "per": "day"}

    assert amounts(limited(Usage(spent=4000), budget=budget)) == {"ten": 1000}
    assert amounts(limited(Usage(spent=4400), budget=budget)) == {"ten": 600}
    assert limited(Usage(spent=5000), budget=budget).suppressed == {"ten": "budget"}
    assert limited(Usage(spent=6000), budget=budget).suppressed == {"ten": "budget"}


def test_shipping_is_paid_from_the_budget_too():
    both = {"discount": {"type": "percent", "basis_points": 1000}, "free_shipping": True}
    capped = rules(rule("ten", then=both, limits={"budget": {"amount": 1200}}))

    assert amounts(decide(capped, basis(cart(10_000)))) == {"ten": 1000 + 200}


def test_the_next_of_a_group_takes_the_place_of_a_rule_that_is_used_up():
    first, second = rule("first", 1, 2000, group="deals", limits={"total": 1}), rule("second", 2, 500, group="deals")

    verdict = decide(rules(first, second), basis(cart(10_000), used={"first": Usage(uses=1)}))

    assert amounts(verdict) == {"second": 500}
    assert verdict.suppressed == {"first": "limit"}


def test_a_rule_that_is_used_up_tells_nothing():
    told = {"discount": {"type": "percent", "basis_points": 1000}, "interventions": [{"type": "badge"}]}
    once = rules(rule("ten", then=told, limits={"total": 1}))

    assert [each.type for each in decide(once, basis(cart(1000))).interventions] == ["badge"]
    assert decide(once, basis(cart(1000), used={"ten": Usage(uses=1)})).interventions == ()


def test_an_explanation_names_the_limit():
    once = rules(rule("ten", limits={"total": 1}))
    verdict = decide(once, basis(cart(1000), used={"ten": Usage(uses=1)}))

    assert [(each.outcome, each.cause) for each in explain(once, verdict)] == [("suppressed", "limit")]


def test_a_spent_budget_is_looked_at_again_when_its_next_day_begins():
    verdict = limited(Usage(spent=5000), budget={"amount": 5000, "per": "day"})

    # NOW is 22 November 2026, 10:00.
    assert verdict.next_check_at == rome("2026-11-23T00:00")


def test_a_budget_that_pays_for_a_part_of_the_shipping_is_looked_at_again_when_its_next_day_begins():
    budget = {"amount": 1000, "per": "day"}
    shipped = rules(rule("ship", then={"free_shipping": True}, limits={"budget": budget}))
    now = rome("2026-11-22T23:50")

    short = decide(shipped, basis(cart(10_000), now=now, used={"ship": Usage(spent=700)}))
    enough = decide(shipped, basis(cart(10_000), now=now, used={"ship": Usage(spent=400)}))

    assert (amounts(short), short.next_check_at) == ({"ship": 300}, rome("2026-11-23T00:00"))
    assert (amounts(enough), enough.next_check_at) == ({"ship": 590}, rome("2026-11-23T00:20"))


def test_a_rule_that_only_its_budget_kept_from_being_the_best_is_looked_at_again_too():
    dear = rule("dear", 1, 2000, group="deals", limits={"budget": {"amount": 5000, "per": "day"}})
    best = rules(dear, rule("cheap", 2, 500, group="deals"), groups=[{"id": "deals", "policy": "best_for_shopper"}])

    verdict = decide(best, basis(cart(10_000), now=rome("2026-11-22T23:50"), used={"dear": Usage(spent=4900)}))

    assert (amounts(verdict), verdict.next_check_at) == ({"cheap": 500}, rome("2026-11-23T00:00"))


def test_periods_follow_the_shops_own_calendar():
    just_before, midnight = rome("2026-11-30T23:59:59"), rome("2026-12-01T00:00")

    assert [period_key("day", at, ROME) for at in (just_before, midnight)] == ["2026-11-30", "2026-12-01"]
    assert [period_key("month", at, ROME) for at in (just_before, midnight)] == ["2026-11", "2026-12"]
    assert [period_key("week", at, ROME) for at in (NOW, NOW + 86_400_000)] == ["2026-W47", "2026-W48"]
    assert period_key("week", rome("2027-01-01T12:00"), ROME) == "2026-W53"
    assert period_key("campaign", NOW, ROME) == "campaign"


def test_periods_end_at_midnight_also_when_the_clocks_change():
    assert period_end("day", rome("2026-10-25T00:00"), ROME) == rome("2026-10-25T00:00") + 25 * 3_600_000
    assert period_end("week", NOW, ROME) == rome("2026-11-23T00:00")
    assert period_end("month", rome("2026-12-31T12:00"), ROME) == rome("2027-01-01T00:00")
    assert period_end("campaign", NOW, ROME) is None


def test_what_comes_to_nothing_is_told_as_such():
    verdict = limited(Usage(), price=0, total=1)

    assert verdict.suppressed == {"ten": "zero_amount"}
