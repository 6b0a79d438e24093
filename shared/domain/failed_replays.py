"""Rejected events, judged again by today's catalogue: those that pass now are landed as what they were (mission B5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.domain.errors import FieldError, RefusedError
from shared.domain.event_catalogue import Catalogue, checked
from shared.domain.events import Event
from shared.domain.ingestion import AHEAD_MS, LATE_MS, TOO_OLD_MS, Accepted

DAY_MS = 86_400_000
USUAL_MS = 30 * DAY_MS
MAX_CODE = 64

# What no catalogue changes: another event has that number, or the event's time was out of all bounds.
LASTING = frozenset({"seq_conflict", "ts_out_of_range"})


@dataclass(frozen=True, slots=True)
class FailedReplay:
    """Which rejected events: those received from ``start`` to ``end``, of one ``code`` or of any."""

    start: int
    end: int
    code: str | None = None


@dataclass(frozen=True, slots=True)
class ReplayRun:
    """The message to carry out a job."""

    job_id: str


def failed_replay(body: Mapping[str, Any], now: int) -> FailedReplay:
    """Return what ``body`` (``from``, ``to`` in epoch ms, ``code``) asks for; each may be missing.

    Usually the last thirty days. Raises ``RefusedError`` with the path of each fault.
    """
    end = body.get("to", now)
    start = body.get("from", end - USUAL_MS)
    code = body.get("code")
    faults = []
    if not 0 <= end <= now:
        faults.append(FieldError("$.to", "out_of_range", "'to' is not later than now"))
    if not 0 <= start <= end:
        faults.append(FieldError("$.from", "out_of_range", "'from' is not later than 'to'"))
    if code is not None and (code in LASTING or not 0 < len(code) <= MAX_CODE):
        faults.append(FieldError("$.code", "not_replayable", "events rejected for this can never pass"))
    if faults:
        raise RefusedError(faults[0].message, errors=tuple(faults))
    return FailedReplay(start, end, code)


def judged(event: Event, received_at: int, catalogue: Catalogue) -> Accepted | str:
    """Return the event as it is accepted now, or the code of what is still wrong with it.

    Its time is measured against when it was received then.
    """
    found = checked(event, catalogue)
    if isinstance(found, FieldError):
        return found.code
    if not received_at - TOO_OLD_MS <= event.ts <= received_at + AHEAD_MS:
        return "ts_out_of_range"
    return Accepted(found, catalogue.type_of(found.event_name), event.ts, late=event.ts < received_at - LATE_MS)
