"""The events that a shop registered of its own."""

import re
from collections.abc import Mapping
from dataclasses import field

from shared.domain.event_catalogue.catalogue import Catalogue
from shared.domain.event_catalogue.checking import LONGEST_NAME
from shared.domain.event_catalogue.event_type import EventType
from shared.domain.event_catalogue.standard import STANDARD
from shared.domain.frozen import frozen

PREFIX = "custom_"
MAX_CUSTOM_EVENTS = 100
MAX_CUSTOM_PARAMETERS = 500

_NAME = re.compile(rf"{PREFIX}[a-z0-9_]{{1,{LONGEST_NAME - len(PREFIX)}}}")


def is_custom(event_name: str) -> bool:
    """Return whether an event of the shop's own may be called so, registered or not."""
    return _NAME.fullmatch(event_name) is not None


@frozen
class CustomEvents:
    """A shop's own event types by name, after so many ``changes``.

    ``columns`` has the type and unit of every parameter that one of them ever had: the lake keeps a column for each, so
    a name never changes what it means.
    """

    changes: int = 0
    types: Mapping[str, EventType] = field(default_factory=dict)
    columns: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def catalogue(self) -> Catalogue:
        """The packaged catalogue with these events; its version grows with each change of either."""
        return STANDARD.extended(self.types.values(), self.changes)
