"""What the catalogue says of one fact: its type, unit, source and meaning, and how its value comes about."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from shared.domain.cart import Line
from shared.domain.money import Minor

if TYPE_CHECKING:
    from shared.domain.basis import Basis

FactType = Literal["integer", "boolean", "text", "texts", "date"]
Value = int | bool | str | frozenset[str]
# What a store can keep of a value.
Observation = int | bool | str | tuple[str, ...]

DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One line of the catalogue.

    A fact of the cart, the session or the customer has ``of``, one of the clock ``of_clock`` (of the local time in the
    shop's zone), one of a line ``of_line`` (of the line and its margin floor). A *running* fact has an ``origin``
    instead, the moment since which it grows, ``None`` while it does not; it counts in steps of ``scale_ms``.
    """

    name: str
    type: FactType
    unit: str = ""
    source: str
    """Who says so: cart, item store, events, opening, backend, clock, intent, decision or shop."""
    example: Value
    meaning: str
    choices: tuple[str, ...] = ()
    """Every text there is, where the vocabulary is closed."""
    folded: bool = False
    """Its texts are in small letters; whatever it is compared with is taken so."""
    default: "Value | None" = None
    """Its value when nothing is known; ``None``: it has none then, and meets no comparison."""
    optional: bool = False
    """It may have no value."""
    events: tuple[str, ...] = ()
    """The events of the session that can change it."""
    reachable: bool = False
    """The shopper can raise it by adding articles."""
    of: "Callable[[Basis], Any] | None" = None
    of_clock: Callable[[datetime], Any] | None = None
    of_line: Callable[[Line, Minor], Any] | None = None
    origin: "Callable[[Basis], int | None] | None" = None
    scale_ms: int = 1

    @property
    def running(self) -> bool:
        """Whether the fact grows by itself, from its origin on."""
        return self.origin is not None

    @property
    def moves(self) -> bool:
        """Whether time alone can change the fact."""
        return self.origin is not None or self.of_clock is not None

    @property
    def scope(self) -> Literal["cart", "line"]:
        """What has the fact: the cart with all that surrounds it, or one line of it."""
        return "line" if self.of_line else "cart"


def folded(value: Any) -> Any:
    """Return ``value``, a text or a list of them, in small letters; anything else as it is."""
    if isinstance(value, str):
        return value.casefold()
    return [folded(each) for each in value] if isinstance(value, list) else value


def observed(name: str, default: "Value | None" = None) -> "Callable[[Basis], Any]":
    """Return what reads ``name`` from what was observed of session and customer."""

    def read(basis: "Basis") -> "Value | None":
        value = basis.observed.get(name, default)
        return frozenset(value) if isinstance(value, tuple) else value

    return read


def since(*names: str) -> "Callable[[Basis], int | None]":
    """Return what reads the origin that was observed under one of ``names``."""

    def read(basis: "Basis") -> int | None:
        moments = (basis.observed.get(name) for name in names)
        return next((moment for moment in moments if type(moment) is int), None)

    return read
