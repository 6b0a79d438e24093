"""The table's client, and the few conversions that every store needs.

State that only we read travels as JSON in one Binary attribute, compressed when that saves a write unit: each begun KB
is one.
"""

import zlib
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeVar

from botocore.config import Config
from pydantic import TypeAdapter
from pydantic_core import from_json, to_json

from shared import clients

if TYPE_CHECKING:
    from botocore.client import BaseClient

Shape = TypeVar("Shape")
Attributes = dict[str, dict[str, Any]]

PLAIN_BYTES: Final = 850
"""So much state fits one write unit beside its item's other attributes; compressing it would cost time for nothing."""

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
    """Packs values of one dataclass into bytes and back, its fields by name."""

    def __init__(self, shape: type[Shape]) -> None:
        self._shape = shape

    @cached_property
    def _adapter(self) -> TypeAdapter[Any]:
        # When the first value is read: to make one takes 10 ms, and who only writes needs none.
        return TypeAdapter(self._shape)

    def pack(self, value: Any) -> bytes:
        """Return ``value`` as bytes to store; what is ``None`` is left out."""
        return packed(value)

    def unpack(self, raw: bytes) -> Any:
        """Return the value that ``raw`` holds; raise ``StateError`` when it is none of ours."""
        try:
            return self._adapter.validate_json(_text(raw))
        except (ValueError, zlib.error) as error:
            raise StateError("a stored state cannot be read") from error


def packed(value: Any) -> bytes:
    """Return ``value`` as JSON, compressed when it is long; what is ``None`` is left out of objects."""
    text = to_json(value, exclude_none=True)
    if len(text) <= PLAIN_BYTES:
        return text
    # A window of 4 KB holds most carts, and takes 32 KB of memory for each call where the usual one takes 268.
    deflate = zlib.compressobj(level=1, wbits=12, memLevel=5)
    return deflate.compress(text) + deflate.flush()


def unpacked(raw: bytes) -> Any:
    """Return the plain JSON value that ``raw`` holds."""
    return from_json(_text(raw))


def _text(raw: bytes) -> bytes:
    # Compressed bytes begin otherwise than any of our JSON does.
    return raw if raw[:1] in {b"{", b"["} else zlib.decompress(raw)


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
