"""Serve the published contract, ``/v1/openapi.json`` and ``/v1/asyncapi.json``, as ``dev.py contract`` wrote it.

Whoever asks for what there is not is pointed to it.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

from shared.domain.errors import NotFoundError
from shared.edge.function import Function
from shared.edge.http import Call

FOLDER = Path(__file__).parent

handler = Function("describe_api")


@handler.http("GET /v1/openapi.json", reply=dict[str, Any], callers=("public",))
def openapi(call: Call) -> dict[str, Any]:
    """Return the HTTP API as an OpenAPI 3.1 document."""
    return document("openapi.json")


@handler.http("GET /v1/asyncapi.json", reply=dict[str, Any], callers=("public",))
def asyncapi(call: Call) -> dict[str, Any]:
    """Return the WebSocket API as an AsyncAPI 3 document."""
    return document("asyncapi.json")


@handler.http("$default", reply=dict[str, Any], callers=("public",))
def nothing(call: Call) -> NoReturn:
    """Raise ``NotFoundError``: no route is the one that was asked for."""
    raise NotFoundError("there is no such method and path; GET /v1/openapi.json lists those that there are")


@cache
def document(name: str) -> dict[str, Any]:
    """Return the document in the file ``name`` beside this module."""
    return json.loads((FOLDER / name).read_bytes())
