"""Which of the rules that hold gives: one of each group by its policy, overrides on top, none that another excludes."""

from typing import Any

from shared.domain.decisions import Promise, Verdict, decide
from tests.domain.offers import rule, rules
from tests.factories import DAY, NOW, amounts, basis, cart

FIVE_PERCENT = rule("five_percent", 1, 500, group="deals")
FIXED = rule("ten_euro", 2, group="deals", then={"discount": {"type": "fixed", "amount": 1000}})
SHIPPING = rule("shipping", 3, group="deals", then={"free_shipping": True})
EXTRA = rule("extra", 9, 100)


def by(policy: str, *documents: dict[str, Any], price: int = 10_000, **changes: Any) -> Verdict:
    chosen = rules(*documents, groups=[{"id": "deals", "policy": policy}])
    return decide(chosen, basis(cart(price), **changes))


def test_the_first_of_a_group_gives_whatever_the_others_would():
    verdict = by("first", SHIPPING, FIXED, FIVE_PERCENT, EXTRA)

    assert amounts(verdict) == {"five_percent": 500, "extra": 100}
    assert verdict.suppressed == {"ten_euro": "stacking", "shipping": "stacking"}


def test_the_best_for_the_shopper_is_what_comes_to_most_shipping_included():
    assert amounts(by("best_for_shopper", FIVE_PERCENT, FIXED, SHIPPING)) == {"ten_euro": 1000}
    assert amounts(by("best_for_shopper", FIVE_PERCENT, FIXED, SHIPPING, price=19_900)) == {"ten_euro": 1000}
    assert amounts(by("best_for_shopper", FIVE_PERCENT, FIXED, SHIPPING, price=30_000)) == {"five_percent": 1500}
    assert amounts(by("best_for_shopper", FIVE_PERCENT, SHIPPING, price=1000)) == {"shipping": 590}


def test_the_cheapest_for_the_shop_gives_something_all_the_same():
    nothing = rule("nothing", 4, group="deals", then={"discount": {"type": "price_cap", "amount": 10**9}})

    assert amounts(by("cheapest_for_shop", FIVE_PERCENT, FIXED, SHIPPING, nothing)) == {"five_percent": 500}
    assert amounts(by("cheapest_for_shop", FIVE_PERCENT, FIXED, SHIPPING, nothing, price=20_000)) == {"shipping": 590}


def test_equal_amounts_go_to_the_smaller_number():
    tie = rule("tie", 4, 1000, group="deals")

    assert amounts(by("best_for_shopper", tie, FIXED)) == {"ten_euro": 1000}
    assert amounts(by("cheapest_for_shop", tie, FIXED)) == {"ten_euro": 1000}


def test_what_a_rule_would_give_counts_as_far_as_ceilings_and_floors_let_it():
    capped = rule("capped", 1, 5000, group="deals", ceiling={"amount": 300})

    assert amounts(by("best_for_shopper", capped, FIXED)) == {"ten_euro": 1000}
    assert amounts(by("best_for_shopper", capped, FIXED, floors=(9800,))) == {"capped": 200}


def test_the_smaller_number_stays_when_two_exclude_each_other():
    sale, bonus = rule("sale", 1, 1000), rule("bonus", 2, 2000, excludes=["sale"])

    verdict = decide(rules(sale, bonus), basis(cart(10_000)))

    assert amounts(verdict) == {"sale": 1000}
    assert verdict.suppressed == {"bonus": "stacking"}


def test_exclusion_works_from_either_side():
    sale, bonus = rule("sale", 1, 1000, excludes=["bonus"]), rule("bonus", 2, 2000)

    assert amounts(decide(rules(sale, bonus), basis(cart(10_000)))) == {"sale": 1000}


def test_the_group_of_an_excluded_rule_chooses_among_the_rest():
    sale = rule("sale", 1, 1000)
    bonus = rule("bonus", 2, 2000, group="deals", excludes=["sale"])
    thanks = rule("thanks", 3, 100, group="deals")

    assert amounts(decide(rules(sale, bonus, thanks), basis(cart(10_000)))) == {"sale": 1000, "thanks": 100}


def test_a_rule_that_does_not_hold_excludes_nothing():
    never = {"fact": "cart.subtotal", "op": "lt", "value": 0}
    sale, bonus = rule("sale", 1, when=never, excludes=["bonus"]), rule("bonus", 2, 2000)

    assert amounts(decide(rules(sale, bonus), basis(cart(10_000)))) == {"bonus": 2000}


def test_shipping_is_taken_off_once_by_the_rule_that_takes_most_of_it():
    half = rule("half", 1, then={"shipping_basis_points": 5000})
    free, also_free = (rule(name, n, then={"free_shipping": True}) for n, name in ((2, "free"), (3, "also_free")))

    verdict = decide(rules(half, free, also_free), basis(cart(1000)))

    assert amounts(verdict) == {"free": 590}
    assert verdict.suppressed == {"half": "stacking", "also_free": "stacking"}


def test_a_promise_outbids_a_fixed_amount_only_where_it_is_more():
    comeback = rule("comeback", 5, 1500, group="deals", when={"fact": "customer.prime", "op": "eq", "value": False})
    promise = Promise("comeback", 1500, "c-1", NOW + DAY)

    assert amounts(by("first", FIXED, comeback, promise=promise)) == {"comeback": 1500}
    assert amounts(by("first", FIXED, comeback, promise=promise, price=6000)) == {"ten_euro": 1000}


def test_a_rule_that_only_shows_something_takes_no_place_in_its_group():
    says = rule("says", 1, group="deals", then={"interventions": [{"type": "open_chat"}]})

    verdict = by("first", rule("two_percent", 2, 200, group="deals"), says)

    assert amounts(verdict) == {"two_percent": 200}
    assert [each.rule for each in verdict.interventions] == ["says"]


def test_a_rule_that_only_shows_something_excludes_nothing():
    shows = rule("shows", 1, then={"interventions": [{"type": "badge"}]}, excludes=["ten"])
    wary = rule("wary", 3, 500, excludes=["shows"])

    verdict = decide(rules(shows, rule("ten", 2), wary), basis(cart(10_000)))

    assert amounts(verdict) == {"ten": 1000, "wary": 500}
    assert [each.type for each in verdict.interventions] == ["badge"]


def test_two_groups_each_give_one():
    other = rule("other", 3, 200, group="thanks")

    verdict = decide(rules(FIVE_PERCENT, FIXED, other), basis(cart(10_000)))

    assert amounts(verdict) == {"five_percent": 500, "other": 200}
    assert verdict.winner.id == "five_percent"
