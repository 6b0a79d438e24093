"""Take in what the shopper did: ``POST /v1/events`` (``sendBeacon`` too) and the socket's ``events``."""

from dataclasses import asdict, dataclass
from typing import Annotated, Any, Literal

from annotated_types import MaxLen

from shared.adapters.lake import Lake
from shared.domain.cart import Name
from shared.domain.events import MAX_BATCH_EVENTS, Event, EventReceipt
from shared.domain.ingestion import accept, lake_row
from shared.domain.ledger import Ledger
from shared.edge.bodies import write
from shared.edge.callers import Caller
from shared.edge.clock import pause
from shared.edge.deliveries import Delivery, read_delivery
from shared.edge.function import Function
from shared.edge.http import Call
from shared.edge.settings import settings
from shared.store.sessions import Loaded, SessionStore
from shared.store.table import Table

sessions = SessionStore(Table(settings.table_name), pause)
lake = Lake(settings.lake_stream)

handler = Function("ingest_events")


@dataclass(frozen=True, slots=True)
class EventBatch:
    """Events in the order in which they happened; ``source`` tells apart the tabs that number theirs.

    A beacon, which cannot set headers, carries its session ``token`` in the body.
    """

    source: Name
    events: Annotated[tuple[Event, ...], MaxLen(MAX_BATCH_EVENTS)]
    token: str | None = None


@dataclass(frozen=True, slots=True)
class EventsFrame:
    """The frame by which a storefront sends its events."""

    action: Literal["events"]
    events: Annotated[tuple[Event, ...], MaxLen(MAX_BATCH_EVENTS)]
    source: Name = "socket"
    request_id: Annotated[str, MaxLen(128)] | None = None


@handler.http(
    "POST /v1/events",
    body=EventBatch,
    reply=EventReceipt,
    callers=("session",),
    status=202,
    beacon=True,
    reader=read_delivery,
)
def take_batch(delivery: Delivery, call: Call) -> EventReceipt:
    """Return what became of each event: bad ones are rejected with their reason, the good ones are kept."""
    return _take_in(delivery, call.caller, call.now)


@handler.socket("events", frame=EventsFrame, reply_type="accepted", reply=EventReceipt, reader=read_delivery)
def take_frame(delivery: Delivery, caller: Caller, now: int) -> dict[str, Any]:
    """Return what became of each event, as an ``accepted`` frame."""
    return asdict(_take_in(delivery, caller, now))


def _take_in(delivery: Delivery, caller: Caller, now: int) -> EventReceipt:
    landed = False

    def step(seen: Loaded) -> tuple[Ledger, EventReceipt]:
        nonlocal landed
        session = seen.session
        ledger, fresh, receipt = accept(
            seen.ledger, delivery.source, delivery.events, allowed=session.consent.allows_analytics, now=now
        )
        if fresh and not landed:
            # Before the write: a lost write is sent again and comes twice to the lake, which merges by event id.
            who = {"session_id": session.session_id, "visitor_id": session.visitor_id}
            rows = (lake_row(each, source=delivery.source, now=now, **who) for each in fresh)
            lake.put("events", [write(row).encode() for row in rows])
            landed = True
        return ledger, receipt

    return sessions.count(caller.session_id, step, now)
