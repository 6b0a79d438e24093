"""How a session's ledger grows by the events that it accepts, whatever their order.

The last wish and the last page are those with the highest rank, and of what is kept in part the smallest stays: so no
two orders of arrival make two ledgers.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256

from shared.domain.attention import EVENTS, attended
from shared.domain.events import Event
from shared.domain.ledger import ITEM_BYTES, Ledger, PageView, Tally, Wish
from shared.domain.traces import inserted

MAX_WISHES = 200
MAX_VIEWED = 200

# The events that open a page, and its type where the event's name gives it away.
_PAGES: Mapping[str, str | None] = {"page_view": None, "view_item": "product", "view_cart": "cart"}
_WISHES = ("add_to_wishlist", "remove_from_wishlist")


def grown(ledger: Ledger, counting: Sequence[Event], traces: Sequence[bytes]) -> Ledger:
    """Return the ledger with ``counting`` counted and the ``traces`` of all new events, counted or not, remembered."""
    if not traces:
        return ledger
    remembered = replace(ledger, seen=inserted(ledger.seen, traces))
    if not counting:
        return remembered
    by_name = _by_name(counting)
    wished, opened, told = _of(by_name, _WISHES), _of(by_name, _PAGES), _of(by_name, EVENTS)
    page = _last_page(ledger.page, opened) if opened else ledger.page
    return replace(
        remembered,
        tallies=_tallied(ledger.tallies, by_name),
        wishes=_wished(ledger.wishes, wished) if wished else ledger.wishes,
        page=page,
        attention=attended(ledger.attention, told, page.ts if page else None) if told or opened else ledger.attention,
        viewed=_viewed(ledger.viewed, opened) if opened else ledger.viewed,
    )


def _by_name(events: Sequence[Event]) -> dict[str, list[Event]]:
    found: defaultdict[str, list[Event]] = defaultdict(list)
    for event in events:
        found[event.event_name].append(event)
    return found


def _of(by_name: Mapping[str, Sequence[Event]], names: Iterable[str]) -> list[Event]:
    return [event for name in names for event in by_name.get(name, ())]


def _tallied(tallies: Mapping[str, Tally], by_name: Mapping[str, Sequence[Event]]) -> dict[str, Tally]:
    counted = dict(tallies)
    for name, events in by_name.items():
        moments = [event.ts for event in events]
        if before := tallies.get(name):
            moments += before.first_at, before.last_at
        counted[name] = Tally(len(events) + (before.count if before else 0), min(moments), max(moments))
    return dict(sorted(counted.items()))


def _wished(before: Mapping[str, Wish], events: Sequence[Event]) -> dict[str, Wish]:
    """Return the 200 latest wishes, by item; a session that wishes for more loses the earliest."""
    wishes = dict(before)
    for event in events:
        for item in event.items:
            wish = Wish(event.event_name == "add_to_wishlist", event.ts, item.price)
            wishes[item.item_id] = max(wish, wishes.get(item.item_id, wish), key=lambda each: each.rank)
    latest = sorted(wishes, key=lambda item_id: (wishes[item_id].ts, item_id))[-MAX_WISHES:]
    return {item_id: wishes[item_id] for item_id in sorted(latest)}


def _last_page(before: PageView | None, events: Sequence[Event]) -> PageView:
    last_at = max([event.ts for event in events])
    pages = [
        PageView(last_at, (event.page.type if event.page else None) or _PAGES[event.event_name])
        for event in events
        if event.ts == last_at
    ]
    return max([before, *pages] if before else pages, key=lambda page: page.rank)


def _viewed(before: bytes, events: Sequence[Event]) -> bytes:
    viewed = {before[n : n + ITEM_BYTES] for n in range(0, len(before), ITEM_BYTES)}
    items = {item.item_id for event in events if event.event_name == "view_item" for item in event.items}
    viewed.update([sha256(item_id.encode()).digest()[:ITEM_BYTES] for item_id in items])
    return b"".join(sorted(viewed)[:MAX_VIEWED])
