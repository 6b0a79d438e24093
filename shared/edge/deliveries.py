"""Deliveries: a batch of events is read whole, at once; what cannot be read of it is set aside event by event."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import to_json

from shared.domain.errors import FieldError, TooLargeError
from shared.domain.events import MAX_BATCH_EVENTS, Event, Rejected
from shared.edge.bodies import adapter, parse, read
from shared.edge.problems import field_error

LONGEST_ID = 128


@dataclass(frozen=True, slots=True)
class Delivery:
    """A batch as it came: events in order, and in the place of one that cannot be read why not."""

    source: str
    events: tuple[Event | Rejected, ...]
    request_id: str | None


def read_delivery(text: str, shape: type[Any], max_bytes: int) -> Delivery:
    """Return ``text``, a ``shape`` with ``source`` and ``events``, as a delivery.

    Raises what ``read`` does for faults outside the events and for more than 500 of them: then all is refused.
    """
    try:
        body = read(text, shape, max_bytes)
        events: tuple[Event | Rejected, ...] = body.events
    except ValidationError as error:
        body, events = _sifted(text, shape, _faults(error))
    return Delivery(body.source, events, getattr(body, "request_id", None))


def _faults(error: ValidationError) -> dict[int, FieldError]:
    """Return the first fault of each event by the event's index; raise ``error`` again when another place has one."""
    faults: dict[int, FieldError] = {}
    for fault in error.errors(include_url=False, include_input=False, include_context=False):
        place = fault["loc"]
        if len(place) < 2 or place[0] != "events" or not isinstance(place[1], int):
            raise error
        faults.setdefault(place[1], _event_fault(fault))
    return faults


def _event_fault(fault: Mapping[str, Any]) -> FieldError:
    in_event = fault["loc"][2:]
    if in_event[:1] == ("params",) and len(in_event) > 2:
        # A parameter may be of several types; pydantic names them all, one fault each.
        path = field_error({**fault, "loc": in_event[:2]}).path
        return FieldError(path, "parameter_type", "a parameter is a short text, a finite number, a boolean or null")
    return field_error(fault, skip=2)


def _sifted(text: str, shape: type[Any], faults: Mapping[int, FieldError]) -> tuple[Any, tuple[Event | Rejected, ...]]:
    document = parse(text)
    sent = document["events"]
    if len(sent) > MAX_BATCH_EVENTS:
        raise TooLargeError(f"at most {MAX_BATCH_EVENTS} events; send less at once")
    document["events"] = [event for index, event in enumerate(sent) if index not in faults]
    body = adapter(shape).validate_json(to_json(document), strict=True)
    good = iter(body.events)
    return body, tuple(
        _rejected(index, event, faults[index]) if index in faults else next(good) for index, event in enumerate(sent)
    )


def _rejected(index: int, event: Any, fault: FieldError) -> Rejected:
    event_id = event.get("event_id") if isinstance(event, dict) else None
    readable = isinstance(event_id, str) and 0 < len(event_id) <= LONGEST_ID
    return Rejected(index, event_id if readable else None, fault.code, fault.path, fault.message)
