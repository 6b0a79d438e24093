"""What the catalogue says of one event: its place in the funnel, and the parameters that it may carry."""

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from shared.domain.frozen import frozen

Stage = Literal["awareness", "interest", "consideration", "cart", "checkout", "purchase", "loyalty", "quality"]
Category = Literal[
    "visit",
    "discovery",
    "product",
    "video",
    "reassurance",
    "wishlist",
    "cart",
    "checkout",
    "order",
    "account",
    "message",
    "intervention",
    "quality",
]
Items = Literal["required", "optional", "none"]
Purpose = Literal["analytics_storage"]
"""The consent without which an event is not kept, in Consent Mode's words."""

ParameterType = Literal["text", "integer", "number", "boolean"]

LONGEST_TEXT = 2048


@frozen
class Parameter:
    """A parameter that an event may carry; money is an ``integer`` whose ``unit`` is ``minor``.

    One that is ``required`` is wanted by the reports: an event without it is kept, and the audit counts it.
    """

    type: ParameterType
    description: str
    example: str | float | bool | None = None
    required: bool = False
    minimum: float | None = None
    maximum: float | None = None
    max_length: int | None = None
    unit: str = ""


@frozen
class EventType:
    """One event of the catalogue.

    ``version`` is the catalogue's in which it changed last. ``wants`` names the event's own fields, beside parameters
    and items, that the reports want. ``counter`` is the fact that each such event raises by one.
    """

    name: str
    category: Category
    stage: Stage
    description: str
    items: Items = "none"
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()
    version: int = 1
    purpose: Purpose = "analytics_storage"
    wanted: tuple[str, ...] = field(init=False, compare=False, repr=False)
    """The names of its required parameters."""

    def __post_init__(self) -> None:
        names = tuple(name for name, each in self.parameters.items() if each.required)
        object.__setattr__(self, "wanted", names)

    @property
    def counter(self) -> str:
        """The fact, as rules ask for it, that counts these events in a session."""
        return f"session.events.{self.name}"
