"""Serve the published contract, ``/v1/openapi.json`` and ``/v1/asyncapi.json``, as ``dev.py contract`` wrote it."""

import json
from functools import cache
from pathlib import Path
from typing import Any

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


@cache
def document(name: str) -> dict[str, Any]:
    """Return the document in the file ``name`` beside this module."""
    return json.loads((FOLDER / name).read_bytes())
