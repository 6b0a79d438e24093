"""Percentages and allocation, to the last cent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.money import allocate, share


def test_a_percentage_rounds_half_up():
    assert share(1250, 1000) == 125
    assert share(1245, 1000) == 125
    assert share(1244, 1000) == 124


def test_the_largest_remainder_gets_the_odd_cent():
    assert allocate(100, [1, 1, 1]) == (34, 33, 33)
    assert allocate(5, [10, 20, 30]) == (1, 2, 2)


def test_ties_go_to_the_earlier_line():
    assert allocate(1, [500, 500]) == (1, 0)


def test_lines_worth_nothing_leave_all_to_the_first():
    assert allocate(7, [0, 0]) == (7, 0)


def test_nothing_to_allocate_to_is_an_error():
    with pytest.raises(ValueError, match="nothing to allocate"):
        allocate(1, [])


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**9), min_size=1, max_size=200))
def test_the_parts_always_add_up(amount, weights):
    parts = allocate(amount, weights)

    assert sum(parts) == amount
    assert min(parts) >= 0


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=50), st.integers(0, 10_000))
def test_a_share_never_takes_more_than_a_line_is_worth(weights, basis_points):
    parts = allocate(share(sum(weights), basis_points), weights)

    assert all(part <= weight + 1 for part, weight in zip(parts, weights, strict=True))
