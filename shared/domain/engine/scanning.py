"""From the masks of an index to the rules that hold, by functions generated for its columns."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Any

from shared.domain.engine.chains import chained, chains
from shared.domain.engine.closures import Check
from shared.domain.engine.hours import Hours
from shared.domain.engine.index import Block, Index
from shared.domain.engine.sources import names_of, source

# So far beyond the last cut of a count its values are looked up as well.
_MORE = 24


class Scanner:
    """An index at work.

    ``check(n)`` is the closer look at a rule, ``schedule(n)`` its schedule. ``held(facts, now)`` and
    ``winners(facts, now)`` are as in ``matcher.py``; ``here(facts, now)`` is ``held`` as a mask of a block's rules;
    ``apart(facts, now)`` returns the places of a block's rules, the block, and for each fact of ``asked_apart`` the
    block's rules that fail by it alone.
    """

    def __init__(
        self,
        found: Index,
        check: Callable[[int], Check],
        schedule: Callable[[int], Any],
        asked_apart: Sequence[str],
    ) -> None:
        self._check = check
        blocks = _Blocks(found, schedule)
        names: dict[str, Any] = {
            "__builtins__": {"KeyError": KeyError},
            "AT": bisect_right,
            "BLOCKS": blocks,
            "BY": found.by,
            "FIRST": self._first,
            "NOTHING": frozenset(),
            "SPREAD": self.spread,
            "SURE": self._sure,
        }
        names |= {f"K{n}": fact for n, (fact, _) in enumerate(found.columns)}
        if found.by is None:
            names |= zip(names_of(found), blocks.others, strict=True)
        exec(compile(source(found, asked_apart), "<masks>", "exec"), names)  # noqa: S102 - see there what it is made of
        self.here: Callable[[Any, int], int] = names["here"]
        self.held: Callable[[Any, int], int] = names["here" if found.by is None else "held"]
        self.winners: Callable[[Any, int], list[int]] = names["winners"]
        self._still: Callable[[Any], tuple[Sequence[int], Block, int]] = names["still"]
        self.apart: Callable[[Any, int], tuple[Sequence[int], Block, list[int]]] = names["apart"]

    def could_hold(self, facts: Any) -> int:
        """Return the waiting rules that all facts allow which time does not change."""
        numbers, _, could = self._still(facts)
        return self.spread(could, numbers)

    def still(self, facts: Any) -> tuple[Sequence[int], Block, int]:
        """Return the block that is asked about ``facts``, its rules, and what ``could_hold`` does as a mask of them."""
        return self._still(facts)

    def doubtful(self, facts: Any) -> int:
        """Return those of ``could_hold`` of which only a closer look tells when time changes them."""
        numbers, block, could = self._still(facts)
        return self.spread(could & block.rest, numbers)

    def spread(self, held: int, numbers: Sequence[int]) -> int:
        """Return a block's mask as one of all rules."""
        if isinstance(numbers, range):
            return held
        spread = 0
        while held:
            bit = held.bit_length() - 1
            spread |= 1 << numbers[bit]
            held ^= 1 << bit
        return spread

    def _sure(self, held: int, doubtful: int, numbers: Sequence[int], facts: Any) -> int:
        """Return ``held`` without those of ``doubtful`` that do not hold on a closer look."""
        while doubtful:
            lowest = doubtful & -doubtful
            if not self._check(numbers[lowest.bit_length() - 1])(facts):
                held ^= lowest
            doubtful ^= lowest
        return held

    def _first(self, held: int, rest: int, numbers: Sequence[int], facts: Any) -> list[int]:
        """Return the place of the first of ``held`` that holds on a closer look, as far as it is in ``rest``."""
        while held:
            lowest = held & -held
            place = numbers[lowest.bit_length() - 1]
            if not lowest & rest or self._check(place)(facts):
                return [place]
            held ^= lowest
        return []


class _Blocks(dict[Any, tuple[Any, ...]]):
    """A block's values in the order in which the source unpacks them, by the value of ``by``; unpacked when needed."""

    def __init__(self, found: Index, schedule: Callable[[int], Any]) -> None:
        super().__init__()
        self._found, self._schedule = found, schedule
        self._chains = chains(found.columns)
        self.others = self._unpacked(found.others)

    def __missing__(self, value: Any) -> tuple[Any, ...]:
        block = self._found.blocks.get(value)
        if block is None:
            # Not kept: there is no end to the values that no rule names.
            return self.others
        unpacked = self[value] = self._unpacked(block)
        return unpacked

    def _unpacked(self, block: Block) -> tuple[Any, ...]:
        hours = Hours([(lambda n=n: self._schedule(n), mask) for n, mask in block.schedules])
        full = (1 << len(block.numbers)) - 1
        values: list[Any] = [block, block.numbers, full, block.rest, hours.closed, block.waiting, block.alone]
        columns = self._found.columns
        values += [*block.groups, *(chained(columns, block.cells, chain) for chain in self._chains)]
        for (_, kind), cell in zip(columns, block.cells, strict=True):
            values += (cell[0].get, cell[1]) if kind == "name" else _count(*cell) if kind == "count" else cell
        return tuple(values)


def _count(cuts: Sequence[int], masks: Sequence[int], absent: int) -> tuple[dict[Any, int], Callable[[int], int]]:
    """Return the mask of each value near the cuts, and what finds that of any other."""
    values = range(min(cuts[0], 0) - 1, cuts[-1] + _MORE) if cuts else range(-1, _MORE)
    near: dict[Any, int] = {None: absent, **{value: masks[bisect_right(cuts, value)] for value in values}}
    return near, lambda value: masks[bisect_right(cuts, value)]
