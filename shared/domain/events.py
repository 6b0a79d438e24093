"""Micro-conversions: the events that are known, what one looks like, and how a batch enters a session (mission B).

``accept`` decides per event; nothing that happens to one changes what happens to another. Counters and last times
do not depend on the order of arrival, so duplicated, late and shuffled deliveries end in the same state.
"""

import hashlib
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated

from annotated_types import Ge, Le, Len, MaxLen

from shared.domain.cart import Name
from shared.domain.catalogue import EVENT_STAGES
from shared.domain.errors import SessionFullError
from shared.domain.money import Currency, UnitPrice

MAX_BATCH_EVENTS = 500
MAX_BATCH_BYTES = 256 * 1024
MAX_SESSION_EVENTS = 4_000
LATE_MS = 48 * 3_600_000
TOO_OLD_MS = 30 * 86_400_000
AHEAD_MS = 10 * 60_000

_RECORD = struct.Struct("<8sHI")
_NO_SEQUENCE = 2**32 - 1


@dataclass(frozen=True, slots=True)
class Page:
    """Where in the shop it happened; the path carries no query."""

    type: Annotated[str, MaxLen(64)] | None = None
    path: Annotated[str, MaxLen(2048)] | None = None


@dataclass(frozen=True, slots=True)
class EventItem:
    """An item as GA4 lists it; ``price`` in minor units."""

    item_id: Name
    quantity: Annotated[int, Ge(0), Le(10**6)] = 1
    price: UnitPrice | None = None
    category: Annotated[str, MaxLen(256)] | None = None
    brand: Annotated[str, MaxLen(256)] | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One small step of a shopper, at ``ts`` by the browser's clock."""

    event_id: Name
    event_name: Annotated[str, Len(1, 40)]
    ts: int
    seq: Annotated[int, Ge(0), Le(_NO_SEQUENCE - 1)] | None = None
    page: Page | None = None
    currency: Currency | None = None
    value: Annotated[int, Ge(0), Le(10**12)] | None = None
    items: Annotated[tuple[EventItem, ...], MaxLen(200)] = ()
    params: Mapping[str, str | int | float | bool | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rejected:
    """Why one event of a batch was not taken."""

    index: int
    event_id: str | None
    code: str
    path: str
    message: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a batch: the three counts and the rejected add up to it, ``late`` are among the accepted."""

    accepted: int
    duplicates: int
    dropped_for_consent: int
    late: int
    rejected: tuple[Rejected, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """How often an event happened, and the ``ts`` of the first and last time."""

    count: int
    first_at: int
    last_at: int


@dataclass(frozen=True, slots=True)
class Wish:
    """The last thing a session did to one wished item: added or removed, at ``ts``, at which price."""

    added: bool
    ts: int
    price: int | None


@dataclass(frozen=True, slots=True)
class Ledger:
    """The ``events`` item of a session: what was counted, and a trace of each event so that none counts twice."""

    tallies: Mapping[str, Tally] = field(default_factory=dict)
    wishes: Mapping[str, Wish] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    seen: bytes = b""

    @property
    def total(self) -> int:
        """The number of events accepted."""
        return len(self.seen) // _RECORD.size

    def count(self, event_name: str) -> int:
        """Return how often ``event_name`` was accepted."""
        tally = self.tallies.get(event_name)
        return tally.count if tally else 0


@dataclass(frozen=True, slots=True)
class Accepted:
    """An event that entered the session, and whether it came late."""

    event: Event
    late: bool


def accept(
    ledger: Ledger, source: str, events: Sequence[tuple[int, Event]], *, allowed: bool, now: int
) -> tuple[Ledger, tuple[Accepted, ...], Receipt]:
    """Return the ledger after the batch, the events that are new, and the receipt.

    ``events`` are (index in the batch, event). Without consent (``allowed``) nothing is kept, and the ledger comes back
    as it was. Raises ``SessionFullError`` when the session would hold more than 4,000 events: then nothing is kept.
    """
    sources = ledger.sources if source in ledger.sources else (*ledger.sources, source)
    source_index = sources.index(source)
    ids, sequences = _traces(ledger)
    fresh: list[Accepted] = []
    traces: list[bytes] = []
    rejected: list[Rejected] = []
    duplicates = dropped = 0
    for index, event in events:
        fault = _fault(event, now)
        if fault:
            rejected.append(Rejected(index, event.event_id, *fault))
            continue
        if not allowed:
            dropped += 1
            continue
        trace = hashlib.sha256(event.event_id.encode()).digest()[:8]
        if trace in ids:
            duplicates += 1
            continue
        place = (source_index, event.seq)
        if event.seq is not None and place in sequences:
            message = "this source already sent another event with this number"
            rejected.append(Rejected(index, event.event_id, "seq_conflict", "$.seq", message))
            continue
        ids.add(trace)
        sequences.add(place)
        traces.append(_RECORD.pack(trace, source_index, _NO_SEQUENCE if event.seq is None else event.seq))
        fresh.append(Accepted(event, late=event.ts < now - LATE_MS))
    if len(ids) > MAX_SESSION_EVENTS:
        raise SessionFullError("this session holds 4,000 events; open another one", retry_after_s=60)
    late = sum(1 for each in fresh if each.late)
    receipt = Receipt(len(fresh), duplicates, dropped, late, tuple(rejected))
    if not fresh:
        return ledger, (), receipt
    grown = replace(
        _counted(ledger, fresh),
        sources=sources,
        seen=ledger.seen + b"".join(traces),
    )
    return grown, tuple(fresh), receipt


def _traces(ledger: Ledger) -> tuple[set[bytes], set[tuple[int, int | None]]]:
    ids: set[bytes] = set()
    sequences: set[tuple[int, int | None]] = set()
    for trace, source_index, seq in _RECORD.iter_unpack(ledger.seen):
        ids.add(trace)
        if seq != _NO_SEQUENCE:
            sequences.add((source_index, seq))
    return ids, sequences


def _fault(event: Event, now: int) -> tuple[str, str, str] | None:
    if event.event_name not in EVENT_STAGES:
        return "unknown_event", "$.event_name", "no such event in the catalogue"
    if event.ts < now - TOO_OLD_MS:
        return "ts_out_of_range", "$.ts", "more than 30 days old"
    if event.ts > now + AHEAD_MS:
        return "ts_out_of_range", "$.ts", "more than 10 minutes ahead of this server's clock"
    return None


def _counted(ledger: Ledger, fresh: Sequence[Accepted]) -> Ledger:
    tallies = dict(ledger.tallies)
    wishes = dict(ledger.wishes)
    for each in fresh:
        event = each.event
        tally = tallies.get(event.event_name)
        tallies[event.event_name] = (
            Tally(tally.count + 1, min(tally.first_at, event.ts), max(tally.last_at, event.ts))
            if tally
            else Tally(1, event.ts, event.ts)
        )
        if event.event_name in ("add_to_wishlist", "remove_from_wishlist"):
            added = event.event_name == "add_to_wishlist"
            for item in event.items:
                wish = Wish(added, event.ts, item.price)
                earlier = wishes.get(item.item_id)
                # Of two at the same moment the removal counts, whatever their order of arrival.
                if earlier is None or (wish.ts, not wish.added) > (earlier.ts, not earlier.added):
                    wishes[item.item_id] = wish
    return replace(ledger, tallies=tallies, wishes=wishes)
