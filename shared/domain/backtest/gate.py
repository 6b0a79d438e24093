"""The gate before publishing: a draft that would cost too much, or leave too little, is held back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.domain.errors import BacktestMissingError, FieldError, PublishGateError
from shared.domain.money import BASIS_POINTS


@dataclass(frozen=True, slots=True)
class Gate:
    """``max_cost_increase``: by how much the discounts may grow; ``min_margin``: what must be left of the revenue.

    Both in basis points, the one of the cost before, the other of the revenue after discount; ``None``: no such bound.
    """

    max_cost_increase: int | None = None
    min_margin: int | None = None

    def __bool__(self) -> bool:
        """Whether there is anything to hold back for."""
        return self.max_cost_increase is not None or self.min_margin is not None


def gate_of(document: Mapping[str, Any]) -> Gate:
    """Return the gate that a rule-set document sets; an open one when it sets none."""
    gate = document.get("gate") or {}
    return Gate(gate.get("max_cost_increase"), gate.get("min_margin"))


def judged(gate: Gate, report: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``{passed, reasons}``; each reason has a ``code``, the ``limit`` and what is ``actual``, in basis points.

    Without a cart there is nothing to judge by, and without a known floor nothing to judge the margin by: both hold a
    draft back whose shop asked for a gate. ``actual`` is ``None`` for a cost that grows from nothing.
    """
    reasons: list[dict[str, Any]] = []
    if gate and not report["carts"]:
        reasons.append({"code": "no_carts", "limit": None, "actual": None})
    elif gate:
        reasons += [each for each in (_cost(gate.max_cost_increase, report), _margin(gate.min_margin, report)) if each]
    return {"passed": not reasons, "reasons": reasons}


def check_gate(gate: Gate, summary: Mapping[str, Any] | None) -> None:
    """Raise unless ``summary``, kept from the draft's back-test, passes ``gate``; an open gate asks for no back-test.

    The gate is asked anew, since the active rule set's may have changed since. ``BacktestMissingError`` when the draft
    was not back-tested as it is, ``PublishGateError`` with one error for each reason.
    """
    if not gate:
        return
    if summary is None:
        raise BacktestMissingError("this rule set has a publish gate: back-test the draft as it is, then publish it")
    reasons = judged(gate, summary)["reasons"]
    if reasons:
        errors = tuple(FieldError(f"$.gate.{_MEMBERS[each['code']]}", each["code"], _words(each)) for each in reasons)
        raise PublishGateError(errors[0].message, errors=errors)


def _cost(limit: int | None, report: Mapping[str, Any]) -> dict[str, Any] | None:
    before, after = report["cost"]["before"], report["cost"]["after"]
    if limit is None or after * BASIS_POINTS <= before * (BASIS_POINTS + limit):
        return None
    # Rounded up, so that what is told is above the limit.
    increase = -((before - after) * BASIS_POINTS // before) if before else None
    return {"code": "cost_increase", "limit": limit, "actual": increase}


def _margin(limit: int | None, report: Mapping[str, Any]) -> dict[str, Any] | None:
    if limit is None:
        return None
    margin, revenue = report["margin"]["after"], report["margin"]["revenue"]["after"]
    if not report["margin"]["carts"]:
        return {"code": "margin_unknown", "limit": limit, "actual": None}
    if margin * BASIS_POINTS >= revenue * limit:
        return None
    return {"code": "margin_too_small", "limit": limit, "actual": margin * BASIS_POINTS // revenue if revenue else None}


_MEMBERS = {
    "no_carts": "max_cost_increase",
    "cost_increase": "max_cost_increase",
    "margin_unknown": "min_margin",
    "margin_too_small": "min_margin",
}


def _words(reason: Mapping[str, Any]) -> str:
    limit, actual = (_percent(reason[name]) for name in ("limit", "actual"))
    return {
        "no_carts": "the back-test found no carts; choose a longer period",
        "cost_increase": f"the discounts would cost {actual} more, {limit} is the most; give less, or move the gate",
        "margin_unknown": "no line of these carts has a known margin floor; send the items with one, or move the gate",
        "margin_too_small": f"a margin of {actual} would be left, {limit} is the least; give less, or move the gate",
    }[reason["code"]]


def _percent(basis_points: int | None) -> str:
    return "without bound" if basis_points is None else f"{basis_points / 100:g} %"
