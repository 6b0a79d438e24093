"""Exports as jobs: the item of ``jobs.py``, and one ``export#<job>`` item under each visitor and customer it is about.

By those an erasure finds the exports of a shopper. Both are kept for the days that the document is. One that was
called off while it was at work cannot finish, whatever it has written by then. Access patterns: ``trace``, ``finish``,
``call_off``, ``is_done``.
"""

from collections.abc import Mapping

from shared.domain.erasures import Belongings
from shared.domain.jobs import Export
from shared.store.batches import Pause, put_all
from shared.store.jobs import KEPT_S as JOBS_KEPT_S
from shared.store.jobs import job_key
from shared.store.table import Attributes, Packed, Table, key, number

KEPT_S = JOBS_KEPT_S["export"]
CALLED_OFF = "the shopper was erased"

EXPORT = Packed(Export)


class ExportJobs:
    """Ends exports, and finds them by whom they are about."""

    def __init__(self, table: Table, pause: Pause) -> None:
        """``pause`` waits before attempt number n at the rest of a batch."""
        self._table = table
        self._pause = pause

    def trace(self, job_id: str, belongings: Belongings, now: int) -> None:
        """Remember under everyone whom the export is about that there is one."""
        owners = [f"visitor#{each}" for each in belongings.visitor_ids]
        owners += [f"customer#{each}" for each in belongings.customer_ids]
        kept = {"expires_at": number(now // 1000 + KEPT_S)}
        put_all(self._table, [key(owner, f"export#{job_id}") | kept for owner in sorted(owners)], self._pause)

    def finish(self, job_id: str, size: int, counts: Mapping[str, int], now: int) -> bool:
        """Write that the document is there and forget whom it is about; ``False`` when the export was called off."""
        export = Export(size, counts, gone_by=now + KEPT_S * 1000)
        changes: Attributes = {"status": {"S": "done"}, "export": {"B": EXPORT.pack(export)}}
        # Another run may have finished it, or our own write, whose answer was lost on the way.
        return self._end(job_id, changes, "attribute_exists(belongings)", now) or self.is_done(job_id)

    def call_off(self, job_id: str, now: int) -> None:
        """Let an export fail that was asked for, is at work or is there."""
        changes: Attributes = {"status": {"S": "failed"}, "reason": {"S": CALLED_OFF}}
        self._end(job_id, changes, "attribute_exists(pk)", now, also="#export")

    def is_done(self, job_id: str) -> bool:
        """Return whether the document of a job is to stay."""
        item = self._table.client.get_item(TableName=self._table.name, Key=job_key(job_id), ConsistentRead=True)
        return "export" in item.get("Item", {})

    def _end(self, job_id: str, changes: Attributes, condition: str, now: int, also: str = "") -> bool:
        changes = changes | {"finished_at": number(now)}
        gone = ", ".join(name for name in ("belongings", "attempts", also) if name)
        names = {f"#{name}": name for name in changes} | ({also: also[1:]} if also else {})
        try:
            self._table.client.update_item(
                TableName=self._table.name,
                Key=job_key(job_id),
                UpdateExpression=f"SET {', '.join(f'#{n} = :{n}' for n in changes)} REMOVE {gone}",
                ConditionExpression=condition,
                ExpressionAttributeNames=names,
                ExpressionAttributeValues={f":{name}": value for name, value in changes.items()},
            )
        except self._table.client.exceptions.ConditionalCheckFailedException:
            return False
        return True
