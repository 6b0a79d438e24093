"""The event catalogue: what events there are, their JSON Schema, and the shop's own events by registration."""

from typing import Any

from functions.manage_events import answers
from shared.domain.event_catalogue.registering import registered, removed
from shared.domain.event_catalogue.schema import schema
from shared.edge.bodies import read
from shared.edge.clock import pause, real_now
from shared.edge.faults import log_fault
from shared.edge.function import Function
from shared.edge.http import Call, Replied
from shared.edge.preconditions import expected
from shared.edge.settings import settings
from shared.store.event_catalogue import CustomEventStore, EventCatalogues
from shared.store.table import Table

table = Table(settings.table_name)
custom_events = CustomEventStore(table, pause)
catalogues = EventCatalogues(
    table, clock=real_now, report=lambda error: log_fault("catalogue_failed", error, "manage_events")
)

handler = Function("manage_events")

Document = dict[str, Any]


def read_document(text: str, shape: type, max_bytes: int) -> Document:
    """Return the body as it stands: the domain tells its faults, all at once."""
    return read(text, Document, max_bytes)


@handler.http("GET /v1/events/schema.json", reply=Document, callers=("public",))
def show_schema(call: Call) -> Document:
    """Return the JSON Schema (2020-12) of a batch of events, the shop's own events in it."""
    return schema(catalogues.current())


@handler.http("GET /v1/events/catalogue", reply=answers.CatalogueView, callers=("admin", "server"))
def show_catalogue(call: Call) -> answers.CatalogueView:
    """Return every event that there is: packaged ones, then the shop's own."""
    return answers.catalogue_view(custom_events.load().catalogue)


@handler.http(
    "PUT /v1/events/catalogue/{event_name}",
    body=answers.Registration,
    reply=answers.Registered,
    callers=("admin",),
    reader=read_document,
)
def register(document: Document, call: Call) -> Replied:
    """Register an event of the shop's own, ``custom_...``, or change it; the same again changes nothing.

    With ``If-Match: "<version of the event>"`` (``"0"``: there is none yet) what somebody else changed in between is
    not overwritten: 409. The reply's ``ETag`` is the event's version.
    """
    event_name, seen_version = call.path["event_name"], expected(call, "the version of the event")
    own = custom_events.change(lambda seen: registered(seen, event_name, document, seen_version))
    reply = answers.registered_view(own, event_name)
    return Replied(200, reply, {"etag": f'"{reply.event.version}"'})


@handler.http("DELETE /v1/events/catalogue/{event_name}", reply=answers.Removed, callers=("admin",))
def remove(call: Call) -> answers.Removed:
    """Take an event of the shop's own back, if there is one: it is rejected from now on, what was counted stays.

    ``If-Match`` as for registering.
    """
    event_name, seen_version = call.path["event_name"], expected(call, "the version of the event")
    own = custom_events.change(lambda seen: removed(seen, event_name, seen_version))
    return answers.Removed(own.catalogue.version)
