"""A catalogue: the event types that are known, found by name or by alias."""

from collections.abc import Iterable, Mapping

from shared.domain.event_catalogue.event_type import EventType, Parameter


class Catalogue:
    """The event types of one version, which grows with every change of them.

    A name is written exactly so; an alias, which may be another product's phrase, in capitals or small letters.
    """

    __slots__ = ("_aliases", "types", "version")

    def __init__(self, version: int, types: Iterable[EventType]) -> None:
        self.version = version
        self.types: Mapping[str, EventType] = {each.name: each for each in types}
        self._aliases = {alias.lower(): each for each in self.types.values() for alias in each.aliases}

    def find(self, event_name: str) -> EventType | None:
        """Return the type of an event by its name or alias, or ``None`` when the catalogue does not know it."""
        return self.types.get(event_name) or self._aliases.get(event_name) or self._aliases.get(event_name.lower())

    def canonical(self, event_name: str) -> str | None:
        """Return the catalogue's name of an event, or ``None`` when the catalogue does not know it."""
        found = self.find(event_name)
        return found.name if found else None

    def type_of(self, event_name: str) -> EventType:
        """Return the type of an event by its name or alias; raise ``KeyError`` when the catalogue does not know it."""
        found = self.find(event_name)
        if found is None:
            raise KeyError(event_name)
        return found

    def parameters(self) -> dict[str, Parameter]:
        """Return every parameter by name; one name is of one type and unit in all events that carry it."""
        return {name: each for kind in reversed([*self.types.values()]) for name, each in kind.parameters.items()}

    def extended(self, types: Iterable[EventType], changes: int) -> "Catalogue":
        """Return this catalogue with more ``types``, after so many changes of theirs."""
        return Catalogue(self.version + changes, (*self.types.values(), *types))
