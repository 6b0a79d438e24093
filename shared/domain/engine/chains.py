"""Facts of few values each, looked up together: one mask for all of them where there would be one for each."""

from collections.abc import Mapping, Sequence
from math import prod
from typing import Any

from shared.domain.engine.cells import Cell
from shared.domain.engine.index import Kind
from shared.domain.facts.catalogue import find

# So many masks a chain has at most: a block of 10,000 rules then spends some 80 KB on it.
LONGEST = 64

Columns = Sequence[tuple[str, Kind]]
Chain = Mapping[Any, Any]
"""By the value of its first column: the chain of the others, or the mask after the last."""


def chains(columns: Columns) -> list[list[int]]:
    """Return the places of the columns whose facts have few values, those of few first, in chains to look along."""
    sizes = {n: len(_values(fact)) for n, (fact, kind) in enumerate(columns) if kind == "name"}
    found: list[list[int]] = []
    for n in sorted((n for n, size in sizes.items() if size), key=sizes.__getitem__):
        if found and prod(sizes[other] for other in (*found[-1], n)) <= LONGEST:
            found[-1].append(n)
        else:
            found.append([n])
    return found


def chained(columns: Columns, cells: Sequence[Cell], places: Sequence[int]) -> Chain:
    """Return the chain of these columns: what each of their values allows, by all values that there are."""
    tables = []
    for n in places:
        masks, other = cells[n]
        tables.append({value: masks.get(value, other) for value in _values(columns[n][0])})
    return _joined(tables, -1)


def _joined(tables: Sequence[Mapping[Any, int]], mask: int) -> Chain:
    first, *others = tables
    return {value: _joined(others, mask & own) if others else mask & own for value, own in first.items()}


def _values(fact: str) -> tuple[str | bool | None, ...]:
    """Return every value that ``fact`` can have, none at all among them; nothing when they cannot be told."""
    known = find(fact)
    closed = () if known is None else (False, True) if known.type == "boolean" else known.choices
    return (None, *closed) if closed else ()
