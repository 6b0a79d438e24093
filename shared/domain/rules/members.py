"""One JSON object of a rule-set document, its members asked for by name, type and bounds.

Every fault is noted with its path, its code and the way out, and reading goes on, so that an editor sees all of them
at once. What nobody asked for is a fault too: a misspelt member must not be silently without effect.
"""

from collections.abc import Collection, Sequence
from typing import Any, TypeVar

from shared.domain.conditions.reading import parse_condition
from shared.domain.conditions.tree import ALWAYS, Condition
from shared.domain.errors import FieldError, RuleSetError
from shared.domain.money import BASIS_POINTS

Choice = TypeVar("Choice", bound=str)

MAX_MINOR = 10**12
MAX_COUNT = 10**9
_NAMES: dict[type, str] = {
    int: "a whole number",
    bool: "true or false",
    str: "a text",
    list: "a list",
    dict: "an object",
}


class Members:
    """The members of ``document``; faults are added to ``faults``, and a harmless value stands in for each."""

    def __init__(self, document: Any, path: str, faults: list[FieldError]) -> None:
        self.path = path
        self.faults = faults
        self._asked: list[str] = []
        self._names: Collection[str] = ()
        self._members: dict[str, Any] = {}
        if type(document) is dict:
            self._names = document.keys()
            # Nothing said and null mean the same.
            self._members = {name: value for name, value in document.items() if value is not None}
        else:
            self.refuse("wrong_type", "an object is needed here")

    def __contains__(self, name: str) -> bool:
        """Return whether the document has the member at all."""
        return name in self._members

    def refuse(self, code: str, message: str, name: str = "") -> None:
        """Note a fault of the member ``name``, or of the object itself."""
        self.faults.append(FieldError(self.at(name) if name else self.path, code, message))

    def at(self, name: str) -> str:
        """Return the path of the member ``name``."""
        return f"{self.path}.{name}"

    def integer(self, name: str, least: int, most: int, default: int | None = None) -> int:
        """Return a whole number from ``least`` to ``most``; it may be missing when there is a ``default``."""
        value = self._typed(name, int, default)
        if value is None:
            return least
        if not least <= value <= most and value != default:
            self.refuse("out_of_range", f"'{name}' is a whole number from {least} to {most}", name)
            return least
        return value

    def optional(self, name: str, least: int, most: int) -> int | None:
        """Return a whole number, or ``None`` when it is not said."""
        return self.integer(name, least, most) if name in self else self._absent(name)

    def basis_points(self, name: str, default: int | None = None) -> int:
        """Return hundredths of a percent, up to the whole."""
        return self.integer(name, 0, BASIS_POINTS, default)

    def minor(self, name: str, least: int = 1) -> int:
        """Return an amount in minor units."""
        return self.integer(name, least, MAX_MINOR)

    def boolean(self, name: str, default: bool) -> bool:
        """Return true or false, or ``default`` when it is not said."""
        value = self._typed(name, bool, default)
        return default if value is None else value

    def text(self, name: str, default: str | None = None, longest: int = 128) -> str:
        """Return a text that says something."""
        value = self._typed(name, str, default)
        if value is None or value == default:
            return value or ""
        if not value.strip() or len(value) > longest:
            self.refuse("out_of_range", f"'{name}' is a text of 1 to {longest} characters", name)
        return value

    def choice(self, name: str, options: Sequence[Choice], default: Choice | None = None) -> Choice:
        """Return one of ``options``."""
        value = self._typed(name, str, default)
        for option in options:
            if value == option:
                return option
        if value is not None:
            self.refuse("unknown_value", f"'{name}' is one of {', '.join(options)}{_meant(value, options)}", name)
        return options[0]

    def names(self, name: str, longest: int = 128, most: int = 200) -> tuple[str, ...]:
        """Return a list of texts, none of them empty; ``()`` when it is not said."""
        values = self._typed(name, list, ()) or ()
        for n, value in enumerate(values):
            if type(value) is not str or not value.strip() or len(value) > longest:
                self.refuse("wrong_type", f"a text of 1 to {longest} characters is needed here", f"{name}[{n}]")
        if len(values) > most:
            self.refuse("out_of_range", f"'{name}' holds at most {most} entries", name)
        return tuple(value for value in values if type(value) is str)

    def inner(self, name: str) -> "Members | None":
        """Return the members of an object within this one, or ``None`` when it is not said."""
        if name not in self:
            return self._absent(name)
        return Members(self._typed(name, object, None), self.at(name), self.faults)

    def each(self, name: str, most: int = 10_000) -> "list[Members]":
        """Return the objects of a list; none when it is not said."""
        values = self._typed(name, list, ()) or ()
        if len(values) > most:
            self.refuse("out_of_range", f"'{name}' holds at most {most} entries", name)
        return [Members(value, f"{self.at(name)}[{n}]", self.faults) for n, value in enumerate(values[:most])]

    def raw(self, name: str) -> Any:
        """Return the member as it stands, for somebody else to read; ``None`` when it is not said."""
        return self._members.get(name, self._absent(name))

    def mapping(self, name: str) -> dict[str, Any]:
        """Return an object whose members are for the reader of decisions, not for us; empty when it is not said."""
        return self._typed(name, dict, None) or {} if name in self else self._absent(name) or {}

    def condition(self, name: str, *, lines: bool = False) -> Condition | None:
        """Return a condition, on one line's facts with ``lines``, or ``None`` when it is not said."""
        if name not in self:
            return self._absent(name)
        try:
            return parse_condition(self.raw(name), self.at(name), lines=lines)
        except RuleSetError as refusal:
            self.faults += refusal.errors
            return ALWAYS

    def finish(self) -> None:
        """Refuse every member that was not asked for."""
        for name in self._names:
            if name not in self._asked:
                known = ", ".join(sorted(set(self._asked)))
                self.refuse("unknown_member", f"there is no '{name}' here{_meant(name, self._asked)}; {known}", name)

    def _typed(self, name: str, kind: type, default: Any) -> Any:
        self._asked.append(name)
        if name not in self._members:
            if default is None:
                self.refuse("missing", f"'{name}' is needed here", name)
            return default
        value = self._members[name]
        # Not isinstance: true is no number.
        if kind is not object and type(value) is not kind:
            self.refuse("wrong_type", f"'{name}' is {_NAMES[kind]}", name)
            return default
        return value

    def _absent(self, name: str) -> None:
        self._asked.append(name)


def _meant(word: str, options: Sequence[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - 5 ms that only a faulty document takes

    close = get_close_matches(word, options, 1)
    return f" (did you mean '{close[0]}'?)" if close else ""
