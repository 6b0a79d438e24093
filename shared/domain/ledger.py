"""What a session remembers of the events that it accepted: counts, wishes, and a trace of each."""

from collections.abc import Mapping
from dataclasses import dataclass, field

TRACE_BYTES = 14


@dataclass(frozen=True, slots=True)
class Tally:
    """How often an event happened, and the ``ts`` of the first and last time."""

    count: int
    first_at: int
    last_at: int


@dataclass(frozen=True, slots=True)
class Wish:
    """The last thing a session did to one wished item: added or removed, at ``ts``, at which price."""

    added: bool
    ts: int
    price: int | None = None

    @property
    def rank(self) -> tuple[int, bool, int]:
        """Decides which of two counts, in any order of arrival: the later; at one moment the removal, or the dearer."""
        return self.ts, not self.added, -1 if self.price is None else self.price


@dataclass(frozen=True, slots=True)
class Ledger:
    """The ``events`` item of a session: what was counted, and a trace of each event so that none counts twice.

    The same events make the same ledger, in whatever order and however often they arrive.
    """

    tallies: Mapping[str, Tally] = field(default_factory=dict)
    wishes: Mapping[str, Wish] = field(default_factory=dict)
    seen: bytes = b""

    @property
    def total(self) -> int:
        """The number of events accepted."""
        return len(self.seen) // TRACE_BYTES

    @property
    def facts(self) -> dict[str, int]:
        """What the rules may ask of the events: how often each happened, by the fact's name."""
        return {f"session.events.{name}": tally.count for name, tally in self.tallies.items()}

    def count(self, event_name: str) -> int:
        """Return how often ``event_name`` was accepted."""
        tally = self.tallies.get(event_name)
        return tally.count if tally else 0
