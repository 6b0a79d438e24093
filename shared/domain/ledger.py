"""What a session remembers of the events that it accepted: counts, wishes, page, items seen, and a trace of each."""

from collections.abc import Mapping
from dataclasses import field

from shared.domain.attention import Attention
from shared.domain.frozen import frozen

TRACE_BYTES = 14
ITEM_BYTES = 4
MAX_OUTCOMES = 30


@frozen
class Tally:
    """How often an event happened, and the ``ts`` of the first and last time."""

    count: int
    first_at: int
    last_at: int


@frozen
class Wish:
    """The last thing a session did to one wished item: added or removed, at ``ts``, at which price."""

    added: bool
    ts: int
    price: int | None = None

    @property
    def rank(self) -> tuple[int, bool, int]:
        """Decides which of two counts, in any order of arrival: the later; at one moment the removal, or the dearer."""
        return self.ts, not self.added, -1 if self.price is None else self.price


@frozen
class PageView:
    """The page that the shopper opened last, at ``ts``, and its type such as ``product``."""

    ts: int
    type: str | None = None

    @property
    def rank(self) -> tuple[int, str]:
        """Decides which of two is the last, in any order of arrival."""
        return self.ts, self.type or ""


@frozen
class Outcome:
    """What became of one event, for whoever looks on: accepted when there is no ``code``, else rejected at ``path``.

    Name and ``ts`` are ``None`` where they could not be read.
    """

    event_name: str | None
    ts: int | None
    code: str | None
    path: str | None
    received_at: int


@frozen
class Ledger:
    """The ``events`` item of a session: what was counted, and a trace of each event so that none counts twice.

    The same events make the same ledger, in whatever order and however often they arrive. How they came is beside it
    and makes no ledger another.
    """

    tallies: Mapping[str, Tally] = field(default_factory=dict)
    wishes: Mapping[str, Wish] = field(default_factory=dict)
    seen: bytes = b""
    page: PageView | None = None
    viewed: bytes = b""
    """A trace of each item that was viewed, in order; the smallest ones when there are more than are kept."""
    attention: Attention = Attention()
    outcomes: tuple[Outcome, ...] = field(default=(), compare=False)
    """What became of the last thirty events that were no duplicates, the newest last."""
    rested_at: int = field(default=0, compare=False)
    """The moment at which the session may send as much as at its start again; see ``shared.domain.allowance``."""

    @property
    def total(self) -> int:
        """The number of events accepted."""
        return len(self.seen) // TRACE_BYTES

    @property
    def facts(self) -> dict[str, int | str]:
        """What the rules may ask of the events, by the facts' names: how often each happened, and where we are."""
        facts: dict[str, int | str] = {f"session.events.{name}": each.count for name, each in self.tallies.items()}
        if self.viewed:
            facts["session.items_seen"] = len(self.viewed) // ITEM_BYTES
        begun = [self.page.ts] if self.page else []
        # A storefront may measure the stay itself, or tag no page views at all.
        begun += [] if self.attention.stays_since is None else [self.attention.stays_since]
        if begun:
            facts["session.on_page_ms"] = min(begun)
        # Who tags no page views may still say where a page was read.
        read_on = self.attention.place[1] if self.attention.place else None
        if where := (self.page.type if self.page else None) or read_on:
            facts["session.page_type"] = where
        if self.attention.scrolls:
            facts["session.scroll_percent"] = self.attention.scroll_percent
        if self._left_after_shipping():
            facts["session.exit_after_shipping"] = True
        return facts

    def _left_after_shipping(self) -> bool:
        asked, left = self.tallies.get("click_shipping_returns"), self.tallies.get("exit_intent")
        return asked is not None and left is not None and left.last_at >= asked.first_at

    def count(self, event_name: str) -> int:
        """Return how often ``event_name`` was accepted."""
        tally = self.tallies.get(event_name)
        return tally.count if tally else 0
