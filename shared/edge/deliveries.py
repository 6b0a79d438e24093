"""Deliveries: a batch of events is read whole, at once; what cannot be read of it is set aside event by event."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from shared.domain.errors import FieldError, TooLargeError
from shared.domain.event_catalogue.checking import TOO_MANY, too_long
from shared.domain.events import MAX_BATCH_EVENTS, Event, Unreadable
from shared.edge.bodies import UnreadableError, adapter, parse_as_sent, read
from shared.edge.problems import field_error

LONGEST_ID = 128
LONGEST_NAME = 40
LONGEST_RAW_BYTES = 8 * 1024
LONGEST_PATH = 256


@dataclass(frozen=True, slots=True)
class Delivery:
    """A batch as it came: events in order, and in the place of one that cannot be read why not.

    ``sent_at`` is the browser's clock at the moment of sending; ``text`` the whole of it as it was sent.
    """

    source: str
    events: tuple[Event | Unreadable, ...]
    request_id: str | None
    sent_at: int | None
    text: str

    def raw(self, indexes: Sequence[int]) -> list[str]:
        """Return the JSON texts of some events as they were sent, each cut off after 8 KB.

        Without what follows the path of a page, which may be personal.
        """
        sent = parse_as_sent(self.text)["events"]
        return [_raw(sent[index]) for index in indexes]


def read_delivery(text: str, shape: type[Any], max_bytes: int) -> Delivery:
    """Return ``text``, a ``shape`` with ``source``, ``events`` and perhaps ``sent_at``, as a delivery.

    Raises what ``read`` does for faults outside the events and for more than 500 of them: then all is refused.
    """
    try:
        body = read(text, shape, max_bytes)
        events: tuple[Event | Unreadable, ...] = body.events
    except (ValidationError, UnreadableError) as error:
        body, events = _sifted(text, shape, error)
    return Delivery(body.source, events, getattr(body, "request_id", None), body.sent_at, text)


def _sifted(
    text: str, shape: type[Any], error: ValidationError | UnreadableError
) -> tuple[Any, tuple[Event | Unreadable, ...]]:
    """Return what can be read of ``text``, with the fault of each event that cannot; raise ``error`` for another."""
    try:
        return _set_aside(text, shape, error)
    except (UnreadableError, RecursionError):
        # Not JSON for anyone, or nested too deeply to be an event.
        raise error from None


def _set_aside(
    text: str, shape: type[Any], error: ValidationError | UnreadableError
) -> tuple[Any, tuple[Event | Unreadable, ...]]:
    whole = isinstance(error, UnreadableError) or not error.errors(include_url=False, include_input=False)[0]["loc"]
    faults = {} if whole else _faults(error)
    document = parse_as_sent(text)
    sent = document.get("events") if isinstance(document, dict) else None
    if not isinstance(sent, list):
        raise error
    if len(sent) > MAX_BATCH_EVENTS:
        raise TooLargeError(f"at most {MAX_BATCH_EVENTS} events; send less at once")
    if whole:
        # Half a character in one of its texts keeps the batch from being read at all.
        faults = {index: fault for index, event in enumerate(sent) if (fault := _half_a_character(event))}
    if not faults:
        raise error
    while True:
        left = [index for index in range(len(sent)) if index not in faults]
        document["events"] = [sent[index] for index in left]
        try:
            body = adapter(shape).validate_json(json.dumps(document), strict=True)
        except ValidationError as found:
            faults |= {left[place]: fault for place, fault in _faults(found).items()}
            continue
        good = iter(body.events)
        return body, tuple(
            _unreadable(event, faults[index]) if index in faults else next(good) for index, event in enumerate(sent)
        )


def _half_a_character(value: Any, path: str = "$") -> FieldError | None:
    """Return where a text has half of a surrogate pair, such as of an emoji that was cut in two."""
    if isinstance(value, str):
        if value.isascii() or not any("\ud800" <= each <= "\udfff" for each in value):
            return None
        return FieldError(path, "string_unicode", "this text holds half a character (a lone surrogate)")
    if isinstance(value, dict):
        for name, member in value.items():
            if _half_a_character(name):
                return FieldError(path, "string_unicode", "a name holds half a character (a lone surrogate)")
            if fault := _half_a_character(member, f"{path}.{name}"):
                return fault
    elif isinstance(value, list):
        for index, each in enumerate(value):
            if fault := _half_a_character(each, f"{path}[{index}]"):
                return fault
    return None


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
    if in_event == ("params",) and fault["type"] == "too_long":
        # The catalogue allows less than what is read at all; both are the same fault.
        return TOO_MANY
    if in_event[:1] == ("params",) and in_event[-1] == "[key]":
        return too_long(in_event[1])
    if in_event[:1] == ("params",) and len(in_event) > 2:
        # A parameter may be of several types; pydantic names them all, one fault each.
        path = field_error({**fault, "loc": in_event[:2]}).path
        return FieldError(path, "parameter_type", "a parameter is a short text, a finite number, a boolean or null")
    return field_error(fault, skip=2)


def _unreadable(event: Any, fault: FieldError) -> Unreadable:
    known = event if isinstance(event, dict) else {}
    event_id, name, ts = known.get("event_id"), known.get("event_name"), known.get("ts")
    return Unreadable(
        fault.code,
        # A name in it may be as long as the batch.
        fault.path[:LONGEST_PATH],
        fault.message,
        event_id if _is_text(event_id, LONGEST_ID) else None,
        name if _is_text(name, LONGEST_NAME) else None,
        ts if type(ts) is int and abs(ts) < 2**53 else None,
    )


def _is_text(value: Any, longest: int) -> bool:
    return isinstance(value, str) and 0 < len(value) <= longest and _half_a_character(value) is None


def _raw(event: Any) -> str:
    page = event.get("page") if isinstance(event, dict) else None
    if isinstance(page, dict) and isinstance(path := page.get("path"), str):
        event = {**event, "page": {**page, "path": path.partition("?")[0].partition("#")[0]}}
    # In ASCII, so that a half of a character is kept as it was written.
    return json.dumps(event, separators=(",", ":"))[:LONGEST_RAW_BYTES]
