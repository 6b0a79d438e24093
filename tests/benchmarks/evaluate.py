"""CPU per call of evaluate_cart with a table in memory, beside the same two boto3 calls with nothing around them."""

import json
import os
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any, Final

from tests.benchmarks.memory_table import MemoryTable
from tests.benchmarks.report import compared, publish

ROUNDS: Final = 1_500
GOAL: Final = 1.25
WARM_UP: Final = 20
OPERATIONS: Final = {"Query": "query", "UpdateItem": "update_item"}
ENVIRONMENT: Final = {
    "AWS_ACCESS_KEY_ID": "bench",
    "AWS_DEFAULT_REGION": "eu-south-1",
    "AWS_SECRET_ACCESS_KEY": "bench",
    "POWERTOOLS_METRICS_NAMESPACE": "Microlift",
    "POWERTOOLS_SERVICE_NAME": "microlift",
    "SECRET_ID": "bench",
    "SHOP_CURRENCY": "EUR",
    "SHOP_TIME_ZONE": "Europe/Rome",
    "TABLE_NAME": "microlift",
}
KEYS: Final = {"root": "bench" * 16}
HOUR_MS: Final = 3_600_000
SESSION_ID: Final = "s-" + "5e" * 16
VISITOR_ID: Final = "v-" + "71" * 12 + "." + "0f" * 12


def run(rounds: int = ROUNDS) -> None:
    """Measure both ways by which a cart arrives."""
    os.environ |= ENVIRONMENT
    with MemoryTable() as table, Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
        os.environ["AWS_ENDPOINT_URL_DYNAMODB"] = table.address
        # The logger keeps the output that it finds when it is made: every line is written, just not to the terminal.
        bench = Bench()
        measured = {case: bench.measure(event, rounds) for case, event in bench.cases.items()}
    rows = [
        compared(f"5-line cart over {case}", "ms CPU", ours, base, "its Query and its UpdateItem", GOAL)
        for case, (ours, base) in measured.items()
    ]
    publish("evaluate", rounds, rows)


class Bench:
    """One session with a past, and a cart that changes with every call."""

    def __init__(self) -> None:
        from functions.evaluate_cart import handler
        from shared.edge.callers import session_token
        from shared.edge.keys import Keys, key_ring

        now = time.time_ns() // 1_000_000
        key_ring._keys, key_ring._read_at = Keys.from_json(json.dumps(KEYS)), now
        self.handler = handler.handler
        self.client = handler.table.client
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.client.meta.events.register("provide-client-params.dynamodb", self._note)
        self.expires_at = now + 2 * HOUR_MS
        self.token = session_token(
            SESSION_ID, VISITOR_ID, now=now, expires_at=self.expires_at, secret=key_ring.current().token_secret
        )
        self.cases = {"HTTP": self.http_event, "WebSocket": self.socket_event}
        self.revision = 0
        self._fill(handler, now)

    def measure(self, event: Callable[[], dict[str, Any]], rounds: int) -> tuple[list[float], list[float]]:
        """Return the CPU milliseconds of each call, and of the boto3 calls of the call before, made again alone.

        They take turns in going first, since the second finds the caches warm.
        """
        ours: list[float] = []
        base: list[float] = []
        requests = self._ask(event())[1]
        for n in range(-WARM_UP, rounds):
            asked = event()
            if n % 2:
                its = self._call(requests)
            mine, made = self._ask(asked)
            if not n % 2:
                its = self._call(requests)
            requests = made
            if n >= 0:
                ours.append(mine)
                base.append(its)
        return ours, base

    def _ask(self, event: dict[str, Any]) -> tuple[float, list[tuple[str, dict[str, Any]]]]:
        """Return the CPU time of one call of the handler, and the boto3 calls that it made."""
        started = time.process_time_ns()
        answer = self.handler(event, None)
        spent = time.process_time_ns() - started
        made = [(OPERATIONS[operation], request) for operation, request in self.calls if operation in OPERATIONS]
        if answer["statusCode"] != 200 or [name for name, _ in made] != list(OPERATIONS.values()):
            raise AssertionError((answer, made))
        self.calls.clear()
        return spent / 1e6, made

    def _call(self, requests: list[tuple[str, dict[str, Any]]]) -> float:
        """Return the CPU time of the same boto3 calls alone."""
        started = time.process_time_ns()
        for name, request in requests:
            getattr(self.client, name)(**request)
        spent = time.process_time_ns() - started
        self.calls.clear()
        return spent / 1e6

    def _note(self, params: dict[str, Any], model: Any, **_: Any) -> None:
        self.calls.append((model.name, params))

    def http_event(self) -> dict[str, Any]:
        return {
            "version": "2.0",
            "routeKey": "POST /v1/carts/{cart_id}/evaluation",
            "headers": {"authorization": f"Bearer {self.token}", "content-type": "application/json"},
            "pathParameters": {"cart_id": "c-1"},
            "requestContext": {"requestId": "bench"},
            "body": json.dumps(self._cart()),
            "isBase64Encoded": False,
        }

    def socket_event(self) -> dict[str, Any]:
        caller = {"session_id": SESSION_ID, "visitor_id": VISITOR_ID, "expires_at": str(self.expires_at)}
        return {
            "requestContext": {
                "eventType": "MESSAGE",
                "routeKey": "cart.update",
                "requestId": "bench",
                "connectionId": "bench=",
                "authorizer": caller,
            },
            "body": json.dumps({"action": "cart.update", "request_id": "r-1", "cart": self._cart()}),
            "isBase64Encoded": False,
        }

    def _cart(self) -> dict[str, Any]:
        self.revision += 1
        lines = [
            {
                "line_id": f"l-{n}",
                "item_id": f"sku-{n}",
                "quantity": 1 + (self.revision + n) % 3,
                "unit_price": 1990 + 700 * n,
                "category": "food",
            }
            for n in range(5)
        ]
        return {
            "cart_id": "c-1",
            "revision": self.revision,
            "currency": "EUR",
            "lines": lines,
            "shipping": {"amount": 590},
        }

    def _fill(self, handler: Any, now: int) -> None:
        """Write the session, twenty events of it, and the items of its cart."""
        from shared.domain.consent import Consent
        from shared.domain.events import Event
        from shared.domain.ingestion import take_in
        from shared.domain.items import Item
        from shared.domain.ledger import Ledger
        from shared.domain.session import Session

        session = Session(SESSION_ID, VISITOR_ID, self.expires_at, Consent("granted"), locale="it")
        names = ("view_item", "view_item", "scroll", "add_to_cart")
        events = [Event(f"e-{n}", names[n % 4], now - 60_000 + n) for n in range(20)]
        ledger = take_in(Ledger(), "tab-1", events, allowed=True, now=now).ledger
        handler.sessions.create(session, now)
        handler.sessions.save_ledger(ledger, session, 0, now)
        handler.items.put([Item(f"sku-{n}", 1990 + 700 * n, "EUR", stock=9, category="food") for n in range(5)])
        self.calls.clear()
