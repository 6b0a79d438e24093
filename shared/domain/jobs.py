"""Jobs: what takes longer than an answer may, and the receipt it leaves."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Status = Literal["queued", "running", "done", "failed"]

DAY_MS = 86_400_000
# How long what an erasure cannot delete by itself lives on: infra's lake and log retention, DynamoDB's point-in-time
# recovery. Logs name sessions by their id and hold nothing else of a shopper.
LIVES_ON: Mapping[str, int] = {
    "lake_landing": 7 * DAY_MS,
    "lake_errors": 30 * DAY_MS,
    "point_in_time_recovery": 35 * DAY_MS,
    "logs": 90 * DAY_MS,
}


@dataclass(frozen=True, slots=True)
class Remainder:
    """Where something of the shopper is left, and by when it is gone (epoch ms)."""

    where: str
    gone_by: int


@dataclass(frozen=True, slots=True)
class ErasureReceipt:
    """What was deleted, in items by kind; how many orders keep a pseudonym in the place of their buyer."""

    deleted: Mapping[str, int]
    made_anonymous: int
    remains: tuple[Remainder, ...]


@dataclass(frozen=True, slots=True)
class Job:
    """A job as its owner sees it; times in epoch ms.

    An erasure leaves its ``receipt``, a back-test its ``report``; ``progress`` says how far it is, ``reason`` why it
    failed.
    """

    job_id: str
    kind: Literal["erasure", "backtest"]
    status: Status
    created_at: int
    finished_at: int | None = None
    receipt: ErasureReceipt | None = None
    progress: Mapping[str, int] | None = None
    report: Mapping[str, Any] | None = None
    reason: str | None = None


def receipt_of(found: Mapping[str, int], now: int) -> ErasureReceipt:
    """Return the receipt of an erasure that found so many items of each kind, finished at ``now``."""
    deleted = {kind: count for kind, count in sorted(found.items()) if count and kind != "orders"}
    remains = tuple(Remainder(where, now + lives_ms) for where, lives_ms in LIVES_ON.items())
    return ErasureReceipt(deleted, found.get("orders", 0), remains)
