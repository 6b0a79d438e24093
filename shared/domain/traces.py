"""The traces of a session's events: 14 bytes each, in the order of their ids, in one piece.

A trace is 8 bytes of the event's id, by its hash, then 6 that say where in its source it stands. Most batches bring few
events to a session that has many: so traces are looked up and put in where they lie, and not taken apart.
"""

from bisect import bisect_left
from collections.abc import Iterable
from hashlib import sha256

from shared.domain.ledger import TRACE_BYTES

ID_BYTES = 8
PLACE_BYTES = TRACE_BYTES - ID_BYTES
NO_PLACE = bytes(PLACE_BYTES)
"""The place of an event that its source did not number."""

_PLACES = 1 << 8 * PLACE_BYTES


def id_of(event_id: str) -> bytes:
    """Return what a trace remembers of an event's id."""
    return sha256(event_id.encode()).digest()[:ID_BYTES]


def first_place(source: str) -> int:
    """Return where a source's numbers begin: by its hash, so that no two sources come near one another."""
    return int.from_bytes(sha256(source.encode()).digest()[:PLACE_BYTES])


def place_of(first: int, seq: int) -> bytes:
    """Return the place of number ``seq`` of a source that begins at ``first``."""
    return ((first + seq) % _PLACES).to_bytes(PLACE_BYTES)


def remembers(seen: bytes, event: bytes) -> bool:
    """Return whether an event of this ``id_of`` is among the traces."""
    start = _start(seen, event)
    return seen[start : start + ID_BYTES] == event


def is_taken(seen: bytes, place: bytes) -> bool:
    """Return whether an event with this place is among the traces; looks through all of them."""
    found = seen.find(place)
    while found >= 0 and found % TRACE_BYTES != ID_BYTES:
        found = seen.find(place, found + 1)
    return found >= 0


def places(seen: bytes) -> set[bytes]:
    """Return all places that are taken, for who asks of many."""
    return {seen[n + ID_BYTES : n + TRACE_BYTES] for n in range(0, len(seen), TRACE_BYTES)} - {NO_PLACE}


def inserted(seen: bytes, traces: Iterable[bytes]) -> bytes:
    """Return the traces with new ones among them, in order."""
    new = sorted(traces)
    if not seen:
        return b"".join(new)
    parts: list[bytes] = []
    done = 0
    for trace in new:
        start = _start(seen, trace)
        parts += seen[done:start], trace
        done = start
    return b"".join([*parts, seen[done:]])


def _start(seen: bytes, trace: bytes) -> int:
    """Return where ``trace``, or the first one after it, begins."""
    size = len(trace)
    count = len(seen) // TRACE_BYTES
    return bisect_left(range(count), trace, key=lambda n: seen[n * TRACE_BYTES : n * TRACE_BYTES + size]) * TRACE_BYTES
