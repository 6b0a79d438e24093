"""How dear a cart is among the shop's own: exact but for carts that cost about the same, and forgetting old seasons."""

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.sketches import ALPHA, CART, HALF_LIFE_MS, CartSketch
from tests.factories import DAY, NOW

NONE = CartSketch({}, NOW - DAY)


def test_a_shop_with_few_carts_has_no_percentiles():
    assert NONE.grown([1000] * 99, NOW).percentile(1000) is None
    assert NONE.grown([1000] * 101, NOW - DAY).percentile(1000) == 50
    assert NONE.percentile(1000) is None


def test_a_percentile_says_how_many_of_a_hundred_carts_came_to_less():
    carts = NONE.grown([1000] * 50 + [2000] * 30 + [9000] * 20, NOW)

    assert carts.percentile(999_999) == 100
    assert carts.percentile(5000) == 80
    assert carts.percentile(1500) == 50
    assert carts.percentile(9000) == 90
    assert carts.percentile(1) == 0


def test_empty_carts_do_not_count():
    assert NONE.grown([0, 0, 500], NOW).weight == CART


def test_last_seasons_carts_weigh_half_after_a_fortnight():
    old = NONE.grown([1000] * 400, NOW)

    now = old.grown([5000] * 200, NOW + HALF_LIFE_MS)

    assert now.weight == 400 * CART
    assert now.percentile(2000) == 50


@given(st.lists(st.integers(1, 10**7), min_size=100, max_size=300), st.integers(1, 10**7))
def test_a_percentile_is_right_but_for_carts_that_cost_about_the_same(subtotals, own):
    carts = NONE.grown(subtotals, NOW)
    near = (1 + ALPHA) / (1 - ALPHA) * 1.0001

    percentile = carts.percentile(own)

    surely_less = sum(1 for each in subtotals if each * near < own)
    perhaps_less = sum(1 for each in subtotals if each < own * near)
    assert 100 * surely_less // len(subtotals) - 1 <= percentile <= 100 * perhaps_less // len(subtotals) + 1
