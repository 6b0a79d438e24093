"""Jobs: ``job#<id>`` / ``state``, with what it works on until it is done, and what came of it afterwards.

An erasure's receipt is kept 400 days. A back-test is kept 30, as the decisions that its examples show; an export 7,
as its document.
Access patterns: ``create``, ``load`` for who asked; of an erasure or an export ``start`` one round of work, ``keep``
what is known so far; ``finish`` an erasure, ``fail``. ``backtest_jobs.py`` and ``export_jobs.py`` have the others.
"""

from dataclasses import dataclass

from shared.domain.backtest.order import BacktestOrder
from shared.domain.erasures import Belongings
from shared.domain.errors import NotFoundError
from shared.domain.failed_replays import FailedReplay
from shared.domain.jobs import ErasureReceipt, Export, Job
from shared.store.table import Attributes, Packed, Table, key, number, packed, unpacked

KEPT_S = {"erasure": 400 * 86_400, "backtest": 30 * 86_400, "failed_replay": 30 * 86_400, "export": 7 * 86_400}
STOPPED = "it stopped without a word, most likely out of memory: choose a shorter period, or a smaller limit"

_BELONGINGS = Packed(Belongings)
_RECEIPT = Packed(ErasureReceipt)
_EXPORT = Packed(Export)


@dataclass(frozen=True, slots=True)
class Work:
    """What a round works on, how often it was tried, this time included, and when the job was asked for."""

    belongings: Belongings
    attempts: int
    asked_at: int


class JobStore:
    """Reads and writes jobs."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def create(self, job: Job, work: Belongings | BacktestOrder | FailedReplay) -> None:
        """Write a job that did not exist, and what it is to work on."""
        name = "belongings" if isinstance(work, Belongings) else "order"
        item = job_key(job.job_id) | {
            "kind": {"S": job.kind},
            "status": {"S": job.status},
            "created_at": number(job.created_at),
            name: {"B": packed(work)},
            "expires_at": number(job.created_at // 1000 + KEPT_S[job.kind]),
        }
        self._table.client.put_item(TableName=self._table.name, Item=item)

    def load(self, job_id: str, now: int) -> Job:
        """Return the job; raise ``NotFoundError`` when there is none.

        One that is still ``running`` after its lease has died, and is told to have failed.
        """
        item = self._table.client.get_item(TableName=self._table.name, Key=job_key(job_id), ConsistentRead=True).get(
            "Item"
        )
        if item is None or int(item["expires_at"]["N"]) <= now // 1000:
            raise NotFoundError(
                "there is no such job; an erasure is kept for 400 days, a back-test for 30, an export for 7"
            )
        died = item["status"]["S"] == "running" and "lease" in item and int(item["lease"]["N"]) <= now
        return Job(
            job_id,
            item["kind"]["S"],
            "failed" if died else item["status"]["S"],
            int(item["created_at"]["N"]),
            int(item["finished_at"]["N"]) if "finished_at" in item else None,
            _RECEIPT.unpack(item["receipt"]["B"]) if "receipt" in item else None,
            unpacked(item["progress"]["B"]) if "progress" in item else None,
            unpacked(item["report"]["B"]) if "report" in item else None,
            STOPPED if died else item["reason"]["S"] if "reason" in item else None,
            _EXPORT.unpack(item["export"]["B"]) if "export" in item else None,
        )

    def start(self, job_id: str) -> Work | None:
        """Return what to work on, or ``None`` when the job is done or unknown."""
        try:
            item = self._table.client.update_item(
                TableName=self._table.name,
                Key=job_key(job_id),
                UpdateExpression="SET #status = :running REMOVE finished_at ADD attempts :one",
                ConditionExpression="attribute_exists(belongings)",
                ExpressionAttributeNames={"#status": "status"},
                ExpressionAttributeValues={":running": {"S": "running"}, ":one": number(1)},
                ReturnValues="ALL_NEW",
            )["Attributes"]
        except self._table.client.exceptions.ConditionalCheckFailedException:
            return None
        return Work(
            _BELONGINGS.unpack(item["belongings"]["B"]), int(item["attempts"]["N"]), int(item["created_at"]["N"])
        )

    def keep(self, job_id: str, belongings: Belongings, *, attempts: int) -> None:
        """Remember what is known of the shopper's belongings, and how often the present round was tried.

        Nothing happens when the job is over: it has forgotten whom it was about.
        """
        changes: Attributes = {"belongings": {"B": _BELONGINGS.pack(belongings)}, "attempts": number(attempts)}
        self._set(job_id, changes)

    def finish(self, job_id: str, receipt: ErasureReceipt, now: int) -> None:
        """Write the receipt, and forget whom the job was about."""
        changes: Attributes = {
            "status": {"S": "done"},
            "finished_at": number(now),
            "receipt": {"B": _RECEIPT.pack(receipt)},
        }
        self._set(job_id, changes, gone="belongings, attempts")

    def fail(self, job_id: str, now: int) -> None:
        """Give the job up, unless it is over; its message waits among the dead letters and may be sent again."""
        self._set(job_id, {"status": {"S": "failed"}, "finished_at": number(now)})

    def _set(self, job_id: str, changes: Attributes, gone: str = "") -> None:
        try:
            self._table.client.update_item(
                TableName=self._table.name,
                Key=job_key(job_id),
                UpdateExpression="SET "
                + ", ".join(f"#{n} = :{n}" for n in changes)
                + (f" REMOVE {gone}" if gone else ""),
                ConditionExpression="attribute_exists(belongings)",
                ExpressionAttributeNames={f"#{name}": name for name in changes},
                ExpressionAttributeValues={f":{name}": value for name, value in changes.items()},
            )
        except self._table.client.exceptions.ConditionalCheckFailedException:
            return


def job_key(job_id: str) -> Attributes:
    """Return the key of a job."""
    return key(f"job#{job_id}")
