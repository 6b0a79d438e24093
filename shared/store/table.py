"""The table's client, and the few conversions that every store needs.

State that only we read travels as zlib-compressed JSON in one Binary attribute: a third of a map's size, and every KB
is a write unit.
"""

import zlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from botocore.config import Config
from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json, to_json

from shared import clients

if TYPE_CHECKING:
    from botocore.client import BaseClient

Shape = TypeVar("Shape")
Attributes = dict[str, dict[str, Any]]

# Time-outs are short because a shopper waits. botocore's own repeats are safe: writes are conditional or idempotent.
_CONFIG = Config(
    retries={"mode": "standard", "total_max_attempts": 3},
    connect_timeout=1,
    read_timeout=3,
    tcp_keepalive=True,
    parameter_validation=False,
)


class Table:
    """One DynamoDB table and the client that speaks to it."""

    def __init__(self, name: str, client: "BaseClient | None" = None) -> None:
        self.name = name
        self.client: Any = client or clients.client("dynamodb", config=_CONFIG)


class StateError(RuntimeError):
    """What is stored has another shape than the code expects: our fault, never the caller's."""


class Packed:
    """Packs values of one dataclass into bytes and back."""

    def __init__(self, shape: type[Shape]) -> None:
        self._adapter: TypeAdapter[Any] = TypeAdapter(shape)

    def pack(self, value: Any) -> bytes:
        """Return ``value`` as compressed JSON; what is ``None`` is left out."""
        return packed(value)

    def unpack(self, raw: bytes) -> Any:
        """Return the value that ``raw`` holds; raise ``StateError`` when it is none of ours."""
        try:
            return self._adapter.validate_json(zlib.decompress(raw))
        except ValidationError as error:
            raise StateError("a stored state cannot be read") from error


def packed(value: Any) -> bytes:
    """Return ``value`` as compressed JSON; what is ``None`` is left out."""
    # A window of 4 KB holds most carts, and takes 32 KB of memory for each call where the usual one takes 268.
    deflate = zlib.compressobj(level=1, wbits=12, memLevel=5)
    return deflate.compress(to_json(value, exclude_none=True)) + deflate.flush()


def unpacked(raw: bytes) -> Any:
    """Return the plain JSON value that ``raw`` holds."""
    return from_json(zlib.decompress(raw))


def key(pk: str, sk: str = "state") -> Attributes:
    """Return the primary key in DynamoDB's words."""
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def number(value: int) -> dict[str, str]:
    """Return ``value`` as a DynamoDB number."""
    return {"N": str(value)}


def plain(item: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return ``item`` without its type marks: numbers as ``int``, the rest as it is."""
    return {name: _plain_value(typed) for name, typed in item.items()}


def _plain_value(typed: Mapping[str, Any]) -> Any:
    kind, value = next(iter(typed.items()))
    if kind == "N":
        return int(value)
    return None if kind == "NULL" else value
