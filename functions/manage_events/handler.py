"""The event catalogue: what events there are, their JSON Schema, and the shop's own events by registration."""

from typing import Any

from functions.manage_events import answers
from shared.domain.errors import FieldError, RefusedError
from shared.domain.event_catalogue.registering import registered, removed
from shared.domain.event_catalogue.schema import schema
from shared.edge.bodies import read
from shared.edge.clock import pause, real_now
from shared.edge.faults import log_fault
from shared.edge.function import Function
from shared.edge.http import Call, Replied
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
    event_name, expected = call.path["event_name"], _expected(call)
    own = custom_events.change(lambda seen: registered(seen, event_name, document, expected))
    reply = answers.registered_view(own, event_name)
    return Replied(200, reply, {"etag": f'"{reply.event.version}"'})


@handler.http("DELETE /v1/events/catalogue/{event_name}", reply=answers.Removed, callers=("admin",))
def remove(call: Call) -> answers.Removed:
    """Take an event of the shop's own back, if there is one: it is rejected from now on, what was counted stays.

    ``If-Match`` as for registering.
    """
    event_name, expected = call.path["event_name"], _expected(call)
    own = custom_events.change(lambda seen: removed(seen, event_name, expected))
    return answers.Removed(own.catalogue.version)


def _expected(call: Call) -> int | None:
    """Return the version that ``If-Match`` names, ``None`` when anything may be overwritten."""
    tag = call.headers.get("if-match", "*").strip()
    if tag == "*":
        return None
    version = tag.removeprefix("W/").strip('"')
    if not version.isdecimal() or len(version) > 15:
        fault = FieldError("$.if-match", "wrong_type", 'If-Match names the version of the event: "7"')
        raise RefusedError(fault.message, errors=(fault,))
    return int(version)
