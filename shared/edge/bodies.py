"""JSON in and JSON out: text to the domain's own dataclasses and back, strictly."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter
from pydantic_core import from_json, to_json

from shared.domain.errors import TooLargeError
from shared.edge.problems import Problem

Shape = TypeVar("Shape")
Reader = Callable[[str, type, int], Any]


class UnreadableError(Exception):
    """A body that cannot be understood; carries the problem to answer with."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.problem = problem


@cache
def adapter(shape: Any) -> TypeAdapter[Any]:
    """Return the one adapter of ``shape``."""
    return TypeAdapter(shape)


def read(text: str, shape: type[Shape], max_bytes: int) -> Shape:
    """Return ``text`` as a ``shape``; unknown fields are ignored.

    Raises ``TooLargeError`` above ``max_bytes``, ``UnreadableError`` for what is not JSON (a NaN is not),
    ``pydantic.ValidationError`` for what has another shape.
    """
    if len(text) > max_bytes or (len(text) * 4 > max_bytes and len(text.encode(errors="replace")) > max_bytes):
        raise TooLargeError(f"at most {max_bytes // 1024} KB; send less at once")
    if "NaN" in text or "Infinity" in text:
        parse(text)
    return adapter(shape).validate_json(text, strict=True)


def read_optional(text: str, shape: type[Shape], max_bytes: int) -> Shape:
    """Return ``text`` as ``read`` does; no body at all says the same as an empty object."""
    return read(text or "{}", shape, max_bytes)


@dataclass(frozen=True, slots=True)
class OneOrMany:
    """A reader to which a single object stands for the list of it under ``member``."""

    member: str

    def __call__(self, text: str, shape: type[Shape], max_bytes: int) -> Shape:
        body = parse(text) if len(text) <= max_bytes else None
        single = isinstance(body, dict) and self.member not in body
        return read(f'{{"{self.member}":[{text}]}}' if single else text, shape, max_bytes)


def parse(text: str) -> Any:
    """Return ``text`` as plain JSON values; raise ``UnreadableError`` when it is not JSON."""
    try:
        return from_json(text, allow_inf_nan=False, cache_strings="none")
    except (ValueError, TypeError) as error:
        # A TypeError is text that no UTF-8 can carry, such as half of a surrogate pair.
        raise UnreadableError(Problem(400, "not_json", f"this is not JSON: {error}")) from None


def parse_as_sent(text: str) -> Any:
    """Return ``text`` as ``parse`` does, with halves of characters (lone surrogates) left in it."""
    try:
        return json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(Problem(400, "not_json", f"this is not JSON: {error}")) from None


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def request_id_of(text: str) -> str | None:
    """Return the ``request_id`` of a frame that could not be read otherwise, if it has one."""
    try:
        frame = from_json(text)
    except (ValueError, TypeError):
        return None
    request_id = frame.get("request_id") if isinstance(frame, dict) else None
    return request_id if isinstance(request_id, str) else None


def write(value: Any) -> str:
    """Return ``value`` (dataclasses included) as JSON text."""
    return to_json(value).decode()
