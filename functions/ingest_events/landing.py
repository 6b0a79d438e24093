"""What one request hands to the lake: each of its events once, however often the session's write has to be repeated."""

from collections.abc import Callable, Sequence

from shared.domain.event_catalogue import Catalogue
from shared.domain.ingestion import Accepted, Taken
from shared.domain.landing import Sender, event_rows, failed_rows
from shared.domain.state import Session
from shared.edge.deliveries import Delivery

Put = Callable[[str, Sequence[bytes]], None]


class Landing:
    """A delivery on its way into the lake.

    It lands before the session is written: a write that is lost is sent again and comes twice to the lake, which keeps
    one row for each event's id.
    """

    def __init__(self, put: Put, delivery: Delivery, catalogue: Catalogue, now: int) -> None:
        """``put`` takes the name of a table and rows of it."""
        self._put = put
        self._delivery = delivery
        self._catalogue = catalogue
        self._now = now
        self._accepted: set[str] = set()
        self._refused: set[int] = set()

    def land(self, taken: Taken, session: Session) -> None:
        """Hand over what was not handed over before, in one put for each table that gets something."""
        sender = Sender(session, self._delivery.source, self._catalogue.version, self._now)
        if fresh := self._not_landed(taken.fresh):
            self._put("events", event_rows(fresh, sender))
            self._accepted.update([each.event.event_id for each in fresh])
        if refused := [each for each in taken.refused if each.rejected.index not in self._refused]:
            raw = self._delivery.raw([each.rejected.index for each in refused])
            self._put("failed", failed_rows(refused, raw, sender))
            self._refused.update([each.rejected.index for each in refused])

    def _not_landed(self, fresh: Sequence[Accepted]) -> Sequence[Accepted]:
        if not self._accepted:
            return fresh
        return [each for each in fresh if each.event.event_id not in self._accepted]
