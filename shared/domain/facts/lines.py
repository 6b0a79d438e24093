"""The facts of one line of a cart, each computed when a condition first asks for it."""

from shared.domain.cart import Line
from shared.domain.facts.fact import Value
from shared.domain.facts.of_line import LINE_FACTS
from shared.domain.money import Minor

_OF = {fact.name: fact.of_line for fact in LINE_FACTS if fact.of_line}


class LineFacts(dict[str, "Value | None"]):
    """Every ``line.*`` fact by name; ``None`` for one that has no value. ``floor`` is the least price of one unit."""

    __slots__ = ("floor", "line")

    def __init__(self, line: Line, floor: Minor = 0) -> None:
        super().__init__()
        self.line = line
        self.floor = floor

    def __missing__(self, name: str) -> "Value | None":
        """Compute the fact ``name``, once."""
        value = self[name] = _OF[name](self.line, self.floor)
        return value

    @property
    def lines(self) -> "tuple[LineFacts, ...]":
        """None: a line has no lines."""
        return ()
