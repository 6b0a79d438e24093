"""A shopper in front of the running stack: a session, its cart over HTTP, its tabs over sockets."""

import json
import uuid
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from websockets.sync.client import ClientConnection, connect

ROME = ZoneInfo("Europe/Rome")
GRANTED = dict.fromkeys(("analytics_storage", "ad_storage", "ad_user_data", "ad_personalization"), "granted")


class Shopper:
    """One session of one visitor."""

    def __init__(self, stack: Any, **opening: Any) -> None:
        self.stack = stack
        body = {"publishable_key": stack.publishable_key, "consent": GRANTED} | opening
        reply = call(stack, "POST", "/v1/sessions", json=body)
        assert reply.status_code == 201, reply.text
        self.opened = reply.json()
        self.session_id = self.opened["session_id"]
        self.token = self.opened["token"]

    def call(self, method: str, path: str, **request: Any) -> httpx.Response:
        return call(self.stack, method, path, self.token, **request)

    def evaluate(self, cart: dict[str, Any]) -> httpx.Response:
        return self.call("POST", f"/v1/carts/{cart['cart_id']}/evaluation", json=cart)

    def decision(self, cart: dict[str, Any]) -> dict[str, Any]:
        reply = self.evaluate(cart)
        assert reply.status_code == 200, reply.text
        return reply.json()

    def send(self, *events: dict[str, Any], source: str = "tab-1") -> dict[str, Any]:
        reply = self.call("POST", "/v1/events", json={"source": source, "events": list(events)})
        assert reply.status_code == 202, reply.text
        return reply.json()

    @contextmanager
    def tab(self) -> Any:
        with connect(f"{self.opened['socket_url']}?token={self.token}") as socket:
            yield Tab(socket)


class Tab:
    """One socket of the session."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    def ask(self, frame: dict[str, Any]) -> dict[str, Any]:
        """Send ``frame`` and return its own answer; pushed frames on the way are passed over."""
        frame = {"request_id": str(uuid.uuid4())} | frame
        self.socket.send(json.dumps(frame))
        while (answer := self.receive()).get("request_id") != frame["request_id"]:
            pass
        return answer

    def receive(self, timeout: float = 60) -> dict[str, Any]:
        return json.loads(self.socket.recv(timeout=timeout))


def line(n: int, unit_price: int, quantity: int = 1, **more: Any) -> dict[str, Any]:
    return {"line_id": f"l-{n}", "item_id": f"e2e-{n}", "quantity": quantity, "unit_price": unit_price, **more}


def cart(*lines: dict[str, Any], revision: int = 1, cart_id: str = "c-1", **more: Any) -> dict[str, Any]:
    shipping = {"selected": False, "amount": 590}
    return {
        "cart_id": cart_id,
        "revision": revision,
        "currency": "EUR",
        "stage": "cart",
        "lines": list(lines),
        "shipping": shipping,
        **more,
    }


def event(name: str, ts: int, *items: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"event_id": str(uuid.uuid4()), "event_name": name, "ts": ts, "items": list(items), **more}


def amounts(decision: dict[str, Any]) -> dict[str, int]:
    return {total["type"]: total["amount"] for total in decision["totals"]}


def rules(decision: dict[str, Any]) -> dict[str, int]:
    return {applied["rule"]: applied["amount"] for applied in decision["discounts"]["applied"]}


def call(stack: Any, method: str, path: str, proof: str | None = None, **request: Any) -> httpx.Response:
    """Return the answer to one request; ``proof`` is a token or a key."""
    headers = {"authorization": f"Bearer {proof}"} if proof else {}
    return httpx.request(method, stack.api + path, timeout=60, headers=headers | request.pop("headers", {}), **request)


def by_admin(stack: Any, method: str, path: str, **request: Any) -> httpx.Response:
    return call(stack, method, path, stack.admin_key, **request)


def by_backend(stack: Any, method: str, path: str, **request: Any) -> httpx.Response:
    return call(stack, method, path, stack.server_key, **request)


def stack_now(stack: Any) -> int:
    return httpx.get(httpx.URL(stack.storefront).join("/demo/clock")).json()["now"]


def move_clock(stack: Any, moment: int, *, ticking: bool = True) -> dict[str, Any]:
    reply = by_admin(stack, "PUT", "/v1/local/clock", json={"now": moment, "ticking": ticking})
    assert reply.status_code == 200, reply.text
    return reply.json()


def next_morning(stack: Any) -> int:
    """Move the clock to ten o'clock of the next Monday in Rome, when no schedule of the default rules is open."""
    now = datetime.fromtimestamp(stack_now(stack) / 1000, ROME)
    monday = (now + timedelta(days=7 - now.weekday())).replace(hour=10, minute=0, second=0, microsecond=0)
    moment = int(monday.timestamp() * 1000)
    move_clock(stack, moment)
    return moment
