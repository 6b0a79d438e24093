"""The WebSocket API as an AsyncAPI 3 document."""

import re
from typing import Any

from infra.describing.schemas import ABOUT, PROBLEM, Operation, Schema, Schemas

PUSHED = {
    "decision": "The decision changed by itself, or another tab changed the cart; `request_id` is null.",
    "intervention": "A session rule came to hold, by an event or by time; each (rule, type) once per session.",
}

DESCRIPTION = """\
One socket per tab, opened with a session's token. Each frame with a `request_id` gets its answer, or a problem, under
that id; new decisions and interventions reach all the session's sockets. A frame has at most 32 KB; sockets close after
10 idle minutes and after 2 hours."""

REQUEST_ID: Schema = {
    "type": ["string", "null"],
    "description": "The id of the frame that is answered; null when it had none, or when nothing was asked.",
}

QUERY: Schema = {"type": "object", "properties": {"token": {"type": "string"}}, "required": ["token"]}

CHANNEL = {"$ref": "#/channels/socket"}


def document(operations: list[Operation]) -> Schema:
    """Return the document; the same actions always give the same one."""
    routes = [operation.route for operation in operations]
    schemas = Schemas((route.frame for route in routes), (route.reply for route in routes))
    messages = {operation.key: _sent(operation, schemas) for operation in operations}
    messages |= {route.reply_type: _answered(route.reply_type, route.reply, schemas) for route in routes}
    messages["intervention"] = _message("intervention", "Something to show or do.", _intervention())
    messages["problem"] = _message("problem", "An error, as over HTTP.", _problem())
    described = {operation.key: _asked(operation) for operation in operations}
    described |= {f"{name}.pushed": _pushed(name, text) for name, text in PUSHED.items()}
    return {
        "asyncapi": "3.0.0",
        "info": ABOUT | {"description": DESCRIPTION},
        "defaultContentType": "application/json",
        "servers": {
            "shop": {
                "host": "{host}",
                "protocol": "wss",
                "description": "`POST /v1/sessions` tells the address as `socket_url`.",
                "variables": {"host": {"description": "The shop's socket host, with its stage."}},
                "security": [{"$ref": "#/components/securitySchemes/sessionToken"}],
            }
        },
        "channels": {
            "socket": {
                "address": "/",
                "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages},
                "bindings": {"ws": {"query": QUERY}},
            }
        },
        "operations": described,
        "components": {
            "messages": messages,
            "schemas": schemas.components,
            "securitySchemes": {
                "sessionToken": {
                    "type": "httpApiKey",
                    "name": "token",
                    "in": "query",
                    "description": "The token of `POST /v1/sessions`.",
                }
            },
        },
    }


def _asked(operation: Operation) -> Schema:
    return {
        "action": "receive",
        "channel": CHANNEL,
        "summary": operation.summary,
        "description": operation.description,
        "messages": [_in_channel(operation.key)],
        "reply": {"channel": CHANNEL, "messages": [_in_channel(operation.route.reply_type), _in_channel("problem")]},
    }


def _pushed(name: str, text: str) -> Schema:
    return {"action": "send", "channel": CHANNEL, "summary": text, "messages": [_in_channel(name)]}


def _sent(operation: Operation, schemas: Schemas) -> Schema:
    action = {"properties": {"action": {"const": operation.key}}, "required": ["action"]}
    return _message(operation.key, operation.summary, {"allOf": [schemas.taken(operation.route.frame), action]})


def _answered(reply_type: str, reply: Any, schemas: Schemas) -> Schema:
    """Return the message of an answer: a frame called like its reply holds it under this name, another is the reply."""
    envelope: Schema = {"type": "object", "properties": {"type": {"const": reply_type}, "request_id": REQUEST_ID}}
    envelope["required"] = ["type", "request_id"]
    if reply is None:
        return _message(reply_type, f"The answer `{reply_type}`.", envelope)
    schema = schemas.given(reply)
    if _snake_case(reply.__name__) == reply_type:
        envelope["properties"][reply_type] = schema
        envelope["required"].append(reply_type)
        return _message(reply_type, f"The answer `{reply_type}`.", envelope)
    return _message(reply_type, f"The answer `{reply_type}`.", {"allOf": [envelope, schema]})


def _intervention() -> Schema:
    """Return the payload of an intervention, which is described like those in a decision."""
    properties = {"type": {"const": "intervention"}, "intervention": {"$ref": "#/components/schemas/Shown"}}
    return {"type": "object", "properties": properties, "required": list(properties)}


def _problem() -> Schema:
    """Return the payload of a problem: ``type`` is the frame's, the problem's own is ``problem_type``."""
    frame = {"type": {"const": "problem"}, "problem_type": PROBLEM["properties"]["type"], "request_id": REQUEST_ID}
    required = [*PROBLEM["required"], "problem_type", "request_id"]
    return {**PROBLEM, "properties": {**PROBLEM["properties"], **frame}, "required": required}


def _message(name: str, summary: str, payload: Schema) -> Schema:
    return {"name": name, "summary": summary, "contentType": "application/json", "payload": payload}


def _in_channel(name: str) -> Schema:
    return {"$ref": f"#/channels/socket/messages/{name}"}


def _snake_case(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
