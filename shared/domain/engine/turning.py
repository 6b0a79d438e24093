"""The moments at which time alone brings or takes rules, found on the masks without looking at any rule."""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any

from shared.domain.clocks import LATEST, QUARTER_HOUR_MS, day_begins, shown, soonest
from shared.domain.engine.index import Block, Index, Kind
from shared.domain.engine.scanning import Scanner
from shared.domain.facts.catalogue import find
from shared.domain.facts.fact import Fact
from shared.domain.masks import mask_of

# So many moments are looked at, at most, and so many days ahead.
_LOOKS, _DAYS = 64, 367


class Turning:
    """What time does to the rules of this index; ``schedule(n)`` is the schedule of the rule in place n."""

    def __init__(self, found: Index, scanner: Scanner, schedule: Callable[[int], Any]) -> None:
        self._scanner, self._schedule = scanner, schedule
        self._moving: list[tuple[int, Kind, Fact]] = []
        for n, (name, kind) in enumerate(found.columns):
            fact = find(name)
            if fact and fact.moves:
                self._moving.append((n, kind, fact))
        self._moving.sort(key=lambda column: _pace(column[2]))

    def turns(self, facts: Any, among: int) -> Iterator[tuple[int, int]]:
        """Yield the moments after that of ``facts`` at which rules of the mask ``among`` come or go, and which do.

        When they waver for long, the last moment looked at comes with no rules.
        """
        numbers, block, could = self._scanner.still(facts)
        spread, here = self._scanner.spread, self._scanner.here
        if not isinstance(numbers, range):
            among = mask_of((bit for bit, n in enumerate(numbers) if among >> n & 1), len(numbers))
        could &= among & ~block.rest
        moment, later = facts.now, facts
        state = here(facts, moment) & could
        for _ in range(_LOOKS):
            moment = soonest(self._moments(block, could, later))
            if moment is None:
                return
            later = facts.at(moment)
            after = here(later, moment) & could
            if after != state:
                yield moment, spread(after ^ state, numbers)
            state = after
        yield moment, 0

    def _moments(self, block: Block, could: int, facts: Any) -> Iterator[int | None]:
        """Yield moments of which the first is none too late: before it no rule of ``could`` comes or goes.

        What keeps a rule away must change before it can come: of several facts that do, one is waited for.
        """
        asked: list[tuple[int, Kind, Fact, int, int]] = []
        for n, kind, fact in self._moving:
            said = _said(block.cells[n], kind, facts[fact.name])
            asked.append((n, kind, fact, said, could & ~said))
            could &= said
        for n, kind, fact, said, kept_away in asked:
            rules = kept_away | could
            yield _next(block.cells[n], kind, fact, said, rules, facts) if rules else None
        for n, mask in block.schedules:
            yield self._schedule(n).next_edge(facts.now) if mask & could else None


def _pace(fact: Fact) -> int:
    """Return 0 for a fact that grows up to a mark, 1 for one of the day, 2 for the hour, which turns most often."""
    if fact.of_clock is None:
        return 0
    return 2 if fact.unit == "hours" else 1


def _next(cell: Any, kind: Kind, fact: Fact, said: int, rules: int, facts: Any) -> int | None:
    others = cell[0].values() if kind == "name" else cell[1]
    if not any((mask ^ said) & rules for mask in (*others, cell[-1])):
        return None
    if fact.of_clock is None:
        return _grows(cell, said, fact, rules, facts)
    moments = (
        _hours(facts.now, facts.zone)
        if fact.unit == "hours"
        else _days(shown(facts.now, facts.zone).date(), facts.zone)
    )
    for moment, local in moments:
        if (_said(cell, kind, fact.of_clock(local)) ^ said) & rules:
            return moment
    return None


def _said(cell: Any, kind: Kind, value: Any) -> int:
    """Return the mask of a column for one value of its fact."""
    if kind == "name":
        masks, other = cell
        return masks.get(value, other)
    cuts, masks, absent = cell
    return absent if value is None else masks[bisect_right(cuts, value)]


def _grows(cell: Any, said: int, fact: Fact, rules: int, facts: Any) -> int | None:
    origin, value = facts.origin(fact.name), facts[fact.name]
    if origin is None or value is None:
        return None
    cuts, masks, _ = cell
    for place in range(bisect_right(cuts, value), len(cuts)):
        if (masks[place + 1] ^ said) & rules:
            moment = origin + cuts[place] * fact.scale_ms
            return moment if moment < LATEST else None
    return None


def _hours(now: int, zone: tzinfo) -> Iterator[tuple[int, datetime]]:
    """Yield the moments of the next two days at which a clock comes to show another hour, with what it shows."""
    hour = shown(now, zone).hour
    first = now // QUARTER_HOUR_MS * QUARTER_HOUR_MS + QUARTER_HOUR_MS
    for moment in range(first, first + 2 * 24 * 4 * QUARTER_HOUR_MS, QUARTER_HOUR_MS):
        local = shown(moment, zone)
        if local.hour != hour:
            hour = local.hour
            yield moment, local


@lru_cache(maxsize=16)
def _days(today: date, zone: tzinfo) -> tuple[tuple[int, datetime], ...]:
    """Return when each of the next days begins, with what a clock shows then."""
    moments = (day_begins(today + timedelta(days=n), zone) for n in range(1, _DAYS + 1))
    return tuple((moment, shown(moment, zone)) for moment in moments)
