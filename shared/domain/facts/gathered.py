"""The facts of one moment, each computed from the decision's basis when a rule first asks for it."""

from datetime import UTC, tzinfo
from typing import TYPE_CHECKING

from shared.domain.clocks import shown
from shared.domain.facts.catalogue import FACTS
from shared.domain.facts.fact import Fact, Value
from shared.domain.facts.lines import LineFacts

if TYPE_CHECKING:
    from shared.domain.decisions import Basis


class Facts(dict[str, "Value | None"]):
    """Every fact by name; ``None`` for one that has no value now. ``zone`` is the shop's, for the clock."""

    __slots__ = ("_lines", "_still", "basis", "now", "zone")

    def __init__(self, basis: "Basis", zone: tzinfo = UTC) -> None:
        super().__init__()
        self.basis = basis
        self.zone = zone
        self.now = basis.decided_at
        self._lines: tuple[LineFacts, ...] | None = None
        self._still: Facts | None = None

    def __missing__(self, name: str) -> "Value | None":
        """Compute the fact ``name``, once."""
        value = self[name] = self._computed(FACTS[name])
        return value

    @property
    def lines(self) -> tuple[LineFacts, ...]:
        """The facts of every line of the cart, in order."""
        if self._lines is None:
            pairs = zip(self.basis.cart.lines, self.basis.floors, strict=True)
            self._lines = self._still.lines if self._still else tuple(LineFacts(*pair) for pair in pairs)
        return self._lines

    def origin(self, name: str) -> int | None:
        """Return the moment (epoch ms) since which a running fact grows, ``None`` when it stands still."""
        origin = FACTS[name].origin
        return origin(self.basis) if origin else None

    def at(self, moment: int) -> "Facts":
        """Return the same facts at ``moment``, with no news but time."""
        later = Facts(self.basis, self.zone)
        later.now = moment
        later._still = self._still or self
        return later

    def _computed(self, fact: Fact) -> "Value | None":
        if fact.origin:
            origin = fact.origin(self.basis)
            # A browser's clock may be ahead of ours.
            return fact.default if origin is None else max(0, self.now - origin) // fact.scale_ms
        if fact.of_clock:
            return fact.of_clock(shown(self.now, self.zone))
        if self._still:
            return self._still[fact.name]
        return fact.of(self.basis) if fact.of else None
