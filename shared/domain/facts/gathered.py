"""The facts of one moment, each computed from the decision's basis when a rule first asks for it."""

from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING

from shared.domain.clocks import shown
from shared.domain.facts.catalogue import FACTS
from shared.domain.facts.fact import Fact, Value
from shared.domain.facts.lines import LineFacts

if TYPE_CHECKING:
    from shared.domain.basis import Basis


class Facts(dict[str, "Value | None"]):
    """Every fact by name; ``None`` for one that has no value now. ``zone`` is the shop's, for the clock."""

    __slots__ = ("_lines", "_wall", "basis", "now", "zone")

    def __init__(self, basis: "Basis", zone: tzinfo = UTC) -> None:
        self.basis = basis
        self.zone = zone
        self.now = basis.decided_at
        self._lines: tuple[LineFacts, ...] | None = None
        self._wall: datetime | None = None

    def __missing__(self, name: str) -> "Value | None":
        """Compute the fact ``name``, once."""
        of = _OF_BASIS.get(name)
        value = self[name] = of(self.basis) if of else _COMPUTE[name](self)
        return value

    @property
    def wall(self) -> datetime:
        """What the shop's clock shows."""
        if self._wall is None:
            self._wall = shown(self.now, self.zone)
        return self._wall

    @property
    def lines(self) -> tuple[LineFacts, ...]:
        """The facts of every line of the cart, in order."""
        if self._lines is None:
            pairs = zip(self.basis.cart.lines, self.basis.floors, strict=True)
            self._lines = tuple(LineFacts(*pair) for pair in pairs)
        return self._lines

    def origin(self, name: str) -> int | None:
        """Return the moment (epoch ms) since which a running fact grows, ``None`` when it stands still."""
        origin = FACTS[name].origin
        return origin(self.basis) if origin else None

    def at(self, moment: int) -> "Facts":
        """Return the same facts at ``moment``, with no news but time."""
        return _Later(self, moment)


class _Later(Facts):
    """The facts of a later moment: all that time does not change are those of ``still``."""

    __slots__ = ("still",)

    def __init__(self, still: Facts, moment: int) -> None:
        super().__init__(still.basis, still.zone)
        self.now = moment
        self.still = still.still if isinstance(still, _Later) else still

    def __missing__(self, name: str) -> "Value | None":
        """Compute the fact ``name`` if time changes it, else take it over."""
        value = self[name] = _COMPUTE[name](self) if FACTS[name].moves else self.still[name]
        return value

    @property
    def lines(self) -> tuple[LineFacts, ...]:
        """The facts of every line of the cart, in order."""
        return self.still.lines


class _Computations(dict[str, Callable[[Facts], "Value | None"]]):
    """How each fact is computed, by its name, worked out when it is first asked for: the path of every decision."""

    def __missing__(self, name: str) -> Callable[[Facts], "Value | None"]:
        computation = self[name] = _computation(FACTS[name])
        return computation


_COMPUTE = _Computations()
# Most are read from the basis and nothing else: with these, a step less.
_OF_BASIS = {fact.name: fact.of for fact in FACTS.values() if fact.of and not fact.moves}


def _computation(fact: Fact) -> Callable[[Facts], "Value | None"]:
    origin, of_clock, of = fact.origin, fact.of_clock, fact.of
    if origin:
        default, scale_ms = fact.default, fact.scale_ms

        def grown(facts: Facts) -> "Value | None":
            since = origin(facts.basis)
            if since is None:
                return default
            elapsed_ms = facts.now - since
            # A browser's clock may be ahead of ours.
            return elapsed_ms // scale_ms if elapsed_ms > 0 else 0

        return grown
    if of_clock:
        return lambda facts: of_clock(facts.wall)
    if of:
        return lambda facts: of(facts.basis)
    return lambda facts: None  # noqa: ARG005 - a line's fact has no value for the whole cart
