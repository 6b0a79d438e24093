"""Micro-conversions: what one event looks like, and what became of a batch of them (mission B)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from annotated_types import Ge, Le, Len, MaxLen

from shared.domain.cart import Name
from shared.domain.money import Currency, UnitPrice

MAX_BATCH_EVENTS = 500

ParameterText = Annotated[str, MaxLen(2048)]
ParameterNumber = Annotated[int, Ge(-(2**53)), Le(2**53)] | Annotated[float, Ge(-1e300), Le(1e300)]
Parameter = ParameterText | bool | ParameterNumber | None


@dataclass(frozen=True, slots=True)
class Page:
    """Where in the shop it happened; what follows a ``?`` or ``#`` in the path may be personal, and is not kept."""

    type: Annotated[str, MaxLen(64)] | None = None
    path: Annotated[str, MaxLen(2048)] | None = None


@dataclass(frozen=True, slots=True)
class EventItem:
    """An item as GA4 lists it; ``price`` in minor units."""

    item_id: Name
    quantity: Annotated[int, Ge(0), Le(10**6)] = 1
    price: UnitPrice | None = None
    category: Annotated[str, MaxLen(256)] | None = None
    brand: Annotated[str, MaxLen(256)] | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One small step of a shopper, at ``ts`` (epoch ms) by the browser's clock.

    ``seq`` numbers the events of one source, such as a tab; ``value`` is in minor units of ``currency``.
    """

    event_id: Name
    event_name: Annotated[str, Len(1, 40)]
    ts: int
    seq: Annotated[int, Ge(0), Le(2**53)] | None = None
    page: Page | None = None
    currency: Currency | None = None
    value: Annotated[int, Ge(0), Le(10**12)] | None = None
    items: Annotated[tuple[EventItem, ...], MaxLen(200)] = ()
    params: Annotated[Mapping[Annotated[str, MaxLen(128)], Parameter], MaxLen(100)] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An event that could not be read: its first fault, and what of it could be read all the same."""

    code: str
    path: str
    message: str
    event_id: str | None = None
    event_name: str | None = None
    ts: int | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """Why one event of a batch was not taken; ``path`` is relative to the event, such as ``$.ts``."""

    index: int
    event_id: str | None
    code: str
    path: str
    message: str


@dataclass(frozen=True, slots=True)
class EventReceipt:
    """What became of a batch: the three counts and the rejected add up to it, ``late`` are among the accepted."""

    accepted: int
    duplicates: int
    dropped_for_consent: int
    late: int
    rejected: tuple[Rejected, ...]
