"""The calls to the stack: timed, and repeated while the stack is busy. Every one of them may be repeated safely."""

import time
from collections import defaultdict
from http import HTTPStatus
from typing import Any, Final

import httpx

GRANTED: Final = dict.fromkeys(("analytics_storage", "ad_storage", "ad_user_data", "ad_personalization"), "granted")
ATTEMPTS: Final = 7
FIRST_PAUSE_S: Final = 0.1
TIMEOUT_S: Final = 60
CLOCK_TIMEOUT_S: Final = 600
RECORD_WAIT_S: Final = 10


class RefusedError(RuntimeError):
    """The stack says no, for the reason named by ``code``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class StackGoneError(RuntimeError):
    """Nobody answers any more."""


class Stack:
    """A running stack, as a storefront, a shop's backend and the admin see it."""

    def __init__(self, api: str, *, publishable_key: str, server_key: str, admin_key: str, parallel: int) -> None:
        self.latencies: dict[str, list[float]] = defaultdict(list)
        self._publishable_key = publishable_key
        self._server_key = server_key
        self._admin_key = admin_key
        limits = httpx.Limits(max_connections=parallel, max_keepalive_connections=parallel)
        self._http = httpx.Client(base_url=api, timeout=TIMEOUT_S, limits=limits)

    def close(self) -> None:
        self._http.close()

    def move_clock(self, now: int, *, ticking: bool = False) -> dict[str, Any]:
        """Move the stack's clock; what falls due on the way has happened when this returns."""
        return self._call(
            "clock", "PUT", "/v1/local/clock", self._admin_key, {"now": now, "ticking": ticking}, CLOCK_TIMEOUT_S
        )

    def open_session(self, visitor_id: str | None) -> dict[str, Any]:
        """Open a session with everything consented to."""
        opening = {"publishable_key": self._publishable_key, "consent": GRANTED}
        return self._call(
            "open_session", "POST", "/v1/sessions", None, opening | ({"visitor_id": visitor_id} if visitor_id else {})
        )

    def send_events(self, token: str, events: list[dict[str, Any]]) -> dict[str, Any]:
        """Send a batch and return its receipt."""
        return self._call("events", "POST", "/v1/events", token, {"source": "replay", "events": events})

    def send_cart(self, token: str, cart: dict[str, Any]) -> dict[str, Any]:
        """Send a cart and return the decision on it."""
        return self._call("cart", "POST", f"/v1/carts/{cart['cart_id']}/evaluation", token, cart)

    def wait_for_record(self, decision_id: str, since: float) -> None:
        """Wait until the stack has followed a change of a cart so far that its decision is on record.

        ``since`` is when the decision came, by the monotonic clock; some seconds later the stack has followed anyway.
        """
        while time.monotonic() < since + RECORD_WAIT_S:
            try:
                self._call("decision", "GET", f"/v1/decisions/{decision_id}", self._server_key)
            except RefusedError:
                time.sleep(FIRST_PAUSE_S)
            else:
                return

    def _call(
        self, kind: str, method: str, path: str, token: str | None, body: Any = None, timeout_s: float = TIMEOUT_S
    ) -> dict[str, Any]:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        for attempt in range(ATTEMPTS):
            pause_s = FIRST_PAUSE_S * 2**attempt
            started = time.perf_counter()
            try:
                answer = self._http.request(method, path, json=body, headers=headers, timeout=timeout_s)
            except httpx.TransportError as error:
                if attempt == ATTEMPTS - 1:
                    raise StackGoneError(f"the stack does not answer {method} {path}: {error!r}") from error
                time.sleep(pause_s)
                continue
            self.latencies[kind].append((time.perf_counter() - started) * 1000)
            if answer.is_success:
                return answer.json()
            again = answer.status_code == HTTPStatus.TOO_MANY_REQUESTS or answer.is_server_error
            if not again or attempt == ATTEMPTS - 1:
                raise RefusedError(code_of(answer))
            time.sleep(max(pause_s, retry_after_s(answer)))
        raise AssertionError("the last attempt returns or raises")


def code_of(answer: httpx.Response) -> str:
    """Return the problem's code, or the bare status of an answer that is no problem of ours."""
    try:
        code = answer.json()["code"]
    except (ValueError, KeyError, TypeError):
        return f"http_{answer.status_code}"
    return str(code)


def retry_after_s(answer: httpx.Response) -> float:
    text = answer.headers.get("retry-after", "")
    return min(float(text), 10.0) if text.isdigit() else 0.0
