"""Plays a log: moves the stack's clock with it, keeps the carts, sends what the storefront would have sent.

Between two moves of the clock everything belongs to one moment, so different shoppers are played side by side and the
order among them does not matter. The clock moves to the very moment of each change of a cart; events wait for the next
change of their shopper's cart, or a few minutes of the log, and travel together.
"""

import heapq
import itertools
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from infra.replaying.calls import Stack
from infra.replaying.errands import MAX_BATCH_EVENTS, Errand, Errands
from infra.replaying.log import Refusal, Row
from infra.replaying.report import Report
from infra.replaying.shoppers import Shopper, Visit

TICK_MS: Final = 5 * 60_000
HELD_TICKS: Final = 2
PARALLEL: Final = 4
CART_EVENTS: Final = frozenset({"add_to_cart", "remove_from_cart", "purchase"})

Key = tuple[str, str]


class Player:
    """One replay of one log through one stack."""

    def __init__(self, stack: Stack, report: Report, *, currency: str, speed: float | None) -> None:
        self._stack = stack
        self._report = report
        self._errands = Errands(stack, report, currency)
        self._speed = speed
        self._tick_ms = TICK_MS if speed is None else int(min(TICK_MS, max(1000, speed * 1000)))
        self._now: int | None = None
        self._latest = 0
        self._shoppers: dict[str, Shopper] = {}
        self._visits: dict[Key, Visit] = {}
        self._waiting: dict[Key, Visit] = {}
        self._prices: dict[str, int] = {}
        self._looks: list[tuple[int, int, Shopper, str]] = []
        self._ties = itertools.count()
        self._pool = ThreadPoolExecutor(PARALLEL)

    def play(self, rows: Iterable[Row | Refusal], progress: Callable[[int], object]) -> None:
        """Play all rows, then leave the stack's clock running on from the last of them."""
        with self._pool:
            for row in self._paced(rows):
                self._report.rows += 1
                if isinstance(row, Row):
                    self._take(row)
                else:
                    self._report.refused(row, 1)
                progress(self._report.settled)
            if self._now is not None:
                self._step(self._latest, everything=True)
                progress(self._report.settled)
                self._stack.move_clock(self._latest, ticking=True)
        self._report.ended(self._shoppers.values())

    def _paced(self, rows: Iterable[Row | Refusal]) -> Iterator[Row | Refusal]:
        """Return the rows when their time has come, if a speed is wanted; the stack's clock goes on in the pauses."""
        began, first = time.monotonic(), None
        for row in rows:
            if self._speed and isinstance(row, Row):
                first = row.ts if first is None else first
                while (log_now := first + int((time.monotonic() - began) * 1000 * self._speed)) < row.ts:
                    if self._now is not None and log_now - self._now >= self._tick_ms:
                        self._step(log_now)
                    else:
                        time.sleep(min(row.ts - log_now, self._tick_ms) / 1000 / self._speed)
            yield row

    def _take(self, row: Row) -> None:
        if self._now is not None and row.ts - self._latest >= HELD_TICKS * self._tick_ms:
            # Before a night without events: what waits would be a day old, or a month, when the next one comes.
            self._step(max(self._now, self._latest), everything=True)
        self._latest = row.ts
        if self._now is None or row.ts - self._now >= self._tick_ms:
            self._step(row.ts)
        if row.price is not None and row.item_id:
            self._prices[row.item_id] = row.price
        key, visit = self._visit(row)
        visit.pending.append(row)
        self._waiting.setdefault(key, visit)
        if row.event_name in CART_EVENTS and row.event_id not in visit.counted:
            visit.counted.add(row.event_id)
            # Without a price of its own, the last that the log gave for the item.
            price = self._prices.get(row.item_id, 0) if row.price is None else row.price
            lines = visit.shopper.lines_after(row, price)
            if lines != visit.shopper.lines:
                self._step(row.ts, Errand(visit.shopper, change=row, lines=lines), key)
        if len(visit.pending) >= MAX_BATCH_EVENTS:
            self._run([Errand(visit.shopper, [self._waiting.pop(key)])])

    def _visit(self, row: Row) -> tuple[Key, Visit]:
        """Return the session of the log that ``row`` belongs to; a row without a user is its session's own."""
        shopper_key = row.user_id or f"session {row.session_id}"
        key = shopper_key, row.session_id
        if key not in self._visits:
            shopper = self._shoppers.setdefault(shopper_key, Shopper(shopper_key))
            self._visits[key] = Visit(shopper)
            self._report.sessions += 1
        return key, self._visits[key]

    def _step(self, now: int, change: Errand | None = None, of: Key | None = None, *, everything: bool = False) -> None:
        """Move the clock to ``now`` and do all that is to be done then; ``change`` is of the visit ``of``."""
        if now != self._now:
            self._report.clock_moved(self._stack.move_clock(now))
            self._now = now
        errands = {change.shopper.key: change} if change else {}
        held_ms = 0 if everything else HELD_TICKS * self._tick_ms
        overdue = [key for key, visit in self._waiting.items() if now - visit.pending[0].ts >= held_ms and key != of]
        for key in [*overdue, *([of] if of else [])]:  # the changed visit last
            visit = self._waiting.pop(key)
            errands.setdefault(visit.shopper.key, Errand(visit.shopper)).visits.append(visit)
        while self._looks and self._looks[0][0] <= now:
            _, _, shopper, decision_id = heapq.heappop(self._looks)
            if shopper.decision and shopper.decision["decision_id"] == decision_id:
                errands.setdefault(shopper.key, Errand(shopper)).look_again = True
        self._run(list(errands.values()))

    def _run(self, errands: list[Errand]) -> None:
        """Carry the errands out, and note when the decisions that came back say that they will change by themselves."""
        for done in [self._pool.submit(self._errands.run, errand, self._now) for errand in errands]:
            done.result()
        for errand in errands:
            decision = errand.shopper.decision
            if decision and (decision["next_check_at"] or 0) > self._now:
                look = (decision["next_check_at"], next(self._ties), errand.shopper, decision["decision_id"])
                heapq.heappush(self._looks, look)
