"""What the routes of the event catalogue take and answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shared.domain.event_catalogue import STANDARD, Catalogue, Category, EventType, Parameter, Purpose, Stage
from shared.domain.event_catalogue.custom import CustomEvents
from shared.domain.event_catalogue.event_type import Items


@dataclass(frozen=True, slots=True)
class Registration:
    """An event of the shop's own. Misspelt members are refused, and all faults are told at once."""

    category: Category
    stage: Stage
    description: str
    items: Items = "optional"
    parameters: Mapping[str, Parameter] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EventView:
    """An event of the catalogue; ``version`` is the catalogue's in which it changed last.

    ``wants`` names the fields beside parameters and items that the reports want, ``counter`` the fact that such an
    event raises by one. ``custom``: the shop registered it itself.
    """

    name: str
    version: int
    category: Category
    stage: Stage
    purpose: Purpose
    description: str
    items: Items
    wants: tuple[str, ...]
    parameters: Mapping[str, Parameter]
    aliases: tuple[str, ...]
    counter: str
    custom: bool


@dataclass(frozen=True, slots=True)
class CatalogueView:
    """The catalogue as it is now; containers follow within 20 s."""

    version: int
    events: tuple[EventView, ...]


@dataclass(frozen=True, slots=True)
class Registered:
    """The event as it is registered, in this version of the catalogue; ``event.version`` is what ``If-Match`` names."""

    version: int
    event: EventView


@dataclass(frozen=True, slots=True)
class Removed:
    """There is no such event now, in this version of the catalogue."""

    version: int
    event: None = None


def catalogue_view(catalogue: Catalogue) -> CatalogueView:
    return CatalogueView(catalogue.version, tuple(event_view(each) for each in catalogue.types.values()))


def registered_view(own: CustomEvents, event_name: str) -> Registered:
    return Registered(own.catalogue.version, event_view(own.types[event_name]))


def event_view(kind: EventType) -> EventView:
    return EventView(
        kind.name,
        kind.version,
        kind.category,
        kind.stage,
        kind.purpose,
        kind.description,
        kind.items,
        kind.wants,
        kind.parameters,
        kind.aliases,
        kind.counter,
        custom=kind.name not in STANDARD.types,
    )
