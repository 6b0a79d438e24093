"""A share with Wilson's interval; the figures are those of his formula, worked out by hand and in the literature."""

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.reports.proportion import Proportion, proportion


def test_few_trials_leave_much_open():
    assert proportion(1, 10) == Proportion(1, 10, 0.1, 0.017876, 0.404150)


def test_many_trials_leave_little_open():
    assert proportion(1000, 10000) == Proportion(1000, 10000, 0.1, 0.094273, 0.106034)


def test_none_of_some_may_still_be_a_few():
    assert proportion(0, 20) == Proportion(0, 20, 0.0, 0.0, 0.161125)


def test_all_of_some_may_still_be_not_all():
    assert proportion(20, 20) == Proportion(20, 20, 1.0, 0.838875, 1.0)


def test_of_nothing_there_is_no_share():
    assert proportion(0, 0) == Proportion(0, 0, None, None, None)


@given(total=st.integers(1, 10**9), data=st.data())
def test_the_share_lies_in_its_interval_and_that_between_none_and_all(total, data):
    found = proportion(data.draw(st.integers(0, total)), total)

    assert found.low is not None
    assert 0 <= found.low <= found.share <= found.high <= 1
