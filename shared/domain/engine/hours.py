"""Which rules' schedules are closed, worked out anew only when one of them has opened or closed."""

from collections.abc import Callable, Sequence
from math import inf
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.domain.schedules import Schedule


class Hours:
    """``closed(now)`` is the mask of the rules that may not act at ``now`` (epoch ms).

    Made of each different schedule and the mask of the rules that have it; a schedule is fetched when first asked for.
    """

    __slots__ = ("_answer", "_schedules", "_since", "_until")

    def __init__(self, schedules: Sequence[tuple[Callable[[], "Schedule"], int]]) -> None:
        self._schedules = [_Kept(schedule, mask) for schedule, mask in schedules]
        self._answer = 0
        self._since, self._until = (inf, -inf) if schedules else (-inf, inf)

    def closed(self, now: int) -> int:
        """Return the mask of the rules whose schedule is closed."""
        if not self._since <= now < self._until:
            for kept in self._schedules:
                kept.look(now)
            self._since = max(kept.since for kept in self._schedules)
            self._until = min(kept.until for kept in self._schedules)
            self._answer = sum(kept.mask for kept in self._schedules if not kept.is_open)
        return self._answer


class _Kept:
    """A schedule, and its state from ``since`` up to ``until``."""

    __slots__ = ("_fetch", "_schedule", "is_open", "mask", "since", "until")

    def __init__(self, fetch: Callable[[], "Schedule"], mask: int) -> None:
        self._fetch, self.mask = fetch, mask
        self._schedule: Schedule | None = None
        self.since, self.until = inf, -inf
        self.is_open = False

    def look(self, now: int) -> None:
        if self.since <= now < self.until:
            return
        if self._schedule is None:
            self._schedule = self._fetch()
        self.is_open = self._schedule.is_open(now)
        edge = self._schedule.next_edge(now)
        self.since, self.until = now, inf if edge is None else edge
