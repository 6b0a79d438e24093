"""The facts that count the session's events: one for each event that there can be."""

from functools import lru_cache

from shared.domain.event_catalogue.custom import is_custom
from shared.domain.event_catalogue.standard import STANDARD
from shared.domain.facts.fact import Fact, observed

EVENTS = "session.events."


@lru_cache(maxsize=256)
def of_event(event_name: str) -> Fact | None:
    """Return the fact that counts ``event_name``, or ``None`` when there cannot be such an event.

    One of the shop's own counts as well before it is registered: until then it is never accepted.
    """
    if event_name not in STANDARD.types and not is_custom(event_name):
        return None
    return Fact(
        name=EVENTS + event_name,
        type="integer",
        unit="events",
        source="events",
        example=3,
        meaning=f"`{event_name}` events accepted in the session",
        events=(event_name,),
        default=0,
        of=observed(EVENTS + event_name, 0),
    )
