"""The gate before publishing: a draft that would cost too much, or leave too little, is held back."""

from collections.abc import Mapping
from typing import Any

from shared.domain.money import BASIS_POINTS
from shared.domain.rules.model import Gate

Reason = dict[str, Any]


def judged(gate: Gate | None, report: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``{passed, reasons}``; each reason has a ``code``, the ``limit`` and what is ``actual``, in basis points.

    The cost's increase is of the cost before, the margin of the revenue after discount; both as in ``Tally``. Without a
    cart there is nothing to judge by, and without a known floor nothing to judge the margin by: both hold a draft back
    whose shop asked for a gate. ``actual`` is ``None`` where the cost grows from nothing.
    """
    reasons: list[Reason] = []
    if gate and not report["carts"]:
        reasons.append({"code": "no_carts", "limit": None, "actual": None})
    elif gate:
        found = (_cost(gate.max_cost_increase, report["cost"]), _margin(gate.min_margin, report["margin"]))
        reasons += [reason for reason in found if reason]
    return {"passed": not reasons, "reasons": reasons}


def worded(reason: Mapping[str, Any]) -> str:
    """Return ``reason`` in words, with the way out."""
    limit, actual = (_percent(reason[name]) for name in ("limit", "actual"))
    return {
        "no_carts": "the back-test found no carts: choose a longer period",
        "cost_increase": f"the discounts would cost {actual} more, {limit} is the most: give less, or move the gate",
        "margin_unknown": "no line of these carts has a known margin floor: send the items with one, or move the gate",
        "margin_too_small": f"a margin of {actual} would be left, {limit} is the least: give less, or move the gate",
    }[reason["code"]]


def _cost(limit: int | None, cost: Mapping[str, int]) -> Reason | None:
    before, after = cost["before"], cost["after"]
    if limit is None or after * BASIS_POINTS <= before * (BASIS_POINTS + limit):
        return None
    # Rounded up, so that what is told is above the limit.
    increase = -((before - after) * BASIS_POINTS // before) if before else None
    return {"code": "cost_increase", "limit": limit, "actual": increase}


def _margin(limit: int | None, margin: Mapping[str, Any]) -> Reason | None:
    if limit is None:
        return None
    if not margin["carts"]:
        return {"code": "margin_unknown", "limit": limit, "actual": None}
    left, revenue = margin["after"], margin["revenue"]["after"]
    if left * BASIS_POINTS >= revenue * limit:
        return None
    return {"code": "margin_too_small", "limit": limit, "actual": left * BASIS_POINTS // revenue if revenue else 0}


def _percent(basis_points: int | None) -> str:
    return "without bound" if basis_points is None else f"{basis_points / 100:g} %"
