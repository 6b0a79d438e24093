"""Whether an event is what the catalogue says of it."""

from collections.abc import Mapping
from typing import Any

from shared.domain.errors import FieldError
from shared.domain.event_catalogue.catalogue import Catalogue
from shared.domain.event_catalogue.event_type import LONGEST_TEXT, EventType, Parameter, ParameterType
from shared.domain.events import Event

# GA4's limits.
MAX_PARAMETERS = 25
LONGEST_NAME = 40
LONGEST_NUMBER = 24
"""No number that a parameter may be takes more characters."""

UNKNOWN = FieldError("$.event_name", "unknown_event", "no such event in the catalogue")
TOO_MANY = FieldError("$.params", "too_many_parameters", f"at most {MAX_PARAMETERS} parameters")

# A boolean is no number here, though Python has it so.
_TYPES: Mapping[str, tuple[type, ...]] = {
    "text": (str,),
    "integer": (int, float),
    "number": (int, float),
    "boolean": (bool,),
}
_IN_WORDS = {"text": "a text", "integer": "an integer", "number": "a number", "boolean": "true or false"}


def checked(event: Event, catalogue: Catalogue) -> Event | FieldError:
    """Return ``event`` under the catalogue's name, or the first fault of its name and parameters.

    Parameters that the catalogue does not know are left alone, and so is a known one that is null: that is as good as
    absent. An integer may be written as 75.0, and a text as a number, as many a tag sends an order's id.
    """
    known = catalogue.find(event.event_name)
    if known is None:
        return UNKNOWN
    params = _checked(event.params, known) if event.params else event.params
    if isinstance(params, FieldError):
        return params
    if known.name == event.event_name and params is event.params:
        return event
    # dataclasses.replace takes twice as long, and a shop may send all its events by other names.
    return Event(
        event.event_id,
        known.name,
        event.ts,
        event.seq,
        event.page,
        event.currency,
        event.value,
        event.items,
        params,
    )


def missing(event: Event, known: EventType) -> tuple[str, ...]:
    """Return what the reports want of such an event and it does not carry, in the catalogue's order."""
    absent = [name for name in known.wanted if event.params.get(name) is None]
    absent += [name for name in known.wants if getattr(event, name) is None]
    if known.items == "required" and not event.items:
        absent.append("items")
    return tuple(absent)


def _checked(params: Mapping[str, Any], known: EventType) -> Mapping[str, Any] | FieldError:
    """Return ``params``, numbers that stand for texts in words, or their first fault."""
    if len(params) > MAX_PARAMETERS:
        return TOO_MANY
    worded: dict[str, str] = {}
    for name, value in params.items():
        parameter = known.parameters.get(name)
        if parameter is None:
            if len(name) > LONGEST_NAME:
                return too_long(name)
        elif value is not None and not fits(parameter, value):
            if may_be_number(parameter) and is_of_type("number", value):
                worded[name] = in_words(value)
                continue
            if is_of_type(parameter.type, value):
                return FieldError(f"$.params.{name}", "parameter_range", f"{name} is {bounds(parameter)}")
            return FieldError(f"$.params.{name}", "parameter_type", f"{name} is {_IN_WORDS[parameter.type]}")
    return {**params, **worded} if worded else params


def may_be_number(parameter: Parameter) -> bool:
    """Return whether the parameter is a text that has room for any number."""
    return parameter.type == "text" and (parameter.max_length or LONGEST_TEXT) >= LONGEST_NUMBER


def in_words(number: float) -> str:
    """Return ``number`` as a text, one without a fraction as an integer."""
    whole = abs(number) <= 2**53 and number == int(number)
    return str(int(number) if whole else number)


def too_long(name: str) -> FieldError:
    """Return the fault of a parameter whose name is too long."""
    return FieldError(f"$.params.{name}", "parameter_name", f"a parameter's name has at most {LONGEST_NAME} characters")


def fits(parameter: Parameter, value: Any) -> bool:
    """Return whether ``value`` is of the parameter's type and within its bounds."""
    if not is_of_type(parameter.type, value):
        return False
    if parameter.type == "text":
        return len(value) <= (parameter.max_length or LONGEST_TEXT)
    least, most = parameter.minimum, parameter.maximum
    return (least is None or value >= least) and (most is None or value <= most)


def is_of_type(kind: ParameterType, value: Any) -> bool:
    """Return whether ``value`` is of the type ``kind``; 75.0 is an integer, too, as JSON has it."""
    found = type(value)
    return found in _TYPES[kind] and (kind != "integer" or found is int or value.is_integer())


def bounds(parameter: Parameter) -> str:
    """Return what a parameter may be, in a few words."""
    if parameter.type == "text":
        return f"a text of at most {parameter.max_length or LONGEST_TEXT} characters"
    words, least, most = _IN_WORDS[parameter.type], parameter.minimum, parameter.maximum
    if least is not None and most is not None:
        return f"{words}, {least} to {most}"
    if least is not None:
        return f"{words}, at least {least}"
    return words if most is None else f"{words}, at most {most}"
