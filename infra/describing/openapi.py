"""The HTTP API as an OpenAPI 3.1 document."""

import re
from typing import Any

from infra.describing.schemas import ABOUT, Operation, Schema, Schemas

TAGS = {
    "storefront": "What the shop's pages call, with a session's token.",
    "backend": "What the shop's server calls, with the server key.",
    "admin": "What the growth marketer's tools call, with the admin key.",
    "contract": "This contract.",
}

CALLERS = {
    "session": ("sessionToken", "storefront"),
    "server": ("serverKey", "backend"),
    "admin": ("adminKey", "admin"),
}

SECURITY_SCHEMES: Schema = {
    "sessionToken": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "The token of `POST /v1/sessions`: a browser, for two hours, in its own session only.",
    },
    "serverKey": {"type": "http", "scheme": "bearer", "description": "The shop's backend (`sk_...`)."},
    "adminKey": {"type": "http", "scheme": "bearer", "description": "The admin (`ak_...`)."},
}

PROBLEMS = {
    400: "Not JSON (NaN is not), something missing, or of the wrong type.",
    401: "The caller is not known: no proof, a forged or an expired one.",
    403: "The caller is known and may not do this.",
    404: "There is no such thing, or not any more.",
    409: "The request contradicts what was accepted before.",
    413: "Too many bytes, lines, items or events.",
    415: "An encoding of the body other than gzip.",
    422: "Out of range, of the wrong currency, or refused.",
    429: "Too much at once; nothing was changed.",
}

MEANINGS = {"200": "Done.", "201": "Made.", "202": "Accepted; the body tells what became of it."}


def document(operations: list[Operation]) -> Schema:
    """Return the document; the same routes always give the same one."""
    routes = [operation.route for operation in operations]
    schemas = Schemas((route.body for route in routes), (route.reply for route in routes))
    paths: dict[str, Schema] = {}
    for operation in operations:
        method, path = operation.key.split()
        paths.setdefault(path, {})[method.lower()] = _operation(operation, path, schemas)
    return {
        "openapi": "3.1.0",
        "info": ABOUT | {"description": "Real-time cart incentives. Times are epoch ms UTC, money is in minor units."},
        "servers": [{"url": "..", "description": "Where this document came from."}],
        "tags": [{"name": name, "description": description} for name, description in TAGS.items()],
        "paths": paths,
        "components": {
            "schemas": schemas.components,
            "responses": {f"Problem{status}": _problem(status, text) for status, text in PROBLEMS.items()},
            "securitySchemes": SECURITY_SCHEMES,
        },
    }


def _operation(operation: Operation, path: str, schemas: Schemas) -> Schema:
    route = operation.route
    described: Schema = {
        "operationId": operation.name,
        "summary": operation.summary,
        "description": operation.description,
        "tags": _tags(route),
        "security": [{CALLERS[caller][0]: []} for caller in route.callers if caller in CALLERS],
    }
    names = re.findall(r"{(\w+)}", path)
    parameters = [{"name": each, "in": "path", "required": True, "schema": {"type": "string"}} for each in names]
    parameters += [
        {"name": each, "in": "query", "description": meaning, "schema": {"type": "string"}}
        for each, meaning in (route.query or {}).items()
    ]
    if parameters:
        described["parameters"] = parameters
    if route.body:
        described["requestBody"] = _request(route, schemas)
    described["responses"] = {status: _response(status, route, schemas) for status in _statuses(route)}
    described["responses"] |= _problems(route, path)
    return described


def _tags(route: Any) -> list[str]:
    tags = [CALLERS[caller][1] for caller in route.callers if caller in CALLERS]
    return tags or ["storefront" if route.body else "contract"]


def _request(route: Any, schemas: Schemas) -> Schema:
    schema = schemas.taken(route.body)
    if route.wrap:
        bare_list = schemas.components[schema["$ref"].rpartition("/")[2]]["properties"][route.wrap]
        one = [bare_list["items"]] if hasattr(route.reader, "member") else []
        schema = {"anyOf": [schema, bare_list, *one]}
    content: Schema = {"application/json": {"schema": schema}}
    # Told by the reader's name: nothing here imports the application.
    optional = getattr(route.reader, "__name__", "") == "read_optional"
    request: Schema = {"required": not optional, "content": content}
    if route.beacon:
        content["text/plain"] = {"schema": schema}
        request["description"] = "As `text/plain` (`navigator.sendBeacon`), the body may carry the `token` itself."
    return request


def _statuses(route: Any) -> list[str]:
    """Return how a route answers; one that chooses does so between its own status and 200."""
    chooses = getattr(route.answer.__annotations__.get("return"), "__name__", "") == "Replied"
    return ["200", str(route.status)] if chooses else [str(route.status)]


def _response(status: str, route: Any, schemas: Schemas) -> Schema:
    described: Schema = {"description": MEANINGS[status]}
    if route.reply is not None:
        described["content"] = {"application/json": {"schema": schemas.given(route.reply)}}
    return described


def _problems(route: Any, path: str) -> Schema:
    statuses: set[int] = set()
    if route.body:
        statuses |= {400, 401, 403, 409, 413, 415, 422, 429}
    if route.key.startswith("DELETE "):
        # Of an If-Match: another revision, or none that can be read.
        statuses |= {409, 422}
    if "public" not in route.callers:
        statuses |= {401, 403, 429}
    if "{" in path:
        statuses |= {404}
    if route.query:
        statuses |= {422}
    return {str(status): {"$ref": f"#/components/responses/Problem{status}"} for status in sorted(statuses)}


def _problem(status: int, text: str) -> Schema:
    described: Schema = {
        "description": text,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if status == 429:
        described["headers"] = {"Retry-After": {"description": "In seconds.", "schema": {"type": "integer"}}}
    return described
