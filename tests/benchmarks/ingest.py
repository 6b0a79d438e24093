"""CPU per event of ingest_events, beside reading the same batch with ``json.loads`` and an adapter that does no more.

The calls to AWS are answered inside the client as soon as they are worded. The same calls alone are measured as well:
what they take is counted in ``ours``, and told apart in a row of its own. From calls, bytes and time follows the price
of a million events, by the list prices in ``tests/benchmarks/prices.py``.
"""

import json
import os
import statistics
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any, Final

from tests.benchmarks.answering import Answering
from tests.benchmarks.evaluate import ENVIRONMENT, HOUR_MS, KEYS, SESSION_ID, VISITOR_ID
from tests.benchmarks.prices import Batch, per_million, table
from tests.benchmarks.report import Row, compared, publish

ROUNDS: Final = 300
WARM_UP: Final = 5
GOAL: Final = 3.0
UNIT: Final = "us CPU an event"
SIZES: Final = (500, 20, 1)
BASE: Final = "json.loads and a TypeAdapter of the same shape"
OURS: Final = {
    "EVENTS_STREAM_NAME": "events",
    "FAILED_STREAM_NAME": "failed",
    "PARKED_QUEUE_URL": "https://sqs.eu-south-1.amazonaws.com/1/parked",
    "SOCKET_ENDPOINT": "https://sockets.example",
}
OPERATIONS: Final = {"Query": "query", "PutRecord": "put_record", "UpdateItem": "update_item"}
# A visit: pages, lists, products with what they cost, how far each was read.
NAMES: Final = ("page_view", "view_item", "scroll", "add_to_cart", "view_item_list")


def run(rounds: int = ROUNDS, sizes: tuple[int, ...] = SIZES) -> None:
    """Measure batches of each size by HTTP."""
    os.environ |= ENVIRONMENT | OURS
    rows: list[Row] = []
    batches: list[Batch] = []
    measured: list[dict[str, float]] = []
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
        bench = Bench()
        for size in sizes:
            ours, base, calls = bench.measure(size, rounds)
            case = f"batches of {size}" if size > 1 else "single events"
            if size == SIZES[0]:
                rows.append(compared(case, UNIT, ours, base, BASE, GOAL))
            rest = [mine - its for mine, its in zip(ours, calls, strict=True)]
            measured.append(
                {
                    "events": size,
                    **{
                        name: round(statistics.median(figures), 2)
                        for name, figures in (
                            ("ours", ours),
                            ("calls", calls),
                            ("ours_without_calls", rest),
                            ("base", base),
                        )
                    },
                }
            )
            batches.append(bench.batch(size, statistics.median(ours)))
    priced = [{"events": batch.events, **per_million(batch)} for batch in batches]
    publish("ingest", rounds, rows, sizes=measured, prices=priced)
    print(
        table(measured, "us CPU an event, in batches of"),
        table(priced, "USD per million events, in batches of"),
        sep="\n\n",
    )


