from typing import Any

from shared.domain.backtest.gate import judged, worded
from shared.domain.rules.model import Gate

PASSED = {"passed": True, "reasons": []}


def report(before: int = 1000, after: int = 1000, *, carts: int = 5, margin: int = 300, floors: int = 5) -> Any:
    return {
        "carts": carts,
        "cost": {"before": before, "after": after},
        "margin": {"carts": floors, "before": 0, "after": margin, "revenue": {"before": 0, "after": 1000}},
    }


def test_without_a_gate_everything_passes() -> None:
    assert judged(None, report(0, 99_999, carts=0, floors=0)) == PASSED


def test_the_cost_may_grow_up_to_the_limit_itself() -> None:
    assert judged(Gate(max_cost_increase=500), report(1000, 1050)) == PASSED
    assert judged(Gate(max_cost_increase=500), report(1000, 1051)) == {
        "passed": False,
        "reasons": [{"code": "cost_increase", "limit": 500, "actual": 510}],
    }


def test_a_cost_that_grows_from_nothing_is_above_every_limit() -> None:
    (reason,) = judged(Gate(max_cost_increase=10_000), report(0, 1))["reasons"]

    assert reason == {"code": "cost_increase", "limit": 10_000, "actual": None}
    assert judged(Gate(max_cost_increase=0), report(0, 0)) == PASSED


def test_the_margin_may_shrink_down_to_the_limit_itself() -> None:
    assert judged(Gate(min_margin=3000), report(margin=300)) == PASSED
    assert judged(Gate(min_margin=3000), report(margin=299)) == {
        "passed": False,
        "reasons": [{"code": "margin_too_small", "limit": 3000, "actual": 2990}],
    }


def test_what_cannot_be_judged_does_not_pass() -> None:
    assert [each["code"] for each in judged(Gate(min_margin=0), report(floors=0))["reasons"]] == ["margin_unknown"]
    assert [each["code"] for each in judged(Gate(max_cost_increase=0), report(carts=0))["reasons"]] == ["no_carts"]


def test_each_reason_is_worded_with_the_way_out() -> None:
    both = judged(Gate(max_cost_increase=500, min_margin=3000), report(1000, 1100, margin=100))

    assert [worded(reason) for reason in both["reasons"]] == [
        "the discounts would cost 10 % more, 5 % is the most: give less, or move the gate",
        "a margin of 10 % would be left, 30 % is the least: give less, or move the gate",
    ]
