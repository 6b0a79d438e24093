"""The next steps that would unlock something: the cheapest first, then what the hour brings."""

from typing import Any

from shared.domain.decisions import Shortfall, decide
from shared.domain.usage import Usage
from tests.domain.offers import above, rule, rules
from tests.factories import DAY, HOUR, NOW, basis, cart, decided

# The Saturday before, 10:00 in Rome.
SATURDAY = NOW - DAY


def near(
    *documents: dict[str, Any],
    prices: tuple[int, ...] = (5000, 3000),
    policy: str = "first",
    ceiling: int = 10_000,
    **changes: Any,
) -> list[Shortfall]:
    rule_set = rules(*documents, groups=[{"id": "deals", "policy": policy}], ceiling={"basis_points": ceiling})
    return list(decide(rule_set, basis(cart(*prices), **changes)).nearest)


def test_steps_are_ordered_by_what_they_would_cost():
    articles = rule("four", 1, when={"fact": "cart.quantity", "op": "ge", "value": 4})

    steps = near(articles, rule("dear", 2, when=above(20_000)), rule("near", 3, when=above(12_000)))

    # Two articles more are reckoned at 30 EUR each, the price of the cheapest one.
    assert steps == [
        Shortfall("near", "cart.subtotal", 4001),
        Shortfall("four", "cart.quantity", 2),
        Shortfall("dear", "cart.subtotal", 12_001),
    ]


def test_five_steps_are_told_at_most():
    many = [rule(f"above_{n}", n, when=above(8000 + 1000 * n)) for n in range(1, 9)]

    assert [each.short_by for each in near(*many)] == [1001, 2001, 3001, 4001, 5001]


def test_the_next_five_are_found_among_hundreds():
    many = [rule(f"above_{n}", 1000 - n, when=above(8000 + 100 * n)) for n in range(1, 300)]

    assert [each.short_by for each in near(*many)] == [101, 201, 301, 401, 501]


def test_a_rule_that_two_numbers_keep_away_is_not_near():
    both = rule("both", when={"all": [above(9000), {"fact": "cart.quantity", "op": "gt", "value": 2}]})

    assert near(both) == []


def test_what_a_rule_must_be_entered_by_is_missing_like_the_rest():
    dear = rule("dear", when=above(9000), enter=above(11_000))

    assert near(dear) == [Shortfall("dear", "cart.subtotal", 3001)]


def test_no_step_leads_to_less_than_is_given_already():
    given, less = rule("given", 2, 1000, group="deals"), rule("less", 1, 500, group="deals", when=above(9000))

    assert near(given, less) == []


def test_no_step_leads_to_a_rule_that_the_first_of_its_group_would_keep_out():
    given = rule("given", 1, group="deals", then={"discount": {"type": "fixed", "amount": 300}})
    later = rule("later", 2, 2000, group="deals", when=above(9000))
    until = rule("given", 1, group="deals", when={"not": above(9000)}, then=given["then"])

    assert near(given, later) == []
    assert near(until, later) == [Shortfall("later", "cart.subtotal", 1001)]


def test_a_higher_percentage_is_no_step_while_the_smaller_number_keeps_it_out():
    first, second = rule("first", 1, 1000, group="deals"), rule("second", 2, 2000, group="deals", when=above(9000))
    until = rule("first", 1, 1000, group="deals", when={"not": above(9000)})

    assert near(first, second) == []
    assert near(until, second) == [Shortfall("second", "cart.subtotal", 1001)]
    assert near(first, second, policy="cheapest_for_shop") == []
    assert near(first, second, policy="best_for_shopper") == [Shortfall("second", "cart.subtotal", 1001)]


def test_no_step_leads_to_what_a_smaller_number_excludes():
    given, excluded = rule("given", 1, excludes=["other"]), rule("other", 2, 2000, when=above(9000))
    until = rule("given", 1, excludes=["other"], when={"not": above(9000)})

    assert near(given, excluded) == []
    assert near(until, excluded) == [Shortfall("other", "cart.subtotal", 1001)]


def test_no_step_leads_to_free_shipping_that_is_given_already():
    half = rule("half", 1, then={"shipping_basis_points": 5000})
    free = rule("free", 2, then={"free_shipping": True})
    wanted = rule("wanted", 3, then={"free_shipping": True}, when=above(9000))

    assert near(free, wanted) == []
    assert near(half, wanted) == [Shortfall("wanted", "cart.subtotal", 1001)]


def test_no_step_leads_beyond_the_ceiling():
    given, more = rule("given", 1, 3000), rule("more", 2, 1000, when=above(9000))
    shipped = rule("more", 2, when=above(9000), then={**more["then"], "free_shipping": True})

    assert near(given, more, ceiling=3000) == []
    assert near(given, more, ceiling=3100) == [Shortfall("more", "cart.subtotal", 1001)]
    assert near(given, shipped, ceiling=3000) == [Shortfall("more", "cart.subtotal", 1001)]


def test_no_step_leads_to_a_rule_that_is_used_up_or_whose_code_is_missing():
    spent = rule("spent", 1, when=above(9000), limits={"total": 1})
    coded = rule("coded", 2, when=above(9000), codes=["WELCOME"])

    assert near(spent, coded, used={"spent": Usage(uses=1)}) == []


def test_the_next_tier_is_a_step():
    tiers = [{"from": 5000, "basis_points": 500}, {"from": 9000, "basis_points": 1000}]
    tiered = rule("tiered", then={"discount": {"type": "tiered", "by": "cart.subtotal", "tiers": tiers}})

    assert near(tiered) == [Shortfall("tiered", "cart.subtotal", 1000)]
    assert near(tiered, prices=(9000,)) == []


def test_a_gift_is_a_step():
    assert near(rule("mug", then={"gift": {"item_id": "mug", "from": 9240}})) == [
        Shortfall("mug", "cart.subtotal", 1240)
    ]


def test_an_hour_of_the_same_day_is_a_step_that_costs_nothing_and_comes_last():
    steps = decided(cart(9000, 4000), now=SATURDAY).nearest

    # 20.01 EUR more, one article at 40 EUR, or wait until 18:00.
    assert steps == (
        Shortfall("high_value", "cart.subtotal", 2001),
        Shortfall("high_intent", "cart.quantity", 1),
        Shortfall("peak_hours", "clock.time", 8 * HOUR, SATURDAY + 8 * HOUR),
    )


def test_an_hour_of_next_week_is_none():
    assert "clock.time" not in [each.fact for each in decided(cart(1000)).nearest]


def test_an_hour_that_a_condition_asks_for_is_a_step_too():
    evening = rule("evening", when={"fact": "clock.hour", "op": "ge", "value": 18})

    assert near(evening) == [Shortfall("evening", "clock.time", 8 * HOUR, NOW + 8 * HOUR)]


def test_nobody_is_told_to_leave_the_cart_alone():
    patient = rule("patient", enter={"fact": "cart.idle_ms", "op": "gt", "value": 300_000})

    assert near(patient) == []