class Bench:
    """One session that consented to everything, and batches that are new to it each time."""

    def __init__(self) -> None:
        from pydantic import TypeAdapter

        from functions.ingest_events import handler
        from shared.domain.consent import Consent
        from shared.domain.state import Session
        from shared.edge.callers import session_token
        from shared.edge.keys import Keys, key_ring
        from shared.store.session_items import opened

        self.now = time.time_ns() // 1_000_000
        key_ring._keys, key_ring._read_at = Keys.from_json(json.dumps(KEYS)), self.now
        self.handler, self.meter = handler.handler, handler.meter
        self.lake = handler.lake
        self.aws = Answering(handler.table.client, handler.lake._client)
        arrival = {"session.channel": "email", "session.device": "mobile"}
        session = Session(SESSION_ID, VISITOR_ID, self.now + 2 * HOUR_MS, Consent("granted"), arrival=arrival)
        self.aws.items = [opened(session, self.now)]
        secret = key_ring.current().token_secret
        self.token = session_token(SESSION_ID, VISITOR_ID, now=self.now, expires_at=session.expires_at, secret=secret)
        self.adapter = TypeAdapter(handler.EventBatch)
        self.catalogues = handler.catalogues

    def measure(self, size: int, rounds: int) -> tuple[list[float], list[float], list[float]]:
        """Return the CPU microseconds an event of the handler, of the base and of the handler's calls alone.

        Handler and base take turns in going first.
        """
        body = json.dumps({"source": "tab-1", "sent_at": self.now, "events": [self._event(n) for n in range(size)]})
        request = self._request(body)
        ours: list[float] = []
        base: list[float] = []
        alone: list[float] = []
        for n in range(-WARM_UP, rounds):
            its = timed(self._read, body) if n % 2 else 0.0
            self._rest()
            mine = timed(self._ask, request, size)
            made = [*self.aws.calls]
            if [name for _, name, _ in made] != list(OPERATIONS):
                raise AssertionError(made)
            calls = timed(self._call, made)
            its = its or timed(self._read, body)
            if n >= 0:
                ours.append(mine / size)
                base.append(its / size)
                alone.append(calls / size)
        return ours, base, alone

    def batch(self, size: int, cpu_us: float) -> Batch:
        """Return the batch that was measured last in what AWS charges for."""
        written = self.aws.calls[-1][2]
        names, values = written["ExpressionAttributeNames"], written["ExpressionAttributeValues"]
        item = {names[name]: values[name.replace("#", ":")] for name in names if name != "#version"}
        stored = sum(len(name) + stored_bytes(value) for name, value in {**item, **written["Key"]}.items())
        cart = sum(len(name) + stored_bytes(value) for name, value in self.aws.items[0].items())
        return Batch(
            events=size,
            cpu_ms=cpu_us * size / 1_000,
            memory_mb=1024,
            lake_bytes=len(self.lake._coming[1]),
            read_bytes=stored + cart,
            written_bytes=stored,
        )

    def _ask(self, request: dict[str, Any], size: int) -> None:
        answer = self.handler(request, None)
        if answer["statusCode"] != 202 or f'"accepted":{size},' not in answer["body"]:
            raise AssertionError(answer)

    def _read(self, body: str) -> None:
        self.adapter.validate_python(json.loads(body))

    def _call(self, calls: list[tuple[Any, str, dict[str, Any]]]) -> None:
        for client, name, params in calls:
            getattr(client, OPERATIONS[name])(**params)

    def _rest(self) -> None:
        """Let nothing of the rounds before stand in the way of the next, and the catalogue be fresh."""
        self.meter.forget()
        self.catalogues.current()
        self.aws.calls.clear()

    def _event(self, n: int) -> dict[str, Any]:
        event: dict[str, Any] = {
            "event_id": f"{n * 2_654_435_761 % 2**32:08x}-1111-4222-8333-{n:012x}",
            "seq": n,
            "event_name": NAMES[n % len(NAMES)],
            "ts": self.now - 60_000 + n * 100,
            "page": {"type": "product", "path": f"/p/{n}"},
        }
        if NAMES[n % len(NAMES)] in {"view_item", "add_to_cart"}:
            item = {"item_id": f"sku-{n}", "quantity": 1, "price": 2590, "category": "food"}
            event |= {"currency": "EUR", "value": 2590, "items": [item]}
        if NAMES[n % len(NAMES)] == "scroll":
            event["params"] = {"percent_scrolled": 75}
        return event

    def _request(self, body: str) -> dict[str, Any]:
        return {
            "version": "2.0",
            "routeKey": "POST /v1/events",
            "headers": {"authorization": f"Bearer {self.token}", "content-type": "application/json"},
            "requestContext": {"requestId": "bench"},
            "body": body,
            "isBase64Encoded": False,
        }


def timed(what: Callable[..., None], *arguments: Any) -> float:
    """Return the CPU microseconds of one call."""
    started = time.process_time_ns()
    what(*arguments)
    return (time.process_time_ns() - started) / 1_000


def stored_bytes(value: dict[str, Any]) -> int:
    """Return the bytes that DynamoDB counts of a value, about."""
    ((kind, content),) = value.items()
    return len(content) if kind in {"B", "S"} else 1 + len(str(content)) // 2
