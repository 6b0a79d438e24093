"""Take in what the shopper did: ``POST /v1/events`` (``sendBeacon`` too) and the socket's ``events``."""

from dataclasses import asdict, dataclass
from typing import Annotated, Any, Literal

from annotated_types import Ge, Le, MaxLen

from functions.ingest_events.landing import Landing
from functions.ingest_events.stores import sessions, table
from shared.adapters.lake import Lake
from shared.adapters.queue import QUICK, Queue
from shared.domain.allowance import spent
from shared.domain.cart import Name
from shared.domain.events import MAX_BATCH_EVENTS, Event, EventReceipt
from shared.domain.ingestion import Taken, take_in
from shared.domain.ledger import Ledger
from shared.domain.occasions import occasions
from shared.edge.callers import Caller
from shared.edge.clock import pause, real_now
from shared.edge.deliveries import Delivery, read_delivery
from shared.edge.faults import log_fault
from shared.edge.function import Function
from shared.edge.http import Call
from shared.edge.meter import Meter
from shared.edge.settings import settings
from shared.store.event_catalogue import EventCatalogues
from shared.store.session_items import Loaded

lake = Lake(settings.lake_stream, pause, Queue(lambda: settings.parked_queue_url, config=QUICK))
catalogues = EventCatalogues(
    table, clock=real_now, report=lambda error: log_fault("catalogue_failed", error, "ingest_events")
)
meter = Meter(spent)

handler = Function("ingest_events")

Events = Annotated[tuple[Event, ...], MaxLen(MAX_BATCH_EVENTS)]
SentAt = Annotated[int, Ge(0), Le(2**53)]


@dataclass(frozen=True, slots=True)
class EventBatch:
    """Events in the order in which they happened; ``source`` tells apart the tabs that number theirs.

    ``sent_at`` is the browser's clock at the moment of sending: by it we put right the times of a clock that is wrong.
    A beacon, which cannot set headers, carries its session ``token`` in the body.
    """

    source: Name
    events: Events
    token: str | None = None
    sent_at: SentAt | None = None


@dataclass(frozen=True, slots=True)
class EventsFrame:
    """The frame by which a storefront sends its events."""

    action: Literal["events"]
    events: Events
    source: Name = "socket"
    request_id: Annotated[str, MaxLen(128)] | None = None
    sent_at: SentAt | None = None


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
    return _take_in(delivery, call.caller, call.now).receipt


@handler.socket("events", frame=EventsFrame, reply_type="accepted", reply=EventReceipt, reader=read_delivery)
def take_frame(delivery: Delivery, caller: Caller, now: int) -> dict[str, Any]:
    """Return what became of each event, as an ``accepted`` frame."""
    return asdict(_take_in(delivery, caller, now).receipt)


def _take_in(delivery: Delivery, caller: Caller, now: int) -> Taken:
    meter.take(caller.session_id, now)
    catalogue = catalogues.current()
    landing = Landing(lake.put, delivery, catalogue, now)

    def step(seen: Loaded) -> tuple[Ledger, tuple[Loaded, Taken]]:
        taken = take_in(
            seen.ledger,
            delivery.source,
            delivery.events,
            sent_at=delivery.sent_at,
            catalogue=catalogue,
            allowed=seen.session.consent.allows_analytics,
            now=now,
        )
        landing.land(taken, seen.session)
        return taken.ledger, (seen, taken)

    seen, taken = sessions.count(caller.session_id, step, now)
    if seen.sockets and (names := occasions(taken, delivery.events, catalogue, now)):
        _prompt(seen, taken, names, now)
    return taken


def _prompt(seen: Loaded, taken: Taken, names: set[str], now: int) -> None:
    from functions.ingest_events.prompts import prompt_shopper  # noqa: PLC0415 - a cold start does without the rules

    try:
        prompt_shopper(seen, taken.ledger, names, now)
    except Exception as error:  # noqa: BLE001 - the events are counted, and that is what must be answered
        log_fault("prompt_failed", error, handler.name)
