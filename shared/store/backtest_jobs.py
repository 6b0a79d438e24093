"""Back-tests, and replays of rejected events, as jobs: the item of ``jobs.py`` with the order, the progress, and the
report or the reason of a failure.

A run holds a lease, so that a message that comes twice is carried out once, and one that died is told apart from one
that is at work. Access patterns: ``take``, ``proceed``, ``finish``, ``fail``.
"""

import zlib
from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from pydantic_core import to_json

from shared.store.jobs import STOPPED, job_key
from shared.store.table import Attributes, Packed, Table, number, packed

# A DynamoDB item holds 400 KB.
MAX_REPORT_BYTES = 360 * 1024

Order = TypeVar("Order")


class OrderedJobs(Generic[Order]):
    """Takes, follows and ends jobs whose order is of one shape."""

    def __init__(self, table: Table, order: type[Order]) -> None:
        self._table = table
        self._order = Packed(order)

    def take(self, job_id: str, holder: str, now: int, lease_ms: int) -> Order | None:
        """Return what the run ``holder`` is to work on for ``lease_ms``, or ``None`` when another has it or had it.

        A run whose lease is over died on the way; its job fails, since it would die again.
        """
        try:
            item = self._table.client.update_item(
                TableName=self._table.name,
                Key=job_key(job_id),
                UpdateExpression="SET #status = :running, lease = :lease, holder = :holder",
                # The holder's own again: botocore repeats a call whose answer was lost on the way.
                ConditionExpression="attribute_exists(#order) AND "
                "(#status = :queued OR (#status = :running AND holder = :holder))",
                ExpressionAttributeNames={"#status": "status", "#order": "order"},
                ExpressionAttributeValues={
                    ":running": {"S": "running"},
                    ":queued": {"S": "queued"},
                    ":lease": number(now + lease_ms),
                    ":holder": {"S": holder},
                },
                ReturnValues="ALL_NEW",
            )["Attributes"]
        except self._table.client.exceptions.ConditionalCheckFailedException:
            self._change(job_id, {"status": {"S": "failed"}, "reason": {"S": STOPPED}, "finished_at": number(now)}, now)
            return None
        return self._order.unpack(item["order"]["B"])

    def proceed(self, job_id: str, progress: Mapping[str, int]) -> None:
        """Write how far the run is."""
        self._change(job_id, {"progress": {"B": packed(progress)}})

    def finish(self, job_id: str, report: Mapping[str, Any], now: int) -> None:
        """Write the report; of one that is too long, the last examples are left out."""
        raw = _whole(report)
        while len(raw) > MAX_REPORT_BYTES and report.get("examples"):
            report = {**report, "examples": report["examples"][:-1]}
            raw = _whole(report)
        self._change(job_id, {"status": {"S": "done"}, "finished_at": number(now), "report": {"B": raw}})

    def fail(self, job_id: str, reason: str, now: int) -> None:
        """Write why there is no report."""
        self._change(job_id, {"status": {"S": "failed"}, "finished_at": number(now), "reason": {"S": reason}})

    def _change(self, job_id: str, changes: Attributes, lease_over_at: int | None = None) -> None:
        """Change a running job; nothing happens when it is not, or when its lease is not over as it should be."""
        over = " AND lease <= :over" if lease_over_at is not None else ""
        try:
            self._table.client.update_item(
                TableName=self._table.name,
                Key=job_key(job_id),
                UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in changes),
                ConditionExpression=f"#status = :running{over}",
                ExpressionAttributeNames={f"#{name}": name for name in changes} | {"#status": "status"},
                ExpressionAttributeValues={f":{name}": value for name, value in changes.items()}
                | {":running": {"S": "running"}}
                | ({":over": number(lease_over_at)} if lease_over_at is not None else {}),
            )
        except self._table.client.exceptions.ConditionalCheckFailedException:
            return


def _whole(report: Mapping[str, Any]) -> bytes:
    """Return ``report`` as compressed JSON, with what is ``null`` in it, and small rather than quick."""
    return zlib.compress(to_json(report), 9)
