"""Rows: how our own plain values are stored, each object as the list of its fields' values in a fixed order.

A third of the JSON that names every field, so that a usual session fits one write unit without being compressed; and
read without pydantic, whose adapters a cold start would have to build. What comes from outside never comes this way.
"""

import zlib
from collections.abc import Callable
from dataclasses import MISSING, fields
from operator import attrgetter
from typing import Any

from shared.store.table import StateError, packed, unpacked

Change = Callable[[Any], Any]


def _as_it_is(value: Any) -> Any:
    return value


class Form:
    """How one kind of value becomes plain JSON, and back; ``None`` is passed by."""

    def __init__(self, pack: Change, unpack: Change) -> None:
        self.pack = pack
        self.unpack = unpack


class Row:
    """The row of one dataclass: names of its fields in stored order, with the form of those that are not plain JSON.

    A field that is new goes last, and has a default: a row that was written before it was there is shorter. What is
    at its default at the end of a row is left out.
    """

    def __init__(self, shape: type[Any], *columns: "str | tuple[str, Form | Row]") -> None:
        named = [column if isinstance(column, tuple) else (column, None) for column in columns]
        self.shape = shape
        self.names = tuple(name for name, _ in named)
        self._packs = tuple((n, form.pack) for n, (_, form) in enumerate(named) if form and form.pack is not _as_it_is)
        self._unpacks = tuple((n, form.unpack) for n, (_, form) in enumerate(named) if form)
        self._values = attrgetter(*self.names)
        known = {field.name: field for field in fields(shape)}
        self._known = len(named)
        self._in_order = self.names == tuple(known)
        self.plain = next((n for n, (_, form) in enumerate(named) if form), len(named)) if self._in_order else 0
        self._defaults = [
            field.default if field.default_factory is MISSING else field.default_factory()
            for field in (known[name] for name in self.names)
        ]

    def pack(self, value: Any) -> list[Any]:
        """Return ``value`` as a row of plain JSON values."""
        row, defaults = list(self._values(value)), self._defaults
        size = len(row)
        while size and row[size - 1] == defaults[size - 1]:
            size -= 1
        del row[size:]
        for n, pack in self._packs:
            if n >= size:
                break
            if row[n] is not None:
                row[n] = pack(row[n])
        return row

    def unpack(self, row: list[Any]) -> Any:
        """Return the value that ``row`` holds, which is used up; what a later version put behind is left out."""
        size = len(row)
        for n, unpack in self._unpacks:
            if n >= size:
                break
            if row[n] is not None:
                row[n] = unpack(row[n])
        if size <= self._known and self._in_order:
            return self.shape(*row)
        return self.shape(**dict(zip(self.names, row, strict=False)))

    def write(self, value: Any) -> bytes:
        """Return ``value`` as bytes to store."""
        return packed(self.pack(value))

    def read(self, raw: bytes, first: str | None = None) -> Any:
        """Return the value that ``raw`` holds; raise ``StateError`` when it is none of ours.

        ``first`` is the row's first value, where that was left out because the item's key says it.
        """
        try:
            row = unpacked(raw)
            if first is not None and row[0] is None:
                row[0] = first
            return self.unpack(row)
        except (TypeError, ValueError, LookupError, AttributeError, zlib.error) as error:
            raise StateError(f"a stored {self.shape.__name__} cannot be read") from error


def many(row: Row) -> Form:
    """Return the form of a tuple of what ``row`` holds."""
    pack, unpack, shape, plain = row.pack, row.unpack, row.shape, row.plain
    return Form(
        lambda values: [pack(each) for each in values],
        # Most rows end before their first value that is not plain JSON.
        lambda rows: tuple([shape(*each) if len(each) <= plain else unpack(each) for each in rows]),
    )


def by_name(row: Row) -> Form:
    """Return the form of a mapping from names to what ``row`` holds."""
    pack, unpack, shape, plain = row.pack, row.unpack, row.shape, row.plain
    return Form(
        lambda values: {name: pack(each) for name, each in values.items()},
        lambda rows: {name: shape(*each) if len(each) <= plain else unpack(each) for name, each in rows.items()},
    )


def _with_tuples(values: dict[str, Any]) -> dict[str, Any]:
    for name, value in values.items():
        if type(value) is list:
            values[name] = tuple(value)
    return values


def _zeros_counted(values: tuple[int, ...]) -> Any:
    return values if any(values) else len(values)


def _zeros(values: Any) -> tuple[int, ...]:
    return (0,) * values if type(values) is int else tuple(values)


TUPLE = Form(_as_it_is, tuple)
"""A tuple of plain values."""

ZEROS = Form(_zeros_counted, _zeros)
"""A tuple of numbers that are mostly all zero, and then only counted."""

OBSERVATIONS = Form(_as_it_is, _with_tuples)
"""A mapping from names to plain values or tuples of them."""
