"""A shop whose sessions send events to ``ingest_events``, for the tests that look at what becomes of them."""

import base64
import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from shared.domain.consent import Consent
from shared.edge.callers import session_token
from tests import factories
from tests.factories import GRANTED, HOUR, KEYS, NOW


class Shop:
    """``ingest_events`` with one session open, and a record of the AWS calls that it makes."""

    def __init__(self) -> None:
        from functions.ingest_events.handler import catalogues, handler, lake, meter, sessions

        catalogues.current()
        meter.forget()
        self.handler = handler
        self.lake = lake
        self.sessions = sessions
        self.calls: list[str] = []
        self.before_write: list[Any] = []
        self.clients = (sessions._table.client, lake._client)
        self.token = session_token("s-0", "v-1", now=NOW, expires_at=NOW + HOUR, secret=KEYS["token_secret"])

    def open(self, consent: Consent, *, bot: bool = False) -> None:
        arrival = {"session.channel": "email", "session.device": "mobile"}
        self.sessions.create(factories.session(consent=consent, arrival=arrival, bot=bot), NOW)
        self.calls.clear()

    def watch(self) -> None:
        for client in self.clients:
            client.meta.events.register("before-parameter-build", self._note)

    def look_away(self) -> None:
        for client in self.clients:
            client.meta.events.unregister("before-parameter-build", self._note)

    def send(self, *events: dict[str, Any], source: str = "tab-1", **members: Any) -> tuple[int, dict[str, Any]]:
        """Send a batch; return the status and the body of the answer."""
        response = self.post(json.dumps({"source": source, "events": events, **members}))
        return response["statusCode"], json.loads(response["body"])

    def post(self, body: str | bytes, *, token: bool = True, **headers: str) -> dict[str, Any]:
        """Send a body, bytes as API Gateway hands them on; return the response."""
        proof = {"authorization": f"Bearer {self.token}"} if token else {}
        binary = isinstance(body, bytes)
        event = {
            "version": "2.0",
            "routeKey": "POST /v1/events",
            "headers": proof | {name.replace("_", "-"): value for name, value in headers.items()},
            "requestContext": {"requestId": "r-1"},
            "body": base64.b64encode(body).decode() if isinstance(body, bytes) else body,
            "isBase64Encoded": binary,
        }
        return self.handler(event, None)

    def frame(self, *events: dict[str, Any]) -> dict[str, Any]:
        """Send a frame; return the frame that answers it."""
        caller = {"session_id": "s-0", "visitor_id": "v-1", "expires_at": str(NOW + HOUR)}
        event = {
            "requestContext": {
                "eventType": "MESSAGE",
                "routeKey": "events",
                "connectionId": "c-1",
                "requestId": "r-1",
                "authorizer": caller,
            },
            "body": json.dumps({"action": "events", "request_id": "q-1", "events": events}),
        }
        return json.loads(self.handler(event, None)["body"])

    def _note(self, model: Any, **_: Any) -> None:
        self.calls.append(model.name)
        if model.name == "UpdateItem" and self.before_write:
            meanwhile, *others = self.before_write
            self.before_write = []
            meanwhile()
            self.before_write = others


@contextmanager
def opened() -> Iterator[Shop]:
    """Open a shop with one session that consented to everything; its calls are noted."""
    shop = Shop()
    shop.watch()
    shop.open(GRANTED)
    try:
        yield shop
    finally:
        shop.look_away()


def step(number: int, name: str = "view_item", **members: Any) -> dict[str, Any]:
    """Return one event of a shopper."""
    return {"event_id": f"e-{number}", "event_name": name, "ts": NOW, **members}


def zipped(*events: dict[str, Any], **members: Any) -> bytes:
    """Return a batch by gzip."""
    return gzip.compress(json.dumps({"source": "tab-1", "events": events, **members}).encode(), mtime=0)
