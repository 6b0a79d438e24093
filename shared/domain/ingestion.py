"""How a batch of events enters a session (mission B4, B5).

Each event is judged alone: a bad one takes none of the good ones with it. Counters, last times and wishes do not depend
on the order of arrival, so duplicated, late and shuffled deliveries end in the same ledger.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.domain.errors import FieldError, SessionFullError
from shared.domain.event_catalogue import STANDARD, checked
from shared.domain.events import Event, EventReceipt, Rejected
from shared.domain.ledger import ITEM_BYTES, TRACE_BYTES, Ledger, PageView, Tally, Wish

MAX_SESSION_EVENTS = 4_000
MAX_WISHES = 200
MAX_VIEWED = 200
LATE_MS = 48 * 3_600_000
TOO_OLD_MS = 30 * 86_400_000
AHEAD_MS = 10 * 60_000

# The events that open a page, and its type where the event's name gives it away.
_PAGES: Mapping[str, str | None] = {"page_view": None, "view_item": "product", "view_cart": "cart"}

_ID_BYTES = 8
_NO_PLACE = bytes(TRACE_BYTES - _ID_BYTES)


@dataclass(frozen=True, slots=True)
class Accepted:
    """An event that entered the session, under the catalogue's name, and whether it came late."""

    event: Event
    late: bool


def accept(
    ledger: Ledger, source: str, sent: Sequence[Event | Rejected], *, allowed: bool, now: int
) -> tuple[Ledger, tuple[Accepted, ...], EventReceipt]:
    """Return the ledger after the batch, the events that are new, and the receipt.

    ``sent`` is the batch in order, with a rejection in the place of an event that could not be read. Without consent
    (``allowed``) nothing is kept; with nothing new, the very same ledger comes back. Raises ``SessionFullError`` when
    the session would hold more than 4,000 events: then nothing is kept.
    """
    ids, places = _known(ledger)
    fresh: list[Accepted] = []
    traces: list[bytes] = []
    rejected: list[Rejected] = []
    duplicates = dropped = 0
    for index, each in enumerate(sent):
        event = _checked(index, each, now)
        if isinstance(event, Rejected):
            rejected.append(event)
            continue
        if not allowed:
            dropped += 1
            continue
        trace, place = _hash(event.event_id, _ID_BYTES), _place(source, event.seq)
        if trace in ids:
            duplicates += 1
        elif place in places:
            message = "this source already sent another event with this number"
            rejected.append(Rejected(index, event.event_id, "seq_conflict", "$.seq", message))
        else:
            ids.add(trace)
            places |= {place} - {_NO_PLACE}
            traces.append(trace + place)
            fresh.append(Accepted(event, late=event.ts < now - LATE_MS))
    if len(ids) > MAX_SESSION_EVENTS:
        raise SessionFullError("this session holds 4,000 events; open another one", retry_after_s=60)
    late = sum(each.late for each in fresh)
    receipt = EventReceipt(len(fresh), duplicates, dropped, late, tuple(rejected))
    return _grown(ledger, [each.event for each in fresh], traces), tuple(fresh), receipt


def lake_row(accepted: Accepted, *, source: str, session_id: str, visitor_id: str, now: int) -> dict[str, Any]:
    """Return the row under which an accepted event is analysed; ``received_at`` is ``now`` in epoch ms."""
    event, page = accepted.event, accepted.event.page
    return {
        "event_id": event.event_id,
        "event_name": event.event_name,
        "stage": STANDARD.type_of(event.event_name).stage,
        "ts": event.ts,
        "received_at": now,
        "late": accepted.late,
        "session_id": session_id,
        "visitor_id": visitor_id,
        "source": source,
        "seq": event.seq,
        "page_type": page and page.type,
        "page_path": page and page.path and page.path.partition("?")[0].partition("#")[0],
        "currency": event.currency,
        "value": event.value,
        "items": event.items,
        "params": json.dumps(dict(event.params), ensure_ascii=False, separators=(",", ":")),
    }


def _checked(index: int, event: Event | Rejected, now: int) -> Event | Rejected:
    """Return ``event`` under the catalogue's name, or why it is not taken."""
    if isinstance(event, Rejected):
        return event
    known = checked(event, STANDARD)
    if isinstance(known, FieldError):
        return Rejected(index, event.event_id, known.code, known.path, known.message)
    if event.ts < now - TOO_OLD_MS:
        return Rejected(index, event.event_id, "ts_out_of_range", "$.ts", "more than 30 days old")
    if event.ts > now + AHEAD_MS:
        message = "more than 10 minutes ahead of this server's clock"
        return Rejected(index, event.event_id, "ts_out_of_range", "$.ts", message)
    return known


def _known(ledger: Ledger) -> tuple[set[bytes], set[bytes]]:
    """Return the hashes of the ids that were accepted, and of the places (source, seq) that are taken."""
    seen = ledger.seen
    starts = range(0, len(seen), TRACE_BYTES)
    ids = {seen[n : n + _ID_BYTES] for n in starts}
    return ids, {seen[n + _ID_BYTES : n + TRACE_BYTES] for n in starts} - {_NO_PLACE}


def _place(source: str, seq: int | None) -> bytes:
    return _NO_PLACE if seq is None else _hash(f"{seq}:{source}", TRACE_BYTES - _ID_BYTES)


def _hash(text: str, size: int) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:size]


def _grown(ledger: Ledger, fresh: Sequence[Event], traces: Sequence[bytes]) -> Ledger:
    if not fresh:
        return ledger
    tallies = dict(ledger.tallies)
    wishes = dict(ledger.wishes)
    viewed = {ledger.viewed[n : n + ITEM_BYTES] for n in range(0, len(ledger.viewed), ITEM_BYTES)}
    pages = [ledger.page] if ledger.page else []
    for event in fresh:
        name, ts = event.event_name, event.ts
        tally = tallies.get(name) or Tally(0, ts, ts)
        tallies[name] = Tally(tally.count + 1, min(tally.first_at, ts), max(tally.last_at, ts))
        if name in ("add_to_wishlist", "remove_from_wishlist"):
            for item in event.items:
                wish = Wish(name == "add_to_wishlist", ts, item.price)
                wishes[item.item_id] = max(wish, wishes.get(item.item_id, wish), key=lambda each: each.rank)
        if name in _PAGES:
            pages.append(PageView(ts, (event.page.type if event.page else None) or _PAGES[name]))
        if name == "view_item":
            viewed.update(_hash(item.item_id, ITEM_BYTES) for item in event.items)
    starts = range(0, len(ledger.seen), TRACE_BYTES)
    seen = sorted([*traces, *(ledger.seen[n : n + TRACE_BYTES] for n in starts)])
    return Ledger(
        dict(sorted(tallies.items())),
        _latest(wishes),
        b"".join(seen),
        max(pages, key=lambda page: page.rank, default=None),
        # The smallest stay, so that which items came first makes no difference.
        b"".join(sorted(viewed)[:MAX_VIEWED]),
    )


def _latest(wishes: Mapping[str, Wish]) -> dict[str, Wish]:
    """Return the 200 latest wishes, by item; a session that wishes for more loses the earliest."""
    latest = sorted(wishes, key=lambda item_id: (wishes[item_id].ts, item_id))[-MAX_WISHES:]
    return {item_id: wishes[item_id] for item_id in sorted(latest)}
