"""JSON Schemas (2020-12) of the application's types, for both documents of the contract."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

Mode = Literal["validation", "serialization"]
Schema = dict[str, Any]

ABOUT = {
    "title": "Microlift",
    "version": "1.0.0",
    "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
}

FIELD_ERROR: Schema = {
    "type": "object",
    "description": "One fault of the input.",
    "properties": {
        "path": {"type": "string", "description": "A JSON path, such as `$.lines[0].quantity`."},
        "code": {"type": "string", "description": "Stable; tells faults apart."},
        "message": {"type": "string", "description": "What to do about it; for people."},
    },
    "required": ["path", "code", "message"],
}

PROBLEM: Schema = {
    "type": "object",
    "description": "Every error, after RFC 9457.",
    "properties": {
        "type": {"type": "string", "description": "`urn:microlift:problem:` and the code."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What happened, and what to do; for people."},
        "code": {"type": "string", "description": "Stable; tells problems apart."},
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/FieldError"}},
        "retry_after_s": {"type": "integer", "description": "When trying again can help: after so many seconds."},
    },
    "required": ["type", "title", "status", "detail", "code"],
}


@dataclass(frozen=True, slots=True)
class Operation:
    """One HTTP route or socket action, and the words for it; ``route`` is what its handler declared."""

    name: str
    key: str
    summary: str
    description: str
    route: Any


class Generator(GenerateJsonSchema):
    """Says what is true on our wire: a field's name needs no title, and an answer has all members of a dataclass.

    Of a ``TypedDict`` it has those that are not ``NotRequired``.
    """

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def field_is_required(self, field: Any, total: bool) -> bool:
        always = self.mode == "serialization" and field["type"] != "typed-dict-field"
        return always or super().field_is_required(field, total)


class Schemas:
    """The schemas of some shapes, and of all that they refer to."""

    def __init__(self, taken: Iterable[Any], given: Iterable[Any]) -> None:
        """``taken`` are the shapes that callers send, ``given`` those that they get."""
        modes: tuple[tuple[Mode, Iterable[Any]], ...] = (("validation", taken), ("serialization", given))
        shapes = {(repr(shape), mode): shape for mode, some in modes for shape in some if shape is not None}
        self._found, document = TypeAdapter.json_schemas(
            [(name, mode, TypeAdapter(shape)) for (name, mode), shape in shapes.items()],
            ref_template="#/components/schemas/{model}",
            schema_generator=Generator,
        )
        self.components = {**document.get("$defs", {}), "FieldError": FIELD_ERROR, "Problem": PROBLEM}

    def taken(self, shape: Any) -> Schema:
        """Return the schema of a shape that callers send."""
        return self._found[repr(shape), "validation"]

    def given(self, shape: Any) -> Schema:
        """Return the schema of a shape that callers get."""
        return self._found[repr(shape), "serialization"]
