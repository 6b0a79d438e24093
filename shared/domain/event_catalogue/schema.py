"""The JSON Schema (2020-12) of a batch of events, with one definition per event type of a catalogue.

What it refuses, ingestion rejects; what it accepts is taken unless only the server can know better: the time, a number
that is taken. It is stricter in one thing: an alias is spelt as the catalogue spells it; and looser in one: JSON Schema
takes 1.0 for an integer, ingestion only within ``params``.
"""

from typing import Any

from shared.domain.event_catalogue.catalogue import Catalogue
from shared.domain.event_catalogue.checking import LONGEST_NAME, MAX_PARAMETERS, may_be_number
from shared.domain.event_catalogue.event_type import LONGEST_TEXT, EventType, Parameter
from shared.domain.events import MAX_BATCH_EVENTS

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_TYPES = {"text": "string", "integer": "integer", "number": "number", "boolean": "boolean"}
_ID: Schema = {"type": "string", "minLength": 1, "maxLength": 128}
_NOTHING: Schema = {"type": "null"}


def schema(catalogue: Catalogue) -> Schema:
    """Return the schema of a batch, as ``POST /v1/events`` takes it."""
    kinds = catalogue.types.values()
    return {
        "$schema": DIALECT,
        "title": "Events",
        "description": f"A batch of events, after version {catalogue.version} of the event catalogue.",
        "type": "object",
        "required": ["source", "events"],
        "properties": {
            "source": {**_ID, "description": "Tells apart who numbers events: a tab, say."},
            "sent_at": _or_null(
                {"type": "integer", "minimum": 0, "maximum": 2**53, "description": "The browser's clock, in epoch ms."}
            ),
            "token": _or_null({"type": "string", "description": "The session's token, where no header can be set."}),
            "events": {"type": "array", "maxItems": MAX_BATCH_EVENTS, "items": {"$ref": "#/$defs/event"}},
        },
        "$defs": {
            "event": _event(catalogue),
            "page": _PAGE,
            "item": _ITEM,
            "parameter": _PARAMETER,
            **{each.name: _definition(each) for each in kinds},
        },
    }


def _event(catalogue: Catalogue) -> Schema:
    kinds = catalogue.types.values()
    return {
        "type": "object",
        "required": ["event_id", "event_name", "ts"],
        "properties": {
            "event_id": {**_ID, "description": "Unique: the same id again is a duplicate."},
            "event_name": {"enum": [name for each in kinds for name in _names(each)]},
            "ts": {"type": "integer", "description": "When it happened by the browser's clock, in epoch ms."},
            "seq": _or_null({"type": "integer", "minimum": 0, "maximum": 2**53}),
            "page": {"anyOf": [{"$ref": "#/$defs/page"}, _NOTHING]},
            "currency": _or_null({"type": "string", "minLength": 3, "maxLength": 3, "description": "ISO 4217."}),
            "value": _or_null(
                {
                    "type": "integer",
                    "minimum": 0,
                    "maximum": 10**12,
                    "description": "In minor units: 1299 is 12.99 EUR.",
                }
            ),
            "items": {"type": "array", "maxItems": 200, "items": {"$ref": "#/$defs/item"}},
            "params": {
                "type": "object",
                "maxProperties": MAX_PARAMETERS,
                "propertyNames": {"maxLength": LONGEST_NAME},
                "additionalProperties": {"$ref": "#/$defs/parameter"},
            },
        },
        # Each by its name, so that a fault is told with its path and not as "none of 83".
        "allOf": [
            {
                "if": {"required": ["event_name"], "properties": {"event_name": {"enum": _names(each)}}},
                "then": {"$ref": f"#/$defs/{each.name}"},
            }
            for each in kinds
        ],
    }


def _definition(kind: EventType) -> Schema:
    """Return what an event type adds: its parameters, and what is wanted though not required (``x-wanted``)."""
    wanted = [*kind.wanted, *kind.wants, *(["items"] if kind.items == "required" else [])]
    return {
        "title": kind.name,
        "description": kind.description,
        "properties": {
            "event_name": {"enum": _names(kind)},
            "params": {"properties": {name: _parameter(each) for name, each in kind.parameters.items()}},
        },
        "x-version": kind.version,
        "x-category": kind.category,
        "x-stage": kind.stage,
        "x-purpose": kind.purpose,
        "x-items": kind.items,
        "x-counter": kind.counter,
        "x-wanted": wanted,
    }


def _parameter(parameter: Parameter) -> Schema:
    others = ["number", "null"] if may_be_number(parameter) else ["null"]
    found: Schema = {"type": [_TYPES[parameter.type], *others], "description": parameter.description}
    if parameter.type == "text":
        found["maxLength"] = parameter.max_length or LONGEST_TEXT
    if parameter.minimum is not None:
        found["minimum"] = parameter.minimum
    if parameter.maximum is not None:
        found["maximum"] = parameter.maximum
    if parameter.unit:
        found["x-unit"] = parameter.unit
    return found if parameter.example is None else found | {"examples": [parameter.example]}


def _names(kind: EventType) -> list[str]:
    return [kind.name, *kind.aliases]


def _or_null(schema: Schema) -> Schema:
    return {**schema, "type": [schema["type"], "null"]}


_PAGE: Schema = {
    "type": "object",
    "properties": {
        "type": _or_null({"type": "string", "maxLength": 64}),
        "path": _or_null({"type": "string", "maxLength": 2048, "description": "Kept without what follows ? or #."}),
    },
}
_ITEM: Schema = {
    "type": "object",
    "required": ["item_id"],
    "properties": {
        "item_id": _ID,
        "quantity": {"type": "integer", "minimum": 0, "maximum": 10**6},
        "price": _or_null({"type": "integer", "minimum": 0, "maximum": 10**9, "description": "In minor units."}),
        "category": _or_null({"type": "string", "maxLength": 256}),
        "brand": _or_null({"type": "string", "maxLength": 256}),
    },
}
_PARAMETER: Schema = {
    "type": ["string", "number", "boolean", "null"],
    "maxLength": LONGEST_TEXT,
    "minimum": -1e300,
    "maximum": 1e300,
}
