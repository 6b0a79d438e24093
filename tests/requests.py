"""AWS events as API Gateway, SQS and the table's stream send them, for tests that arrange their own."""

import base64
import json
from dataclasses import asdict
from typing import Any

from shared.domain.cart import Cart
from shared.edge.callers import session_token
from tests.factories import HOUR, KEYS, NOW


def token(session_id: str = "s-0", visitor_id: str = "v-1", *, expires_at: int = NOW + 2 * HOUR) -> str:
    """Return a session's token."""
    return session_token(session_id, visitor_id, now=NOW, expires_at=expires_at, secret=KEYS["token_secret"])


def http(key: str, body: Any = None, *, proof: str | None = None, path: dict[str, str] | None = None) -> dict[str, Any]:
    """Return an HTTP API event (payload 2.0) for the route ``key``."""
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": key,
        "headers": {"content-type": "application/json"} | ({"authorization": f"Bearer {proof}"} if proof else {}),
        "requestContext": {"requestId": "r-1", "http": {"method": key.split(maxsplit=1)[0]}},
    }
    if path:
        event["pathParameters"] = path
    if body is not None:
        event["body"] = json.dumps(body)
    return event


def evaluation(cart: Cart, proof: str | None = None) -> dict[str, Any]:
    """Return the HTTP event that asks what ``cart`` earns."""
    key = "POST /v1/carts/{cart_id}/evaluation"
    return http(key, asdict(cart), proof=proof or token(), path={"cart_id": cart.cart_id})


def frame(body: dict[str, Any], *, connection: str = "conn-1", expires_at: int = NOW + 2 * HOUR) -> dict[str, Any]:
    """Return the socket event of a frame of session ``s-0``."""
    return {
        "requestContext": {
            "routeKey": body.get("action", "$default"),
            "eventType": "MESSAGE",
            "connectionId": connection,
            "requestId": "r-1",
            "authorizer": {"session_id": "s-0", "visitor_id": "v-1", "expires_at": str(expires_at)},
        },
        "body": json.dumps(body),
    }


def queued(*messages: dict[str, Any]) -> dict[str, Any]:
    """Return the SQS event that delivers ``messages``."""
    return {
        "Records": [
            {"messageId": str(n), "eventSource": "aws:sqs", "body": json.dumps(message)}
            for n, message in enumerate(messages)
        ]
    }


def changed(old: dict[str, Any] | None, new: dict[str, Any] | None) -> dict[str, Any]:
    """Return the stream event of one item's change, given as a client reads it."""
    change: dict[str, Any] = {"SequenceNumber": "1", "Keys": {}}
    if old:
        change["OldImage"] = _imaged(old)
    if new:
        change["NewImage"] = _imaged(new)
    name = "MODIFY" if old and new else "INSERT" if new else "REMOVE"
    return {"Records": [{"eventSource": "aws:dynamodb", "eventName": name, "dynamodb": change}]}


def _imaged(item: dict[str, Any]) -> dict[str, Any]:
    return {
        name: {"B": base64.b64encode(typed["B"]).decode()} if "B" in typed else typed for name, typed in item.items()
    }
