"""The small words of the schema: texts, numbers, objects, alternatives.

The reading takes ``null`` for a member that is not said, so an optional member's schema allows it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.domain.money import BASIS_POINTS
from shared.domain.rules.members import MAX_COUNT, MAX_MINOR

Schema = dict[str, Any]


def text(description: str, longest: int = 128, **more: Any) -> Schema:
    """Return the schema of a text that says something."""
    return {"type": "string", "description": description, "pattern": r"\S", "maxLength": longest, **more}


def number(description: str, least: int, most: int, **more: Any) -> Schema:
    """Return the schema of a whole number, both bounds included."""
    return {"type": "integer", "description": description, "minimum": least, "maximum": most, **more}


def basis_points(description: str, **more: Any) -> Schema:
    """Return the schema of hundredths of a percent."""
    return number(f"{description}, in basis points: 1000 is 10 %", 0, BASIS_POINTS, **more)


def minor(description: str, least: int = 1, **more: Any) -> Schema:
    """Return the schema of an amount of money."""
    return number(f"{description}, in minor units: 1299 is 12.99 EUR", least, MAX_MINOR, **more)


def count(description: str, least: int = 1, **more: Any) -> Schema:
    """Return the schema of a number of things."""
    return number(description, least, MAX_COUNT, **more)


def boolean(description: str, **more: Any) -> Schema:
    """Return the schema of a yes or no."""
    return {"type": "boolean", "description": description, **more}


def choice(description: str, options: dict[str, str] | Sequence[str], **more: Any) -> Schema:
    """Return the schema of one of ``options``, with what each means where that is said."""
    found: Schema = {"description": description, "enum": list(options), **more}
    # Not a keyword of JSON Schema: editors that know it show it beside each value.
    return found | ({"x-descriptions": options} if isinstance(options, dict) else {})


def many(items: Schema, description: str, most: int, least: int = 0) -> Schema:
    """Return the schema of a list."""
    found: Schema = {"type": "array", "description": description, "items": items, "maxItems": most}
    return found | ({"minItems": least} if least else {})


def ref(name: str, description: str = "") -> Schema:
    """Return a reference to the definition ``name``."""
    return {"$ref": f"#/$defs/{name}"} | ({"description": description} if description else {})


def record(description: str, needed: Mapping[str, Schema], optional: Mapping[str, Schema], **more: Any) -> Schema:
    """Return the schema of an object with these members and no others."""
    return {
        "type": "object",
        "description": description,
        "properties": {**needed, **{name: or_null(schema) for name, schema in optional.items()}},
        "additionalProperties": False,
        **({"required": list(needed)} if needed else {}),
        **more,
    }


def or_null(schema: Schema) -> Schema:
    """Return ``schema``, with ``null`` allowed beside what it says."""
    if "enum" in schema:
        return {**schema, "enum": [*schema["enum"], None]}
    if isinstance(kind := schema.get("type"), str):
        return {**schema, "type": [kind, "null"]}
    if "anyOf" in schema:
        return {**schema, "anyOf": [*schema["anyOf"], {"type": "null"}]}
    about = {"description": schema["description"]} if "description" in schema else {}
    return {"anyOf": [schema, {"type": "null"}], **about}
