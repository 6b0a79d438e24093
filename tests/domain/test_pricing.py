"""What discounts come to, for any cart and any claims."""

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.conditions.tree import AnyOf, Comparison
from shared.domain.earning import earn
from shared.domain.pricing.bill import Bill
from shared.domain.pricing.claims import claim
from shared.domain.pricing.settling import settle
from shared.domain.rules.actions import (
    Bundle,
    BundlePart,
    Fixed,
    NthArticle,
    PerArticle,
    Percent,
    PriceCap,
    Tier,
    Tiered,
)
from tests.domain.offers import rule, rules
from tests.factories import basis, cart

prices = st.lists(st.integers(0, 100_000), min_size=1, max_size=8)
percents = st.lists(st.integers(0, 10_000), min_size=0, max_size=5)


def billed(shopping, floors=None):
    return Bill(shopping, floors or (0,) * len(shopping.lines), basis(shopping).facts)


def off(discount, *amounts, quantity=1):
    """Return what ``discount`` takes off each line of a cart with these prices."""
    bill = billed(cart(*amounts, quantity=quantity))
    return settle(bill, [claim(discount, bill)], 10_000)[0][0]


def one(n):
    return Comparison("line.item_id", "eq", f"sku-{n}")


@given(prices, percents, st.integers(0, 10_000), st.data())
def test_discounts_stay_below_the_ceiling_and_lines_above_their_floors(amounts, rules, ceiling, data):
    floors = [data.draw(st.integers(0, price * 2)) for price in amounts]
    bill = billed(cart(*amounts), floors)
    claims = [claim(Percent(points), bill) for points in rules]

    parts, _ = settle(bill, claims, ceiling)

    assert sum(map(sum, parts)) <= bill.subtotal * ceiling // 10_000
    for n, price in enumerate(amounts):
        assert 0 <= sum(part[n] for part in parts) <= max(0, price - floors[n])
    for part, (amount, _) in zip(parts, claims, strict=True):
        assert sum(part) <= amount


@given(prices, percents)
def test_without_limits_each_rule_gets_its_whole_claim(amounts, rules):
    bill = billed(cart(*amounts))
    claims = [claim(Percent(points // 6), bill) for points in rules]

    parts, _ = settle(bill, claims, 10_000)

    # Rounded shares of the same line may meet at a floor of zero only where lines are worth a few cents.
    if all(price > 100 for price in amounts):
        assert [sum(part) for part in parts] == [amount for amount, _ in claims]


def test_so_much_for_each_article_beyond_the_second():
    assert off(PerArticle(amount=500, beyond=2), 1000, 2000, quantity=2) == [333, 667]
    assert off(PerArticle(amount=500, beyond=2), 1000, 2000) == [0, 0]


def test_so_much_for_each_article_of_some_lines():
    assert off(PerArticle(amount=500, beyond=1, lines=one(1)), 1000, 2000, quantity=3) == [0, 1000]


def test_a_fixed_amount_never_exceeds_what_it_touches():
    assert off(PerArticle(amount=500, beyond=2), 10, quantity=9) == [90]
    assert off(Fixed(700), 1000, 400) == [500, 200]
    assert off(Fixed(700), 300, 300) == [300, 300]
    assert off(Fixed(700, one(1)), 1000, 400) == [0, 400]


def test_the_tier_that_was_reached_gives():
    tiers = Tiered("cart.subtotal", (Tier(5000, basis_points=500), Tier(9000, amount=900)))

    assert off(tiers, 4999) == [0]
    assert off(tiers, 5000) == [250]
    assert off(tiers, 8999) == [450]
    assert off(tiers, 9000, 3000) == [675, 225]


def test_the_cheapest_of_each_full_set_is_free():
    assert off(NthArticle(3, 10_000), 1000, 800, 500) == [0, 0, 500]
    assert off(NthArticle(3, 10_000), 1000, 800) == [0, 0]
    assert off(NthArticle(2, 10_000), 1000, 900, 300, 200) == [0, 900, 0, 200]
    assert off(NthArticle(2, 5_000), 999, 999) == [0, 500]


def test_sets_are_made_of_articles_and_not_of_lines():
    # 1000 1000 1000 | 400 400 400: one of each three.
    assert off(NthArticle(3, 10_000), 400, 1000, quantity=3) == [400, 1000]
    assert off(NthArticle(4, 10_000), 400, 1000, quantity=3) == [400, 0]
    assert off(NthArticle(2, 10_000, one(0)), 400, 1000, quantity=5) == [800, 0]


def test_a_bundle_costs_its_price_as_often_as_the_cart_holds_it():
    pair = Bundle((BundlePart(one(0)), BundlePart(one(1), 2)), price=2000)

    assert off(pair, 1000, 800) == [0, 0]
    assert off(pair, 1000, 800, quantity=2) == [231, 369]
    assert off(pair, 1000, 800, quantity=4) == [462, 738]


def test_a_bundle_that_would_cost_more_is_not_made():
    two = Bundle((BundlePart(Comparison("line.unit_price", "gt", 0), 2),), price=1000)

    assert off(two, 900, 800, 100, 100) == [371, 329, 0, 0]
    assert off(two, 300, 200) == [0, 0]


def test_an_article_counts_for_one_part_of_a_bundle():
    anything = Comparison("line.unit_price", "gt", 0)
    with_first = Bundle((BundlePart(anything), BundlePart(one(0))), price=1000)

    assert off(with_first, 900) == [0]
    assert off(with_first, 900, 400) == [208, 92]


def test_a_bundle_is_found_when_its_parts_want_the_same_articles_in_a_circle():
    first_or_second, second_or_third, third_or_first = (AnyOf((one(n), one((n + 1) % 3))) for n in range(3))
    circle = Bundle(tuple(map(BundlePart, (first_or_second, second_or_third, third_or_first))), price=600)

    # The dearest of the first part and the dearest of the second would leave nothing for the third.
    assert off(circle, 900, 100, 500) == [540, 60, 300]


def test_no_article_costs_more_than_the_cap():
    assert off(PriceCap(500), 900, 400, quantity=2) == [800, 0]
    assert off(PriceCap(0, one(1)), 900, 400) == [0, 400]


def test_what_was_cut_is_named():
    first, second = (300, [1000]), (300, [1000])

    by_ceiling = settle(billed(cart(1000)), [first, second], 3500)
    by_floor = settle(billed(cart(1000), [600]), [first, second], 10_000)

    assert by_ceiling == ([[300], [50]], {1: "ceiling"})
    assert by_floor == ([[300], [100]], {1: "margin"})


@given(prices, st.integers(1, 10_000), st.integers(0, 10_000), st.data())
def test_one_percentage_alone_is_settled_as_among_others(amounts, points, ceiling, data):
    floors = tuple(data.draw(st.sampled_from((0, price // 2))) for price in amounts)
    alone = rules(rule("one", 1, points), ceiling={"basis_points": ceiling})
    bill = billed(cart(*amounts), floors)

    earned = earn(alone, basis(cart(*amounts), floors=floors))

    assert list(earned.taken.values()) == settle(bill, [claim(Percent(points), bill)], ceiling)[0]
