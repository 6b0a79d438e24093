"""The rules that one fact alone keeps away, found on the masks without looking at any rule."""

from bisect import bisect_right
from collections.abc import Mapping
from typing import Any, NamedTuple

from shared.domain.engine.index import Index
from shared.domain.engine.scanning import Scanner
from shared.domain.facts.catalogue import find


class Step(NamedTuple):
    """From ``value`` of ``fact`` on, the ``rules`` (a mask) come in."""

    fact: str
    value: int
    rules: int


class Nearness:
    """What the shopper could reach, by a scanner that was made with ``reachable(found)``."""

    def __init__(self, found: Index, scanner: Scanner) -> None:
        self._scanner = scanner
        self._facts = reachable(found)
        self._columns = [_column(found, fact) for fact in self._facts]

    def nearly(self, facts: Any, now: int) -> Mapping[str, int]:
        """Return for each reachable fact the rules that are open now and fail by that fact alone."""
        numbers, _, failing = self._scanner.apart(facts, now)
        return {
            fact: self._scanner.spread(mask, numbers) for fact, mask in zip(self._facts, failing, strict=True) if mask
        }

    def steps(self, facts: Any, now: int, wanted: int) -> list[Step]:
        """Return for each reachable fact the next value above its own that brings one of the ``wanted`` rules."""
        numbers, block, failing = self._scanner.apart(facts, now)
        steps: list[Step] = []
        for fact, column, mask in zip(self._facts, self._columns, failing, strict=True):
            value = facts[fact]
            if not mask or value is None:
                continue
            cuts, masks, _ = block.cells[column]
            for place in range(bisect_right(cuts, value), len(cuts)):
                # What fails now, and holds from this cut on.
                brought = masks[place + 1] & mask
                found = brought and self._scanner.spread(brought, numbers) & wanted
                if found:
                    steps.append(Step(fact, cuts[place], found))
                    break
        return steps


def reachable(found: Index) -> list[str]:
    """Return the facts of the index that the shopper can raise."""
    asked = (fact for fact, kind in found.columns if kind in ("number", "count"))
    return [fact for fact in asked if (known := find(fact)) and known.reachable]


def _column(found: Index, asked: str) -> int:
    return next(n for n, (fact, kind) in enumerate(found.columns) if fact == asked and kind in ("number", "count"))
