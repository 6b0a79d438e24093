"""What falls due on the local stack, and how it is had happen when the clock comes to it."""

import heapq
import json
import time
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from shared import clients
from shared.domain.rechecks import LONGEST_DELAY_S, Recheck
from shared.edge import clock
from shared.edge.bodies import write
from shared.edge.settings import settings
from shared.store.schema import DUE_INDEX
from shared.store.table import Attributes, Table, key, number

KINDS = ("dormant_cart", "wishlist")
REMINDER_SHARDS = 4
NO_SHARD = {"S": ""}
PATIENCE_MS = 10_000

Moment = tuple[int, str, str]


class Agenda:
    """What falls due, in order of time: rechecks of carts by session, reminders by kind."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._due: list[Moment] = []

    @cached_property
    def _lambda(self) -> Any:
        return clients.client("lambda")

    def until(self, start: int, end: int) -> Iterator[Moment]:
        """Return the moments from ``start`` to ``end``, those included that what fires on the way brings about."""
        if end < start:
            return
        self._due = list(self._first(start, end))
        heapq.heapify(self._due)
        while self._due:
            moment, kind, subject = heapq.heappop(self._due)
            if self._due and self._due[0] == (moment, kind, subject):
                continue
            yield moment, kind, subject
            following = self._next_check(subject) if kind == "recheck" else self._next_reminder(kind, end)
            if following is not None and moment < following <= end:
                heapq.heappush(self._due, (following, kind, subject))

    def soon_after(self, now: int) -> Iterator[Recheck]:
        """Return a message for each cart that falls due from ``now`` on, as far ahead as the queue can wait."""
        for moment, kind, subject in self._first(now, now + LONGEST_DELAY_S * 1000):
            if kind == "recheck":
                yield Recheck(subject, moment)

    def recheck(self, session_id: str, moment: int) -> None:
        """Have the cart looked at as the delayed queue would."""
        self._invoke(settings.evaluate_cart_function, write(Recheck(session_id, moment)))

    def remind(self, kind: str, moment: int) -> None:
        """Sweep as the schedule would, and wait until what was due has been seen to."""
        sweeps = {
            "dormant_cart": settings.remind_dormant_carts_function,
            "wishlist": settings.remind_wishlists_function,
        }
        self._invoke(sweeps[kind], json.dumps({"kind": kind}))
        began = clock.started()
        while (due := self._next_reminder(kind, moment)) is not None and due <= moment:
            if clock.elapsed_ms(began) > PATIENCE_MS:
                raise TimeoutError(f"the {kind} reminders due at {moment} were not seen to in {PATIENCE_MS} ms")
            time.sleep(0.05)

    def _first(self, start: int, end: int) -> Iterator[Moment]:
        """Return every cart that is due, and for each kind of reminder the earliest moment."""
        earliest: dict[str, int] = {}
        for item in self._due_by(start, end):
            if "next_check_at" in item and start <= (check := int(item["next_check_at"]["N"])) <= end:
                yield check, "recheck", item["pk"]["S"].removeprefix("session#")
            kind = item.get("due_shard", NO_SHARD)["S"].split("#")[0]
            if kind in KINDS and (due := int(item["due_at"]["N"])) <= end:
                earliest[kind] = min(due, earliest.get(kind, due))
        for kind, due in earliest.items():
            yield due, kind, ""

    def _due_by(self, start: int, end: int) -> Iterator[Attributes]:
        # One question in PartiQL: the emulator answers it in a tenth of a Scan's time, and a log's replay moves the
        # clock a thousand times. It compares each item, so shards are bounded here and told apart by the caller.
        statement = (
            f'SELECT pk, next_check_at, due_shard, due_at FROM "{self._table.name}" '  # noqa: S608 - our own table's
            "WHERE (due_shard >= ? AND due_at <= ?) OR next_check_at BETWEEN ? AND ?"
        )
        parameters = [{"S": min(KINDS)}, number(end), number(start), number(end)]
        request: dict[str, Any] = {"Statement": statement, "Parameters": parameters}
        while request:
            page = self._table.client.execute_statement(**request)
            yield from page["Items"]
            request = request | {"NextToken": page["NextToken"]} if "NextToken" in page else {}

    def _next_check(self, session_id: str) -> int | None:
        item = self._table.client.get_item(
            TableName=self._table.name, Key=key(f"session#{session_id}", "cart"), ConsistentRead=True
        ).get("Item", {})
        return int(item["next_check_at"]["N"]) if "next_check_at" in item else None

    def _next_reminder(self, kind: str, end: int) -> int | None:
        """Return when the earliest reminder of ``kind`` that is due by ``end`` falls due."""
        earliest: list[int] = []
        for shard in range(REMINDER_SHARDS):
            page = self._table.client.query(
                TableName=self._table.name,
                IndexName=DUE_INDEX,
                KeyConditionExpression="due_shard = :shard AND due_at <= :end",
                ExpressionAttributeValues={":shard": {"S": f"{kind}#{shard}"}, ":end": {"N": str(end)}},
                Limit=1,
            )
            earliest += [int(item["due_at"]["N"]) for item in page["Items"]]
        return min(earliest, default=None)

    def _invoke(self, function_name: str, body: str) -> None:
        record = {"messageId": "clock", "eventSource": "aws:sqs", "body": body}
        reply = self._lambda.invoke(FunctionName=function_name, Payload=json.dumps({"Records": [record]}))
        result = json.loads(reply["Payload"].read() or "{}")
        if "FunctionError" in reply or result.get("batchItemFailures"):
            raise RuntimeError(f"{function_name} failed while the clock was moved: {result}")
