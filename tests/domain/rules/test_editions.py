"""Which version serves: forward by publishing, back along the trail, and never a number twice."""

import pytest

from shared.domain.rules.editions import (
    TRAIL,
    BacktestMissingError,
    Draft,
    NothingToRollBackError,
    Pointer,
    PublishGateError,
    Report,
    activated,
    check_gate,
    published,
    rolled_back,
)
from shared.domain.rules.model import Gate

PACKAGED = Pointer(1, 1)
GATE = Gate(max_cost_increase=500)


def test_each_publication_takes_the_next_number_and_leaves_a_trail():
    third = published(published(PACKAGED, 10), 20)

    assert third == Pointer(3, 3, (1, 2), 20, moves=2)


def test_rolling_back_goes_along_the_trail_to_its_end():
    back = rolled_back(rolled_back(published(published(PACKAGED, 10), 20), 30), 40)

    assert (back.version, back.latest, back.trail, back.since) == (1, 3, (), 40)
    with pytest.raises(NothingToRollBackError):
        rolled_back(back, 50)


def test_after_a_roll_back_the_next_number_is_a_new_one():
    assert published(rolled_back(published(PACKAGED, 10), 20), 30).version == 3


def test_an_earlier_version_that_serves_again_can_be_rolled_back_too():
    earlier = activated(published(published(PACKAGED, 10), 20), 2, 30)

    assert (earlier.version, rolled_back(earlier, 40).version) == (2, 3)
    assert activated(earlier, 2, 50) is earlier


def test_the_first_version_of_a_rule_set_has_nothing_before_it():
    assert published(Pointer(0, 0), 10) == Pointer(1, 1, (), 10, moves=1)


def test_the_trail_does_not_grow_for_ever():
    pointer = PACKAGED
    for now in range(TRAIL + 5):
        pointer = published(pointer, now)

    assert len(pointer.trail) == TRAIL


def draft(report: Report | None = None) -> Draft:
    return Draft(7, {}, None, 0, report)


def test_a_gate_wants_a_back_test_of_the_very_revision():
    check_gate(None, draft())
    check_gate(GATE, draft(Report("j-1", 7, passed=True)))
    with pytest.raises(BacktestMissingError):
        check_gate(GATE, draft())
    with pytest.raises(BacktestMissingError):
        check_gate(GATE, draft(Report("j-1", 6, passed=True)))


def test_what_does_not_pass_the_gate_is_refused_with_its_reasons():
    with pytest.raises(PublishGateError) as refused:
        check_gate(GATE, draft(Report("j-1", 7, passed=False, reasons=("too dear",))))

    assert [(each.path, each.message) for each in refused.value.errors] == [("$.gate", "too dear")]
