"""``dev.py contract``: the published contract, written from the routes and types that the handlers themselves declare.

Two documents for machines, and for people ``docs/events.md`` and the table of facts in ``docs/rules.md``.

The one module here that imports the application. Nothing is called: the environment only lets the handlers be imported.
"""

import importlib
import json
import os
import re
import sys
from argparse import Namespace
from collections.abc import Iterator, Mapping
from inspect import cleandoc
from pathlib import Path
from typing import Any

from infra import catalog
from infra.declarations import Function
from infra.describing import asyncapi, event_catalogue_docs, event_docs, fact_docs, lake_docs, openapi
from infra.describing.schemas import Operation
from shared.domain import lake_tables

READS_TYPED_DICTS = (3, 12)
"""By an older Python, pydantic does not read a ``TypedDict`` of the standard library, which is all the domain has."""

FOLDER = Path(__file__).parents[1] / "functions" / "describe_api"
EVENTS = Path(__file__).parents[1] / "docs" / "events.md"
LAKE = Path(__file__).parents[1] / "docs" / "lake.md"
RULES = Path(__file__).parents[1] / "docs" / "rules.md"

ENVIRONMENT = {
    "AWS_DEFAULT_REGION": "eu-south-1",
    "POWERTOOLS_METRICS_NAMESPACE": "Microlift",
    "POWERTOOLS_SERVICE_NAME": "microlift",
    "SHOP_CURRENCY": "EUR",
    "SHOP_TIME_ZONE": "Europe/Rome",
    "TABLE_NAME": "contract",
    "WAREHOUSE": "duckdb",
}


def main(arguments: Namespace) -> None:
    if sys.version_info < READS_TYPED_DICTS:
        sys.exit("The contract is written by Python 3.12 or newer.")
    for name, document in documents().items():
        (FOLDER / name).write_text(text(document), encoding="utf-8")
        print(f"· functions/describe_api/{name}")
    EVENTS.write_text(events(), encoding="utf-8")
    print("· docs/events.md")
    RULES.write_text(rules(RULES.read_text(encoding="utf-8")), encoding="utf-8")
    print("· docs/rules.md")
    LAKE.write_text(lake(LAKE.read_text(encoding="utf-8")), encoding="utf-8")
    print("· docs/lake.md")


def documents() -> Mapping[str, Any]:
    """Return both documents by their files' names."""
    return {"openapi.json": openapi.document(list(http())), "asyncapi.json": asyncapi.document(list(socket()))}


def lake(page: str) -> str:
    """Return the page about the lake, with the tables as they are."""
    parameters = importlib.import_module("shared.domain.event_catalogue").STANDARD.parameters()
    typed = lake_tables.typed_columns({name: each.type for name, each in parameters.items()})
    described = {name: each.description for name, each in parameters.items()}
    return lake_docs.renewed(page, lake_docs.section(typed, described))


def events() -> str:
    """Return the page about events."""
    checking, ingestion, allowance, batches, http_edge, socket_edge = (
        importlib.import_module(f"shared.{name}")
        for name in (
            "domain.event_catalogue.checking",
            "domain.ingestion",
            "domain.allowance",
            "domain.events",
            "edge.http",
            "edge.socket",
        )
    )
    limits = event_docs.Limits(
        http_bytes=http_edge.MAX_BYTES,
        frame_bytes=socket_edge.MAX_FRAME_BYTES,
        batch=batches.MAX_BATCH_EVENTS,
        session=ingestion.MAX_SESSION_EVENTS,
        late_ms=ingestion.LATE_MS,
        old_ms=ingestion.TOO_OLD_MS,
        ahead_ms=ingestion.AHEAD_MS,
        name=checking.LONGEST_NAME,
        parameters=checking.MAX_PARAMETERS,
        burst=allowance.BURST,
        per_s=allowance.PER_S,
        skew_ms=ingestion.SKEW_MS,
    )
    schemas = documents()["openapi.json"]["components"]["schemas"]
    return event_docs.page(event_catalogue(), schemas, limits)


def event_catalogue() -> str:
    """Return the section about the event catalogue."""
    catalogue, checking, custom, facts = (
        importlib.import_module(f"shared.domain.{name}")
        for name in ("event_catalogue", "event_catalogue.checking", "event_catalogue.custom", "facts.catalogue")
    )
    limits = event_catalogue_docs.Limits(
        name=checking.LONGEST_NAME,
        parameters=checking.MAX_PARAMETERS,
        custom_events=custom.MAX_CUSTOM_EVENTS,
        custom_parameters=custom.MAX_CUSTOM_PARAMETERS,
    )
    return event_catalogue_docs.section(catalogue.STANDARD, facts.FACTS.values(), limits)


def rules(page: str) -> str:
    """Return the page about rules with the facts and operators that there are."""
    catalogue = importlib.import_module("shared.domain.facts.catalogue")
    comparing = importlib.import_module("shared.domain.conditions.comparing")
    facts = [*catalogue.FACTS.values(), *(family.line for family in catalogue.FAMILIES)]
    return fact_docs.renewed(page, fact_docs.section(facts, comparing.OPERATORS))


def text(document: Any) -> str:
    """Return ``document`` as it is committed; our docstrings' code marks become Markdown's."""
    return json.dumps(document, indent=1, ensure_ascii=False).replace("``", "`") + "\n"


def http() -> Iterator[Operation]:
    """Return every HTTP route that a deployed stage has."""
    for function in catalog.functions(local=False):
        for key in (key for key in function.http if key != catalog.ANYTHING_ELSE):
            yield operation(function, key, handler(function.name).http_routes[key])


def socket() -> Iterator[Operation]:
    """Return every action that a frame may name."""
    for function in catalog.functions(local=False):
        for key in function.socket:
            if not key.startswith("$"):
                yield operation(function, key, handler(function.name).socket_routes[key])


def handler(name: str) -> Any:
    for variable, value in ENVIRONMENT.items():
        os.environ.setdefault(variable, value)
    return importlib.import_module(f"functions.{name}.handler").handler


def operation(function: Function, key: str, route: Any) -> Operation:
    name = function.name if len(function.http) <= 1 else f"{function.name}_{route.answer.__name__}"
    return Operation(re.sub(r"\W", "_", name), key, function.does.rstrip("."), cleandoc(route.answer.__doc__), route)
