"""What somebody wants back-tested: which draft, over which period, over how many carts at most."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.domain.errors import DomainError, FieldError, RefusedError

DAY_MS = 86_400_000
USUAL_MS = 7 * DAY_MS
KEPT_MS = 30 * DAY_MS
MOST_CARTS = 100_000


class BacktestError(DomainError):
    """A back-test that cannot be carried out; ``detail`` is told to who asked for it."""

    code = "backtest_failed"


@dataclass(frozen=True, slots=True)
class BacktestOrder:
    """The draft ``revision`` of the rule set ``name`` over the decisions from ``start`` to ``end`` (excluded)."""

    name: str
    revision: int
    start: int
    end: int
    carts: int = MOST_CARTS


@dataclass(frozen=True, slots=True)
class BacktestRun:
    """The message to carry out a job."""

    job_id: str


def backtest_order(name: str, revision: int, body: Mapping[str, Any], now: int) -> BacktestOrder:
    """Return the order that ``body`` (``from``, ``to`` in epoch ms, ``limit``: carts) asks for; each may be missing.

    Usually the last seven days, at most the thirty for which decisions are kept. Raises ``RefusedError`` with the path
    of each fault.
    """
    faults: list[FieldError] = []
    end = _whole(body, "to", now, max(1, now - KEPT_MS + 1), now, faults)
    start = _whole(body, "from", max(0, end - USUAL_MS), 0, end - 1, faults)
    carts = _whole(body, "limit", MOST_CARTS, 1, MOST_CARTS, faults)
    if faults:
        raise RefusedError(faults[0].message, errors=tuple(faults))
    return BacktestOrder(name, revision, max(start, now - KEPT_MS), end, carts)


def _whole(body: Mapping[str, Any], member: str, usual: int, least: int, most: int, faults: list[FieldError]) -> int:
    value = body.get(member)
    if value is None:
        return usual
    if type(value) is int and least <= value <= most:
        return value
    code = "out_of_range" if type(value) is int else "wrong_type"
    faults.append(FieldError(f"$.{member}", code, f"'{member}' is a whole number from {least} to {most}"))
    return usual
