"""Jobs: what takes longer than an answer may, and the receipt it leaves."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Status = Literal["queued", "running", "done", "failed"]

LEASE_MS = 15 * 60_000 + 5_000
"""So long a run has its job: Lambda stops a function after 15 minutes."""
UNFORESEEN = "something broke on our side; it is in the log"
"""Why a job failed, where its owner can do nothing about it."""

DAY_MS = 86_400_000
# How long what an erasure cannot delete by itself lives on: files that landed and those that Firehose could not
# deliver, Iceberg's snapshots and their files, Athena's answers, messages on their way and those that failed, the
# table's stream and its point-in-time recovery, logs. Logs and messages name sessions and visitors by their ids. The
# ids of who was erased are kept so long that nothing of theirs comes into the lake any more.
LIVES_ON: Mapping[str, int] = {
    "lake_landing": 7 * DAY_MS,
    "lake_errors": 30 * DAY_MS,
    "lake_snapshots": 3 * DAY_MS,
    "lake_answers": DAY_MS,
    "lake_erased_ids": 30 * DAY_MS,
    "queues": 4 * DAY_MS,
    "dead_letters": 14 * DAY_MS,
    "table_stream": DAY_MS,
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
    """What was deleted, by kind of item and table of the lake; how many orders keep a pseudonym instead of their buyer.

    ``made_anonymous_in_lake`` are the orders that lost their session and visitor there.
    """

    deleted: Mapping[str, int]
    made_anonymous: int
    remains: tuple[Remainder, ...]
    made_anonymous_in_lake: int = 0


@dataclass(frozen=True, slots=True)
class Export:
    """What was exported: how large the document is, what is in it by section, and when it is gone (epoch ms).

    Whoever has the ``url`` may fetch it until it ``expires_at``; each look at the job makes another.
    """

    bytes: int
    counts: Mapping[str, int]
    gone_by: int
    url: str | None = None
    expires_at: int | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """A job as its owner sees it; times in epoch ms.

    An erasure leaves its ``receipt``, an ``export`` its ``document`` (here when it is below a megabyte), a back-test or
    a replay its ``report``; ``progress`` says how far it is, ``reason`` why it failed.
    """

    job_id: str
    kind: Literal["erasure", "backtest", "failed_replay", "export"]
    status: Status
    created_at: int
    finished_at: int | None = None
    receipt: ErasureReceipt | None = None
    progress: Mapping[str, int] | None = None
    report: Mapping[str, Any] | None = None
    reason: str | None = None
    export: Export | None = None
    document: Mapping[str, Any] | None = None


ORDERS = ("orders", "lake_orders")


def receipt_of(found: Mapping[str, int], now: int) -> ErasureReceipt:
    """Return the receipt of an erasure that found so many of each kind, finished at ``now``."""
    deleted = {kind: count for kind, count in sorted(found.items()) if count and kind not in ORDERS}
    remains = tuple(Remainder(where, now + lives_ms) for where, lives_ms in LIVES_ON.items())
    return ErasureReceipt(deleted, found.get("orders", 0), remains, found.get("lake_orders", 0))
