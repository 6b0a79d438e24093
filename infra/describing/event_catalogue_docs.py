"""What ``docs/events.md`` says of the catalogue: every event by category, every parameter, a shop's own events."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

SECTION = """\
Version {version} knows {count} events. One that is not in these tables, neither by name nor by one of the other names
(the sources', Segment's and Braze's, in capitals or small letters), is rejected; one sent by another name is kept under
the first. `GET /v1/events/catalogue` tells the same to programs, together with the shop's own events, and
`GET /v1/events/schema.json` is a JSON Schema (2020-12) of a batch with one definition for each event. A shop that has
Google Analytics 4 tells Microlift the same names.

An event is kept when the shopper granted {purposes}, and raises its count by one: `session.events.<event>` in
[rules](rules.md#facts). What is **bold** is wanted by the reports: an event without it is kept, and the audit counts it
under its version.

{events}

### Parameters

A name means the same in every event that carries it. What is not listed may be sent all the same: text, finite
numbers, booleans or null, nothing nested. A parameter that is null counts as absent, and a number written as text is
not a number. Money is an integer in minor units (`minor`) of the event's `currency`. As in Google Analytics 4, a name
has at most {name} characters, and an event at most {parameters} parameters and 200 items.

{parameter_table}

## A shop's own events

What no event above says may be registered by the admin, and is then checked, counted, landed and asked for in rules
(`session.events.custom_gift_wrap`) like the others:

```
PUT /v1/events/catalogue/custom_gift_wrap
{{"category": "cart", "stage": "cart", "description": "gift wrapping is chosen", "items": "optional",
 "parameters": {{"paper": {{"type": "text", "description": "which paper", "max_length": 64, "required": true}},
                "fee": {{"type": "integer", "description": "what it costs", "unit": "minor", "minimum": 0}}}}}}
```

| limit | value |
|---|---|
| name | `custom_` and 1 to 33 small letters, digits or `_` |
| events of one's own | {custom_events} |
| parameters of one event | {parameters} |
| names of parameters in all, past ones included | {custom_parameters} |

`type` is `text`, `integer`, `number` or `boolean`; `required`, `minimum`, `maximum`, `max_length`, `unit` and `example`
may be left out, as may `items` (`optional` then) and `parameters`. A parameter whose name the catalogue has already, or
had before, keeps its type and unit: the lake has one column for it. All faults are told at once, each with its path.
Every change makes a new version of the catalogue; every container follows within 20 seconds.
`DELETE /v1/events/catalogue/custom_gift_wrap` takes the event back: it is rejected from then on, and what was counted
stays. With `If-Match: "<version of the event>"` (`"0"`: there is none yet) nobody's change is overwritten.
"""

TITLES = {
    "visit": "Visits",
    "discovery": "Discovery",
    "product": "Products",
    "video": "Videos",
    "reassurance": "Reassurance",
    "wishlist": "Wish list",
    "cart": "Cart",
    "checkout": "Checkout",
    "order": "Orders",
    "account": "Accounts",
    "message": "Messages",
    "intervention": "Interventions",
    "quality": "Quality",
}

EVENT_HEAD = """\
| event | stage | what happened | items | parameters | facts beside its count | other names |
|---|---|---|---|---|---|---|"""
PARAMETER_HEAD = """\
| parameter | value | unit | meaning | example | events |
|---|---|---|---|---|---|"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the catalogue allows: characters of a name, and how many of the rest."""

    name: int
    parameters: int
    custom_events: int
    custom_parameters: int


def section(catalogue: Any, facts: Iterable[Any], limits: Limits) -> str:
    """Return what there is to say of a catalogue; ``facts`` say which events move them."""
    types = catalogue.types.values()
    return SECTION.format(
        version=catalogue.version,
        count=len(types),
        purposes=", ".join(sorted({f"`{each.purpose}`" for each in types})),
        events=events(types, facts),
        parameter_table=parameters(types, catalogue.parameters()),
        name=limits.name,
        parameters=limits.parameters,
        custom_events=limits.custom_events,
        custom_parameters=limits.custom_parameters,
    ).rstrip()


def events(types: Iterable[Any], facts: Iterable[Any]) -> str:
    """Return a table of event ``types`` for each category; ``facts`` say which events move them."""
    moved: dict[str, list[str]] = {}
    for fact in facts:
        for event_name in fact.events:
            moved.setdefault(event_name, []).append(fact.name)
    by_category: dict[str, list[str]] = {category: [] for category in TITLES}
    for each in types:
        by_category[each.category].append(_event(each, moved.get(each.name, ())))
    tables = ("\n".join((f"### {TITLES[name]}\n", EVENT_HEAD, *rows)) for name, rows in by_category.items())
    return "\n\n".join(tables)


def parameters(types: Iterable[Any], known: Mapping[str, Any]) -> str:
    """Return the table of the ``known`` parameters, in the alphabet's order."""
    carried: dict[str, list[str]] = {}
    for each in types:
        for name in each.parameters:
            carried.setdefault(name, []).append(each.name)
    rows = (
        f"| `{name}` | {value(each)} | {each.unit} | {each.description} | {_example(each.example)} |"
        f" {_codes(carried[name])} |"
        for name, each in sorted(known.items())
    )
    return "\n".join((PARAMETER_HEAD, *rows))


def value(parameter: Any) -> str:
    """Return what a parameter may hold, in a few words."""
    if parameter.type == "boolean":
        return "true or false"
    if parameter.type == "text":
        return f"text, at most {parameter.max_length:,} characters"
    return f"{parameter.type}, {parameter.minimum:,} to {parameter.maximum:,}"


def _event(kind: Any, facts: Iterable[str]) -> str:
    asked = [f"**`{name}`**" if each.required else f"`{name}`" for name, each in kind.parameters.items()]
    asked += [f"**{name}**" for name in kind.wants]
    items = {"required": "**yes**", "optional": "may", "none": ""}[kind.items]
    return (
        f"| `{kind.name}` | {kind.stage} | {kind.description} | {items} | {', '.join(asked)} |"
        f" {_codes(facts)} | {_codes(kind.aliases)} |"
    )


def _example(example: Any) -> str:
    return f"`{str(example).lower() if isinstance(example, bool) else example}`"


def _codes(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)
