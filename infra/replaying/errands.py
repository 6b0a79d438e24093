"""What is done for one shopper at one moment of the log, in this order: open a session if need be, send the events that
wait, look at the cart again if its decision said so, change the cart.
"""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from infra.replaying.calls import RefusedError, Stack
from infra.replaying.log import Row
from infra.replaying.report import Report
from infra.replaying.shoppers import Line, Shopper, Visit

MAX_BATCH_EVENTS: Final = 500
MAX_BATCH_BYTES: Final = 250 * 1024


@dataclass(slots=True)
class Errand:
    """``change`` is a row of the last of the visits, and ``lines`` what it makes of the cart."""

    shopper: Shopper
    visits: list[Visit] = field(default_factory=list)
    change: Row | None = None
    lines: dict[str, Line] = field(default_factory=dict)
    look_again: bool = False


class Errands:
    """Carries errands out; those of different shoppers side by side."""

    def __init__(self, stack: Stack, report: Report, currency: str) -> None:
        self._stack = stack
        self._report = report
        self._currency = currency

    def run(self, errand: Errand, now: int) -> None:
        """Carry ``errand`` out at the stack's time ``now``."""
        refused: set[str] = set()
        for visit in errand.visits:
            rows, visit.pending = visit.pending, []
            for batch in batches(rows, self._currency):
                refused |= self._send(visit, batch, now)
        shopper = errand.shopper
        if errand.look_again and shopper.visit and now < shopper.visit.expires_at:
            self._decide(shopper, shopper.visit, shopper.sent)
        if errand.change and errand.change.event_id not in refused:
            self._change(errand.visits[-1], errand.lines, now, bought=errand.change.event_name == "purchase")

    def _send(self, visit: Visit, events: list[dict[str, Any]], now: int) -> set[str]:
        """Send a batch and return the ids of the events that were refused."""
        try:
            self._open(visit, now)
            receipt = self._stack.send_events(visit.token, events)
        except RefusedError as error:
            self._report.refused(error.code, len(events))
            return {event["event_id"] for event in events}
        self._report.received(receipt)
        return {events[each["index"]]["event_id"] for each in receipt["rejected"]}

    def _open(self, visit: Visit, now: int) -> None:
        """See to it that the visit has a session that lives, and that a cart left earlier is shown in it."""
        if now < visit.expires_at:
            return
        shopper = visit.shopper
        if shopper.lines and shopper.decision:
            self._stack.wait_for_record(shopper.decision["decision_id"], shopper.decided)
        opened = self._stack.open_session(shopper.visitor_id)
        shopper.visitor_id = opened["visitor_id"]
        visit.token, visit.expires_at = opened["token"], opened["expires_at"]
        self._report.opened()
        if shopper.lines:
            self._decide(shopper, visit, shopper.cart(self._currency, shopper.lines))

    def _change(self, visit: Visit, lines: dict[str, Line], now: int, *, bought: bool) -> None:
        shopper = visit.shopper
        try:
            self._open(visit, now)
        except RefusedError as error:
            self._report.cart_refused(error.code)
            return
        cart = shopper.cart(self._currency, lines, stage="completed" if bought else "cart")
        before = shopper.decision
        if self._decide(shopper, visit, cart):
            shopper.lines = lines
            self._report.cart_changed(shopper.cart_id)
        if bought:
            self._report.bought(before)
            shopper.next_cart()

    def _decide(self, shopper: Shopper, visit: Visit, cart: dict[str, Any]) -> bool:
        """Have the cart decided; return whether it was taken."""
        try:
            decision = self._stack.send_cart(visit.token, cart)
        except RefusedError as error:
            self._report.cart_refused(error.code)
            return False
        shopper.visit, shopper.sent, shopper.decision, shopper.decided = visit, cart, decision, time.monotonic()
        self._report.decided(decision)
        return True


def batches(rows: list[Row], currency: str) -> Iterator[list[dict[str, Any]]]:
    """Return ``rows`` as events in batches that the stack takes."""
    batch: list[dict[str, Any]] = []
    size = 0
    for row in rows:
        event = row.event(currency)
        length = len(json.dumps(event)) + 1
        if batch and (len(batch) == MAX_BATCH_EVENTS or size + length > MAX_BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(event)
        size += length
    if batch:
        yield batch
