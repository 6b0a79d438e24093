"""The rows of accepted and of rejected events in the lake, as ``shared.domain.lake_tables`` describes them."""

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from shared.domain.event_catalogue import missing
from shared.domain.frozen import frozen
from shared.domain.ingestion import Accepted, Refused
from shared.domain.state import Session

_parameters = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


@frozen
class Sender:
    """Whose events are landed: the session they came in, the source that numbered them, and when they were received."""

    session: Session
    source: str
    catalogue_version: int
    received_at: int


def event_rows(accepted: Sequence[Accepted], sender: Sender) -> list[dict[str, Any]]:
    """Return a row for each accepted event; what follows a ``?`` or ``#`` in a page's path is left out of it."""
    session, version, source, now = sender.session, sender.catalogue_version, sender.source, sender.received_at
    session_id, visitor_id, bot = session.session_id, session.visitor_id, session.bot
    device, channel = session.arrival.get("session.device"), session.arrival.get("session.channel")
    rows = []
    for each in accepted:
        event, kind = each.event, each.type
        page = event.page
        rows.append(
            {
                "event_id": event.event_id,
                "event_name": event.event_name,
                "catalogue_version": version,
                "category": kind.category,
                "stage": kind.stage,
                "ts": event.ts,
                "client_ts": each.client_ts,
                "received_at": now,
                "late": each.late,
                "bot": bot,
                "session_id": session_id,
                "visitor_id": visitor_id,
                "source": source,
                "seq": event.seq,
                "page_type": page.type if page else None,
                "page_path": bare(page.path) if page and page.path else None,
                "device": device,
                "channel": channel,
                "currency": event.currency,
                "value": event.value,
                "items": event.items,
                "params": _parameters(event.params) if event.params else "{}",
                "missing": missing(event, kind),
            }
        )
    return rows


def failed_rows(refused: Sequence[Refused], raw: Sequence[str], sender: Sender) -> list[dict[str, Any]]:
    """Return a row for each rejected event, ``raw`` being their texts as they were sent."""
    session, now = sender.session, sender.received_at
    return [
        {
            "failed_id": _failed_id(session.session_id, each, now),
            "received_at": now,
            "session_id": session.session_id,
            "visitor_id": session.visitor_id,
            "bot": session.bot,
            "source": sender.source,
            "index": each.rejected.index,
            "event_id": each.rejected.event_id,
            "event_name": each.event_name,
            "code": each.rejected.code,
            "path": each.rejected.path,
            "message": each.rejected.message,
            "catalogue_version": sender.catalogue_version,
            "event": text,
        }
        for each, text in zip(refused, raw, strict=True)
    ]


def bare(path: str) -> str:
    """Return a page's path without what follows a ``?`` or ``#``, which may be personal."""
    return path.partition("?")[0].partition("#")[0]


def _failed_id(session_id: str, refused: Refused, now: int) -> str:
    rejected = refused.rejected
    return sha256(f"{session_id}:{rejected.index}:{rejected.event_id}:{now}".encode()).hexdigest()[:32]
