"""A shop that took the SDK in: its page, its shopper, and what the stack has counted of what happened there."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import BrowserContext, Page, Request, Route, WebSocketRoute

from shared.store.sessions import SessionStore
from shared.store.table import Table

PATIENCE_S = 40  # a request that the machine is too busy to answer is given up after seconds, and sent again later
QUIET_MS = 700  # longer than events are gathered
HEAD = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>A shop</title>
<script>
  window.dataLayer = window.dataLayer || [];
  function gtag() { dataLayer.push(arguments); }
  window.errors = [];
</script>
%(before)s
<script type="module">
  import { start } from "/sdk/dist/microlift.js";
  window.options = { key: "%(key)s", endpoint: "%(api)s", currency: "EUR", onError: (error) => errors.push(error) };
  window.client = start({ ...window.options, ...%(options)s });
</script>
</head><body>%(body)s</body></html>
"""
STORED = """() => new Promise((resolve) => {
    const asked = indexedDB.open('microlift', 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore('events', { keyPath: 'event.event_id' });
    asked.onsuccess = () => {
        const counted = asked.result.transaction('events').objectStore('events').count();
        counted.onsuccess = () => { asked.result.close(); resolve(counted.result); };
    };
})"""
GRANTED = "<script>gtag('consent', 'default', { analytics_storage: 'granted' })</script>"


@dataclass
class SdkShop:
    """A shop's pages on the stack's own origin, in one browser context: tabs of one shopper."""

    context: BrowserContext
    stack: Any
    before: str = GRANTED
    body: str = "<h1>A shop</h1>"
    options: str = "{ pageViews: false, speed: false }"
    headers: Mapping[str, str] = field(default_factory=dict)
    document: str | None = None
    faults: list[str] = field(default_factory=list)
    sockets: list[WebSocketRoute] = field(default_factory=list)
    connected: bool = True
    asked: list[tuple[str, str, Any]] = field(default_factory=list)
    """What the pages asked of the API by HTTP: method, path, body."""

    def __post_init__(self) -> None:
        dynamodb = self.stack.client("dynamodb")
        [table] = dynamodb.list_tables()["TableNames"]
        self.sessions = SessionStore(Table(table, dynamodb), time.sleep)
        self.context.route("**/a-shop/**", self._serve)
        self.context.route_web_socket("**/_aws/**", self._socket)
        self.context.on("request", self._note)

    def open(self, path: str = "p/1") -> Page:
        """A new tab on one of the shop's pages."""
        page = self.context.new_page()
        page.set_default_timeout(PATIENCE_S * 1000)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.go(page, path)
        return page

    def go(self, page: Page, path: str) -> None:
        page.goto(f"{self.stack.storefront}a-shop/{path}")

    def _serve(self, route: Route) -> None:
        words = {"key": self.stack.publishable_key, "api": self.stack.api, "options": self.options}
        text = (self.document or HEAD) % {**words, "before": self.before, "body": self.body}
        route.fulfill(content_type="text/html", body=text, headers={"content-type": "text/html", **self.headers})

    def _note(self, request: Request) -> None:
        if "/v1/" in request.url and request.method != "OPTIONS":
            path = "/v1/" + request.url.split("/v1/")[1]
            self.asked.append((request.method, path, json.loads(request.post_data or "null")))

    def sent(self, page: Page, count: int = 1) -> list[dict[str, Any]]:
        """The events that went out by HTTP once there are ``count`` of them, or after a while; each once."""

        def all_sent() -> dict[str, dict[str, Any]]:
            batches = [body for _, path, body in self.asked if path == "/v1/events"]
            return {event["event_id"]: event for batch in batches for event in batch["events"]}

        until(page, lambda: len(all_sent()) >= count)
        page.wait_for_timeout(QUIET_MS)
        return list(all_sent().values())

    def offline(self) -> None:
        """Cut the shopper off; Chromium's own switch leaves open sockets alone."""
        self.connected = False
        self.context.set_offline(True)
        self.hang_up()

    def online(self) -> None:
        """Connect the shopper again."""
        self.connected = True
        self.context.set_offline(False)

    def hang_up(self) -> None:
        """Break every socket."""
        for each in self.sockets:
            each.close()
        self.sockets.clear()

    def _socket(self, socket: WebSocketRoute) -> None:
        if not self.connected:
            socket.close()
            return
        socket.connect_to_server()
        self.sockets.append(socket)

    def session_of(self, page: Page) -> str:
        return page.evaluate("client.session().then((session) => session.session_id)")

    def counted(self, session_id: str) -> dict[str, int]:
        """How many events of each name the stack has counted in a session."""
        ledger = self.sessions.load(session_id).ledger
        return {name: tally.count for name, tally in ledger.tallies.items()}

    def counts(self, page: Page, expected: Mapping[str, int]) -> dict[str, int]:
        """What is counted of the page's session once as many as ``expected`` are there, or after a while.

        The time on the page, which every page tells that stays long enough, counts only where it is expected.
        """
        session_id = self.session_of(page)

        def found() -> dict[str, int]:
            counted = self.counted(session_id)
            return {name: n for name, n in counted.items() if name != "time_on_page" or name in expected}

        until(page, lambda: sum(found().values()) >= sum(expected.values()))
        return found()


def until(page: Page, holds: Callable[[], bool], patience_s: float = PATIENCE_S) -> bool:
    """Wait until something holds, and say whether it came so far; the page's routes are served meanwhile."""
    end = time.monotonic() + patience_s
    while time.monotonic() < end:
        if holds():
            return True
        page.wait_for_timeout(100)
    return False


def stored(page: Page) -> int:
    """How many events wait in the browser's store."""
    return page.evaluate(STORED)
