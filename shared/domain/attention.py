"""What session rules ask of the events beyond counts and last times: where the shopper's attention went (B7).

How far the page was read, which filters were used, and what became of the interventions. The same events make the
same attention, in whatever order and however often they arrive.
"""

from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Any

from shared.domain.frozen import frozen

if TYPE_CHECKING:
    from shared.domain.events import Event

MAX_FILTERS = 10
MAX_REACTIONS = 60
MAX_TEXT = 100
READ_TO_THE_END = 90
"""What a scroll without a number says: Google Analytics sends one by itself at nine tenths of a page."""

# What is counted of an intervention, by the event that tells of it.
REACTIONS: Mapping[str, str] = {
    "intervention_shown": "shown",
    "intervention_clicked": "clicked",
    "intervention_dismissed": "dismissed",
}

EVENTS = frozenset({"scroll", "time_on_page", "apply_filter", *REACTIONS})


@frozen
class Attention:
    """Plain values, as they are stored.

    ``scrolls``: (ts, per cent) of the page's readings that no later one surpassed, in order of time. ``filters``: by
    name the ts and value of its last use. ``reactions``: by ``shown:rule:type`` and its like how often, and since when.
    ``place``: the ts of the last reading that said on what type of page it was, and that type. ``stays``: (ts, how long
    by then less ts) of the stays on the page that no later one surpassed, in order of time.
    """

    scrolls: tuple[tuple[int, int], ...] = ()
    filters: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    reactions: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    place: tuple[int, str] | None = None
    stays: tuple[tuple[int, int], ...] = ()

    @property
    def scroll_percent(self) -> int:
        """How far down the page was read at most."""
        return self.scrolls[0][1] if self.scrolls else 0

    @property
    def stays_since(self) -> int | None:
        """Since when (epoch ms) the shopper is on the page by what was told of the stay; ``None`` when nothing was."""
        return -self.stays[0][1] if self.stays else None

    @property
    def last_filters(self) -> tuple[str, ...]:
        """The filters used last, each as ``category=food``, the latest first."""
        latest = sorted(self.filters.items(), key=lambda each: (-each[1][0], each[0]))
        return tuple(f"{name}={value}" for name, (_, value) in latest)


def attended(attention: Attention, events: "Iterable[Event]", page_opened_at: int | None) -> Attention:
    """Return the attention after ``events``; the page that is open was opened at ``page_opened_at`` (epoch ms)."""
    scrolls, stays = list(attention.scrolls), list(attention.stays)
    filters, reactions = dict(attention.filters), dict(attention.reactions)
    places = [attention.place] if attention.place else []
    for event in events:
        if event.event_name == "scroll":
            percent = event.params.get("percent_scrolled")
            scrolls.append((event.ts, READ_TO_THE_END if percent is None else int(percent)))
            places += _place(event)
        elif event.event_name == "time_on_page":
            stayed = event.params.get("on_page_ms")
            stays += [(event.ts, int(stayed) - event.ts)] if isinstance(stayed, int | float) else []
            places += _place(event)
        elif event.event_name == "apply_filter":
            _use(filters, event)
        elif event.event_name in REACTIONS:
            _react(reactions, event)
    # The smallest names stay, so that which came first makes no difference.
    found = Attention(
        _front(scrolls, page_opened_at),
        _latest(filters),
        dict(sorted(reactions.items())[:MAX_REACTIONS]),
        max((place for place in places if page_opened_at is None or place[0] >= page_opened_at), default=None),
        _front(stays, page_opened_at),
    )
    return attention if found == attention else found


def _place(event: "Event") -> list[tuple[int, str]]:
    return [(event.ts, event.page.type)] if event.page and event.page.type else []


def _front(readings: list[tuple[int, int]], since: int | None) -> tuple[tuple[int, int], ...]:
    """Return the readings since the page opened that say what the most is from each moment on.

    A page that opened later may still be told of: then the readings before it are another page's.
    """
    front: list[tuple[int, int]] = []
    for ts, value in sorted(readings, reverse=True):
        if since is not None and ts < since:
            break
        if not front or value > front[-1][1]:
            front.append((ts, value))
    return tuple(reversed(front))


def _use(filters: dict[str, tuple[int, str]], event: "Event") -> None:
    name, value = _text(event.params.get("filter")), _text(event.params.get("value"))
    if name and value:
        filters[name] = max((event.ts, value), filters.get(name, (event.ts, value)))


def _latest(filters: dict[str, tuple[int, str]]) -> dict[str, tuple[int, str]]:
    kept = sorted(filters, key=lambda name: (filters[name][0], name))[-MAX_FILTERS:]
    return {name: filters[name] for name in sorted(kept)}


def _react(reactions: dict[str, tuple[int, int]], event: "Event") -> None:
    rule, kind = _text(event.params.get("rule")), _text(event.params.get("type"))
    key = f"{REACTIONS[event.event_name]}:{rule}:{kind}"
    if rule and kind:
        count, since = reactions.get(key, (0, event.ts))
        reactions[key] = (count + 1, min(since, event.ts))


def _text(value: Any) -> str:
    return value[:MAX_TEXT] if isinstance(value, str) else ""
