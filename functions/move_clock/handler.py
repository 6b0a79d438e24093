"""Local stage only: move the stack's clock, and let happen on the way what falls due: time rules and reminders.

The clock stops at each due moment while the very functions that the queues would call are called; so a jump of a week
plays like a week. Messages under way wait by the clock as it was: for what falls due as the moved clock runs on, new
ones are sent. No deployed stage has this function.
"""

import heapq
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

from annotated_types import Ge, Le

from shared import clients
from shared.adapters.queue import Queue
from shared.domain.rechecks import LONGEST_DELAY_S, Recheck, delay_s
from shared.edge import clock
from shared.edge.bodies import write
from shared.edge.function import Function
from shared.edge.http import Call
from shared.edge.settings import settings
from shared.store.schema import DUE_INDEX
from shared.store.table import Attributes, Table, key, number

KINDS = ("dormant_cart", "wishlist")
REMINDER_SHARDS = 4
NO_SHARD = {"S": ""}
LATEST = 253_402_300_799_000
PATIENCE_S = 10.0

Moment = tuple[int, str, str]

table = Table(settings.table_name)
rechecks = Queue(lambda: settings.recheck_queue_url)

handler = Function("move_clock")


@dataclass(frozen=True, slots=True)
class Move:
    """The moment to move to; ``ticking`` false stops the clock there."""

    now: Annotated[int, Ge(0), Le(LATEST)]
    ticking: bool = True


@dataclass(frozen=True, slots=True)
class Moved:
    """The stack's time, and how many time rules and reminders came due on the way."""

    now: int
    rechecks: int
    reminders: int


@handler.http("PUT /v1/local/clock", body=Move, reply=Moved, callers=("admin",))
def move_clock(move: Move, call: Call) -> Moved:
    """Move the clock; a move back fires nothing."""
    path = Path(settings.clock_path or "")
    agenda = Agenda(table)
    looked = reminded = 0
    for moment, kind, subject in agenda.until(call.now, move.now):
        clock.move(path, max(moment, call.now), ticking=False)
        if kind == "recheck":
            agenda.recheck(subject, moment)
            looked += 1
        else:
            agenda.remind(kind, moment)
            reminded += 1
    clock.move(path, move.now, ticking=move.ticking)
    if move.ticking:
        for recheck in agenda.soon_after(move.now):
            rechecks.send(recheck, delay_s(recheck.due_at or move.now, move.now))
    return Moved(move.now, looked, reminded)


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
        deadline = time.monotonic() + PATIENCE_S
        while (due := self._next_reminder(kind, moment)) is not None and due <= moment:
            if time.monotonic() > deadline:
                raise TimeoutError(f"the {kind} reminders due at {moment} were not seen to in {PATIENCE_S:.0f} s")
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
