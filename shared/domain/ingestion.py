"""How a batch of events enters a session (mission B4, B5).

Each event is judged alone: a bad one takes none of the good ones with it. What is counted does not depend on the order
of arrival, so duplicated and shuffled deliveries end in the same ledger.
"""

from collections.abc import Sequence
from dataclasses import replace

from shared.domain.allowance import spent
from shared.domain.errors import FieldError, SessionFullError
from shared.domain.event_catalogue import STANDARD, Catalogue, EventType, checked
from shared.domain.events import Event, EventReceipt, Rejected, Unreadable
from shared.domain.frozen import frozen
from shared.domain.growing import grown
from shared.domain.ledger import MAX_OUTCOMES, Ledger, Outcome
from shared.domain.traces import NO_PLACE, first_place, id_of, is_taken, place_of, places, remembers

MAX_SESSION_EVENTS = 4_000
LATE_MS = 48 * 3_600_000
TOO_OLD_MS = 30 * 86_400_000
AHEAD_MS = 10 * 60_000
MAX_TS = 2**53
SKEW_MS = 30_000
"""A browser's clock that is less wrong than this is believed: so long a batch may well have been on its way."""

FEW = 8
"""So many events ask for their places one by one sooner than all places are taken out."""


@frozen
class Accepted:
    """An event that entered the session, under the catalogue's name and at the time of this server's clock.

    ``client_ts`` is its time as the browser said it. A ``late`` one is remembered and kept, and moves no counter.
    """

    event: Event
    type: EventType
    client_ts: int
    late: bool


@frozen
class Refused:
    """An event that was not taken, and what is known of it; ``client_ts`` is its time as the browser said it."""

    rejected: Rejected
    event_name: str | None
    ts: int | None


@frozen
class Taken:
    """What a batch made of a session: with nothing new, ``ledger`` is the very one that was there before.

    ``refused`` are the rejected ones that may be kept: none of a session without consent.
    """

    ledger: Ledger
    fresh: tuple[Accepted, ...]
    refused: tuple[Refused, ...]
    receipt: EventReceipt


def take_in(
    ledger: Ledger,
    source: str,
    sent: Sequence[Event | Unreadable],
    *,
    allowed: bool,
    now: int,
    sent_at: int | None = None,
    catalogue: Catalogue = STANDARD,
) -> Taken:
    """Return what the batch makes of ``ledger``.

    ``sent`` is the batch in order. ``sent_at`` is the browser's clock when it sent them: when that is more than half a
    minute off, every ``ts`` is put right by as much. Without consent (``allowed``) nothing is kept. Raises
    ``SessionFullError`` when the session would hold more than 4,000 events, and ``RateLimitedError`` when it comes too
    often: then nothing is kept either.
    """
    skew = 0 if sent_at is None or abs(now - sent_at) <= SKEW_MS else now - sent_at
    seen, first = ledger.seen if allowed else b"", first_place(source)
    ids: set[bytes] = set()
    few = len(sent) <= FEW
    taken = set() if few else places(seen)
    oldest, late_before, newest, types = now - TOO_OLD_MS, now - LATE_MS, now + AHEAD_MS, catalogue.types
    told: list[Accepted | Refused] = []
    traces: list[bytes] = []
    dropped = duplicates = 0
    for index, each in enumerate(sent):
        # Before anything is judged: what was accepted once is a duplicate, however late or garbled it comes again.
        trace = b"" if each.event_id is None else id_of(each.event_id)
        if trace in ids or (trace and seen and remembers(seen, trace)):
            duplicates += 1
            continue
        if isinstance(each, Unreadable):
            told.append(_refused(index, each, FieldError(each.path, each.code, each.message), skew))
            continue
        event = checked(each, catalogue)
        if isinstance(event, FieldError):
            told.append(_refused(index, each, event, skew))
            continue
        ts = event.ts + skew
        if not oldest <= ts <= newest:
            told.append(_refused(index, each, AHEAD if ts > newest else TOO_OLD, skew))
            continue
        if skew:
            event = replace(event, ts=ts)
        if not allowed:
            ids.add(trace)
            dropped += 1
            continue
        place = NO_PLACE
        if event.seq is not None:
            place = place_of(first, event.seq)
            if place in taken or (few and is_taken(seen, place)):
                told.append(_refused(index, event, CONFLICT, 0))
                continue
            taken.add(place)
        ids.add(trace)
        traces.append(trace + place)
        told.append(Accepted(event, types[event.event_name], ts - skew, ts < late_before))
    if ledger.total + len(traces) > MAX_SESSION_EVENTS:
        raise SessionFullError("this session holds 4,000 events; open another one", retry_after_s=60)
    fresh = tuple([each for each in told if isinstance(each, Accepted)])
    refused = tuple([each for each in told if isinstance(each, Refused)]) if len(fresh) < len(told) else ()
    late = sum([each.late for each in fresh])
    receipt = EventReceipt(len(fresh), duplicates, dropped, late, tuple([each.rejected for each in refused]))
    if not allowed or not told:
        return Taken(ledger, fresh, (), receipt)
    after = replace(
        grown(ledger, [each.event for each in fresh if not each.late], traces),
        outcomes=(*ledger.outcomes, *[_outcome(each, now) for each in told[-MAX_OUTCOMES:]])[-MAX_OUTCOMES:],
        rested_at=spent(ledger.rested_at, now),
    )
    return Taken(after, fresh, refused, receipt)


TOO_OLD = FieldError("$.ts", "ts_out_of_range", "more than 30 days old")
AHEAD = FieldError("$.ts", "ts_out_of_range", "more than 10 minutes ahead of this server's clock")
CONFLICT = FieldError("$.seq", "seq_conflict", "this source already sent another event with this number")


def _refused(index: int, event: Event | Unreadable, fault: FieldError, skew: int) -> Refused:
    rejected = Rejected(index, event.event_id, fault.code, fault.path, fault.message)
    ts = None if event.ts is None or abs(event.ts) > MAX_TS else event.ts + skew
    return Refused(rejected, event.event_name, ts)


def _outcome(told: Accepted | Refused, now: int) -> Outcome:
    if isinstance(told, Accepted):
        return Outcome(told.event.event_name, told.event.ts, None, None, now)
    return Outcome(told.event_name, told.ts, told.rejected.code, told.rejected.path, now)
