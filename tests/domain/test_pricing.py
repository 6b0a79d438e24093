"""What discounts come to, for any cart and any claims."""

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.pricing.settling import Claim, claim, settle
from shared.domain.rules.actions import PerArticle, Percent
from tests.factories import cart

prices = st.lists(st.integers(0, 100_000), min_size=1, max_size=8)
percents = st.lists(st.integers(0, 10_000), min_size=0, max_size=5)


@given(prices, percents, st.integers(0, 10_000), st.data())
def test_discounts_stay_below_the_ceiling_and_lines_above_their_floors(amounts, rules, ceiling, data):
    shopping = cart(*amounts)
    floors = [data.draw(st.integers(0, price * 2)) for price in amounts]
    claims = [claim(f"r{n}", n, Percent(points), shopping) for n, points in enumerate(rules)]

    settled = settle(shopping, floors, claims, ceiling)

    assert sum(each.amount for each in settled) <= shopping.subtotal * ceiling // 10_000
    for n, price in enumerate(amounts):
        taken = sum(each.allocations[n] for each in settled)
        assert 0 <= taken <= max(0, price - floors[n])
    for each, claimed in zip(settled, claims, strict=True):
        assert each.amount <= claimed.amount


@given(prices, percents)
def test_without_limits_each_rule_gets_its_whole_claim(amounts, rules):
    shopping = cart(*amounts)
    claims = [claim(f"r{n}", n, Percent(points // 6), shopping) for n, points in enumerate(rules)]

    settled = settle(shopping, [0] * len(amounts), claims, 10_000)

    # Rounded shares of the same line may meet at a floor of zero only where lines are worth a few cents.
    if all(price > 100 for price in amounts):
        assert [each.amount for each in settled] == [each.amount for each in claims]


def test_so_much_for_each_article_beyond_the_second():
    shopping = cart(1000, 2000, quantity=2)

    assert claim("per_article", 23, PerArticle(amount=500, beyond=2), shopping).amount == 1000


def test_a_fixed_amount_never_exceeds_the_cart():
    assert claim("per_article", 23, PerArticle(amount=500, beyond=2), cart(10, quantity=9)).amount == 90


def test_what_was_cut_is_named():
    shopping = cart(1000)
    claims = [Claim("first", 1, 300, (0,)), Claim("second", 2, 300, (0,))]

    by_ceiling = settle(shopping, [0], claims, 3500)
    by_floor = settle(shopping, [600], claims, 10_000)

    assert [(each.amount, each.cut_by) for each in by_ceiling] == [(300, None), (50, "ceiling")]
    assert [(each.amount, each.cut_by) for each in by_floor] == [(300, None), (100, "margin")]
