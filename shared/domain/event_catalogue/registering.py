"""Registering a shop's own event: every fault of what the admin wrote is told at once."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, get_args

from shared.domain.errors import ConflictError, FieldError, RefusedError
from shared.domain.event_catalogue.checking import LONGEST_NAME, MAX_PARAMETERS, bounds, fits
from shared.domain.event_catalogue.custom import (
    MAX_CUSTOM_EVENTS,
    MAX_CUSTOM_PARAMETERS,
    PREFIX,
    CustomEvents,
    is_custom,
)
from shared.domain.event_catalogue.event_type import (
    LONGEST_TEXT,
    Category,
    EventType,
    Items,
    Parameter,
    ParameterType,
    Stage,
)
from shared.domain.event_catalogue.standard import STANDARD
from shared.domain.rules.members import Members

LONGEST_DESCRIPTION = 500
LARGEST = 10**15

_PARAMETER_NAME = re.compile(rf"[a-z][a-z0-9_]{{0,{LONGEST_NAME - 1}}}")


class InvalidEventError(RefusedError):
    """An event that cannot be registered as it is; ``errors`` name each path."""

    code = "invalid_event"


class EventConflictError(ConflictError):
    """Somebody else changed the event meanwhile."""

    code = "event_conflict"


def registered(own: CustomEvents, event_name: str, document: Any, expected: int | None = None) -> CustomEvents:
    """Return the shop's events with ``document`` as ``event_name``; the very same when that changes nothing.

    ``expected`` is the version of the event that its author looked at, 0: there was none. Raises ``InvalidEventError``
    with every fault, ``EventConflictError`` when the event has another version.
    """
    faults: list[FieldError] = []
    if not is_custom(event_name):
        way_out = f"a name of your own is '{PREFIX}' and 1 to {LONGEST_NAME - len(PREFIX)} of a-z, 0-9 and _"
        faults.append(FieldError("$.event_name", "event_name", way_out))
    before = own.types.get(event_name)
    if before is None and len(own.types) >= MAX_CUSTOM_EVENTS:
        way_out = f"at most {MAX_CUSTOM_EVENTS} events of your own; delete one that is not sent any more"
        faults.append(FieldError("$.event_name", "too_many_events", way_out))
    changes = own.changes + 1
    read = _event(event_name, STANDARD.version + changes, Members(document, "$", faults))
    columns = _columns(own.columns, read.parameters, faults)
    if faults:
        raise InvalidEventError(f"the event cannot be registered: {faults[0].message}", errors=tuple(faults))
    _check_version(before, expected)
    if before is not None and replace(read, version=before.version) == before:
        return own
    return CustomEvents(changes, {**own.types, event_name: read}, columns)


def removed(own: CustomEvents, event_name: str, expected: int | None = None) -> CustomEvents:
    """Return the shop's events without ``event_name``; the very same when there is none. Raises as ``registered``."""
    if STANDARD.find(event_name):
        fault = FieldError("$.event_name", "event_name", f"{event_name} is packaged; only events of your own go")
        raise InvalidEventError(fault.message, errors=(fault,))
    before = own.types.get(event_name)
    if before is None:
        return own
    _check_version(before, expected)
    rest = {name: each for name, each in own.types.items() if name != event_name}
    return CustomEvents(own.changes + 1, rest, own.columns)


def _check_version(before: EventType | None, expected: int | None) -> None:
    version = before.version if before else 0
    if expected is not None and expected != version:
        found = f"has version {version}" if version else "is not there"
        raise EventConflictError(f"somebody else was faster: the event {found}; load the catalogue and look again")


def _event(event_name: str, version: int, members: Members) -> EventType:
    found = EventType(
        event_name,
        category=members.choice("category", _options(Category)),
        stage=members.choice("stage", _options(Stage)),
        description=members.text("description", longest=LONGEST_DESCRIPTION),
        items=members.choice("items", _options(Items), "optional"),
        parameters=_parameters(members),
        version=version,
    )
    members.finish()
    return found


def _parameters(members: Members) -> dict[str, Parameter]:
    given = members.mapping("parameters")
    if len(given) > MAX_PARAMETERS:
        members.refuse("too_many_parameters", f"at most {MAX_PARAMETERS} parameters", "parameters")
    found = {}
    for name, document in [*given.items()][:MAX_PARAMETERS]:
        inner = Members(document, f"{members.path}.parameters.{name}", members.faults)
        if not _PARAMETER_NAME.fullmatch(name):
            inner.refuse("parameter_name", f"a name begins with a-z and has at most {LONGEST_NAME} of a-z, 0-9 and _")
        found[name] = _parameter(inner)
    return found


def _parameter(members: Members) -> Parameter:
    kind = members.choice("type", _options(ParameterType))
    of_number = kind in ("integer", "number")
    found = Parameter(
        kind,
        members.text("description", longest=LONGEST_DESCRIPTION),
        members.raw("example"),
        required=members.boolean("required", default=False),
        minimum=_bound(members, "minimum", kind),
        maximum=_bound(members, "maximum", kind),
        max_length=members.optional("max_length", 1, LONGEST_TEXT),
        unit=members.text("unit", "", longest=16),
    )
    members.finish()
    if found.max_length and kind != "text":
        members.refuse("out_of_range", "only a text has a length", "max_length")
    if found.unit and not of_number:
        members.refuse("out_of_range", "only a number has a unit", "unit")
    if found.unit == "minor" and kind != "integer":
        members.refuse("out_of_range", "money is an integer in minor units", "unit")
    if found.minimum is not None and found.maximum is not None and found.minimum > found.maximum:
        members.refuse("out_of_range", "'maximum' is below 'minimum'", "maximum")
    elif found.example is not None and not fits(found, found.example):
        members.refuse("wrong_type", f"the example is not {bounds(found)}", "example")
    return found


def _bound(members: Members, name: str, kind: ParameterType) -> float | None:
    value = members.raw(name)
    if value is None:
        return None
    if kind not in ("integer", "number"):
        members.refuse("out_of_range", f"only a number has a '{name}'", name)
    elif type(value) not in ((int,) if kind == "integer" else (int, float)):
        members.refuse("wrong_type", f"'{name}' is {'a whole' if kind == 'integer' else 'a'} number", name)
    elif not -LARGEST <= value <= LARGEST:
        members.refuse("out_of_range", f"'{name}' is a number from {-LARGEST} to {LARGEST}", name)
    else:
        return value
    return None


def _columns(
    before: Mapping[str, tuple[str, str]], parameters: Mapping[str, Parameter], faults: list[FieldError]
) -> dict[str, tuple[str, str]]:
    """Return what every parameter's name means from now on; a name that would change its meaning is a fault."""
    packaged = STANDARD.parameters()
    columns = dict(before)
    for name, each in parameters.items():
        standard = packaged.get(name)
        kept = (standard.type, standard.unit) if standard else columns.setdefault(name, (each.type, each.unit))
        if kept != (each.type, each.unit):
            what = f"{kept[0]} in {kept[1]}" if kept[1] else kept[0]
            way_out = f"'{name}' is {what} already, in the lake's column too; give this one another name"
            faults.append(FieldError(f"$.parameters.{name}.type", "parameter_clash", way_out))
    if len(columns) > MAX_CUSTOM_PARAMETERS:
        way_out = f"at most {MAX_CUSTOM_PARAMETERS} names of parameters in all, past ones included; use one again"
        faults.append(FieldError("$.parameters", "too_many_parameters", way_out))
    return columns


def _options(literal: Any) -> tuple[Any, ...]:
    return get_args(literal)
