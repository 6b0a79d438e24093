"""Which of a batch's events are an occasion to show the shopper something: what happened just now."""

from collections.abc import Iterable

from shared.domain.event_catalogue import Catalogue
from shared.domain.events import Event, Unreadable
from shared.domain.ingestion import Taken

RECENT_MS = 5 * 60_000
"""What happened longer ago is counted, but whoever did it is elsewhere by now."""


def occasions(taken: Taken, sent: Iterable[Event | Unreadable], catalogue: Catalogue, now: int) -> set[str]:
    """Return the names of the events of the batch ``sent`` that happened just now, in the catalogue's words.

    Duplicates are among them: a batch is repeated when nobody lived to answer it, or to show what it brought about.
    """
    names = {each.event.event_name for each in taken.fresh if now - each.event.ts < RECENT_MS}
    if taken.receipt.duplicates:
        known = (event for event in sent if isinstance(event, Event) and now - event.ts < RECENT_MS)
        names.update(filter(None, (catalogue.canonical(event.event_name) for event in known)))
    return names
