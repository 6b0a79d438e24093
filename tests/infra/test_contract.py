"""The published contract is the one that the code keeps: generated, valid, and true of every sample."""

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator, Draft202012Validator
from openapi_spec_validator import validate

from infra import contract

ROOT = Path(__file__).parents[2]
EVENTS = ROOT / "events"
ASYNCAPI_SCHEMA = Path(__file__).with_name("asyncapi-3.0.0.schema.json")

OPENAPI = json.loads((contract.FOLDER / "openapi.json").read_text(encoding="utf-8"))
ASYNCAPI = json.loads((contract.FOLDER / "asyncapi.json").read_text(encoding="utf-8"))


def samples() -> list[Any]:
    """Return every sample with a reply, as (its path, the event, the reply), its path as the test's name."""
    found = []
    for path in sorted(EVENTS.glob("*/*.json")):
        reply = path.with_suffix(".reply.json")
        if reply.exists():
            event = json.loads(path.read_text(encoding="utf-8"))["event"]
            found.append((f"{path.parent.name}/{path.stem}", event, json.loads(reply.read_text(encoding="utf-8"))))
    return found


def operation(event: dict[str, Any]) -> Any:
    method, _, path = event["routeKey"].partition(" ")
    return OPENAPI["paths"].get(path, {}).get(method.lower())


def by_http() -> list[Any]:
    paths = [(name, event, reply) for name, event, reply in samples() if event.get("version") == "2.0"]
    return [pytest.param(*each[1:], id=each[0]) for each in paths if operation(each[1]) is not None]


def by_socket() -> list[Any]:
    frames = [each for each in samples() if each[1].get("requestContext", {}).get("eventType") == "MESSAGE"]
    return [pytest.param(*each[1:], id=each[0]) for each in frames]


@pytest.mark.skipif(sys.version_info < contract.READS_TYPED_DICTS, reason="written by Python 3.12 or newer")
def test_the_committed_documents_are_what_the_code_says() -> None:
    for name, document in contract.documents().items():
        assert (contract.FOLDER / name).read_text(encoding="utf-8") == contract.text(document), (
            "python3 dev.py contract writes it anew"
        )


def test_the_openapi_document_is_valid() -> None:
    validate(OPENAPI)


def test_the_asyncapi_document_is_valid() -> None:
    schema = json.loads(ASYNCAPI_SCHEMA.read_text(encoding="utf-8"))

    assert [error.message for error in Draft7Validator(schema).iter_errors(ASYNCAPI)] == []


def test_every_reference_of_the_asyncapi_document_leads_somewhere() -> None:
    references = set(re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(ASYNCAPI)))

    assert [reference for reference in references if not _leads_somewhere(reference)] == []


def test_what_exists_on_the_local_stage_only_is_not_published() -> None:
    assert not [path for path in OPENAPI["paths"] if path.startswith("/v1/local")]


@pytest.mark.parametrize(("event", "reply"), by_http())
def test_an_http_sample_is_as_published(event: dict[str, Any], reply: dict[str, Any]) -> None:
    published = operation(event)
    described = published["responses"][str(reply["statusCode"])]
    if "$ref" in described:
        described = OPENAPI["components"]["responses"][described["$ref"].rpartition("/")[2]]

    assert _faults(OPENAPI, described["content"][reply["headers"]["content-type"]]["schema"], reply["body"]) == []
    if reply["statusCode"] < 300 and isinstance(event.get("body"), dict | list) and not reply["body"].get("rejected"):
        request = published["requestBody"]["content"]["application/json"]["schema"]
        assert _faults(OPENAPI, request, event["body"]) == []


@pytest.mark.parametrize(("event", "reply"), by_socket())
def test_a_socket_sample_is_as_published(event: dict[str, Any], reply: dict[str, Any]) -> None:
    payload = ASYNCAPI["components"]["messages"][reply["body"]["type"]]["payload"]

    assert _faults(ASYNCAPI, payload, reply["body"]) == []


def _leads_somewhere(reference: str) -> bool:
    found: Any = ASYNCAPI
    for step in reference.split("/"):
        found = found.get(step, {})
    return bool(found)


def _faults(document: dict[str, Any], schema: dict[str, Any], value: Any) -> list[str]:
    validator = Draft202012Validator({**schema, "components": document["components"]})
    found = [error for error in validator.iter_errors(value) if error.instance != "<any>"]
    return [f"{error.json_path}: {error.message}" for error in found]
