"""The JSON Schema (2020-12) of a rule-set document, made from the fact catalogue and what the reading accepts."""

from typing import Any


def schema() -> dict[str, Any]:
    """Return the schema."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Rule set", "type": "object"}
