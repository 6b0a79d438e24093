"""API Gateway in front of the handlers themselves, for requests and frames by the thousand.

A request becomes an event (payload 2.0), its reply a response; a frame goes to the route of its action, and the reply's
body is the frame that answers it. The other end-to-end tests speak to the emulator's gateway.
"""

import base64
import importlib
import json
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from requests import PreparedRequest, Response
from requests.structures import CaseInsensitiveDict

from infra.catalog import ANYTHING_ELSE, FUNCTIONS

ROUTES = {key: function.name for function in FUNCTIONS if not function.local_only for key in function.http}

ACTIONS = {action: function.name for function in FUNCTIONS for action in function.socket}


def answered(request: PreparedRequest) -> Response:
    """Return what the function answers that ``request`` is for."""
    url = urlsplit(str(request.url))
    found = [(names, key) for key in ROUTES if (names := _named(key, f"{request.method} {url.path}")) is not None]
    names, key = min(found, key=lambda each: len(each[0]), default=({}, ANYTHING_ELSE))
    event = {
        "version": "2.0",
        "routeKey": key,
        "requestContext": {"requestId": "r-1", "http": {"method": request.method}},
    }
    event |= {"headers": {name.lower(): str(value) for name, value in request.headers.items()}}
    if names:
        event["pathParameters"] = names
    if url.query:
        event["queryStringParameters"] = {
            name: ",".join(values) for name, values in parse_qs(url.query, keep_blank_values=True).items()
        }
    function = importlib.import_module(f"functions.{ROUTES[key]}.handler").handler
    return _response(request, function(event | _body(request), None))


def answered_frame(frame: str | bytes, caller: dict[str, str]) -> str:
    """Return the frame that answers ``frame`` on a socket that ``caller``'s token opened."""
    try:
        sent = json.loads(frame)
        action = sent.get("action") if isinstance(sent, dict) else None
    except (ValueError, RecursionError):
        action = None
    route = action if isinstance(action, str) and action in ACTIONS and action[0] != "$" else "$default"
    context = {"routeKey": route, "eventType": "MESSAGE", "connectionId": "conn-1", "requestId": "r-1"}
    event = {"requestContext": context | {"authorizer": caller}, "isBase64Encoded": isinstance(frame, bytes)}
    event["body"] = base64.b64encode(frame).decode() if isinstance(frame, bytes) else frame
    reply = importlib.import_module(f"functions.{ACTIONS[route]}.handler").handler(event, None)
    assert reply["statusCode"] == 200
    return reply["body"]


def _named(key: str, asked: str) -> dict[str, str] | None:
    """Return the route's path parameters as ``asked`` fills them; ``None`` when it is another route's."""
    words, given = key.split("/"), asked.split("/")
    if len(words) != len(given):
        return None
    names = {}
    for word, text in zip(words, given, strict=True):
        if word.startswith("{") and text:
            names[word.strip("{}")] = unquote(text)
        elif word != text:
            return None
    return names


def _body(request: PreparedRequest) -> dict[str, Any]:
    body = request.body.encode() if isinstance(request.body, str) else request.body
    if not body:
        return {}
    try:
        if "content-encoding" not in request.headers:
            return {"body": body.decode()}
    except UnicodeDecodeError:
        pass
    return {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}


def _response(request: PreparedRequest, reply: dict[str, Any]) -> Response:
    response = Response()
    response.request = request
    response.status_code = reply["statusCode"]
    response.headers = CaseInsensitiveDict(reply["headers"])
    body = reply["body"].encode()
    response._content = base64.b64decode(body) if reply.get("isBase64Encoded") else body
    assert json.loads(json.dumps(reply)) == reply
    return response
