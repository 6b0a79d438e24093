"""The events that the shop registered of its own: ``catalogue#custom`` / ``state``, one item with its version.

A hundred events fit one item, and one item is what ingestion reads. Access patterns: ``load``, ``change`` under
``version = :seen``: of two admins at once both changes count. ``EventCatalogues`` keeps the catalogue in a container,
as of at most 20 s ago.
"""

from collections.abc import Callable, Mapping
from typing import Any

from shared.domain.errors import BusyError, TooLargeError
from shared.domain.event_catalogue import STANDARD, Catalogue, EventType, Parameter
from shared.domain.event_catalogue.custom import CustomEvents
from shared.store.batches import Pause
from shared.store.table import Attributes, StateError, Table, key, number, packed, unpacked

ATTEMPTS = 4
LOOK_EVERY_MS = 20_000
LOOK_AGAIN_MS = 2_000
MAX_BYTES = 350_000
"""DynamoDB keeps at most 400 KB in one item."""

KEY = key("catalogue#custom")

Step = Callable[[CustomEvents], CustomEvents]
Report = Callable[[Exception], None]


class CustomEventStore:
    """Reads and writes the shop's own events."""

    def __init__(self, table: Table, pause: Pause) -> None:
        """``pause`` waits before attempt number n."""
        self._table = table
        self._pause = pause

    def load(self) -> CustomEvents:
        """Return the shop's own events as they are now."""
        item = _read(self._table, consistent=True)
        return custom_events_of(item) if item else CustomEvents()

    def change(self, step: Step) -> CustomEvents:
        """Write what ``step`` makes of the events, and return it; a step is repeated when another change comes first.

        Raises what ``step`` raises, ``TooLargeError`` when it is more than one item holds, ``BusyError`` after four
        attempts.
        """
        then: CustomEvents | None = None
        for attempt in range(ATTEMPTS):
            if attempt:
                self._pause(attempt)
            seen = self.load()
            if seen == then:
                # Our own write, whose answer was lost on the way.
                return seen
            then = step(seen)
            if then is seen or self._save(then, seen.changes):
                return then
        raise BusyError("the catalogue is being changed by others; try again")

    def _save(self, events: CustomEvents, seen: int) -> bool:
        state = packed({"types": events.types, "columns": events.columns})
        if len(state) > MAX_BYTES:
            raise TooLargeError("the shop's own events are too long in all; shorten their descriptions")
        try:
            self._table.client.update_item(
                TableName=self._table.name,
                Key=KEY,
                UpdateExpression="SET #version = :version, #state = :state",
                ConditionExpression="#version = :seen" if seen else "attribute_not_exists(pk)",
                ExpressionAttributeNames={"#version": "version", "#state": "state"},
                ExpressionAttributeValues={":version": number(events.changes), ":state": {"B": state}}
                | ({":seen": number(seen)} if seen else {}),
            )
        except self._table.client.exceptions.ConditionalCheckFailedException:
            return False
        return True


class EventCatalogues:
    """The event catalogue, the shop's own events in it, as of at most 20 s ago."""

    def __init__(self, table: Table, *, clock: Callable[[], int], report: Report) -> None:
        """``clock`` is the real time in ms, wherever the shop's may be; ``report`` is told what cannot be read."""
        self._table = table
        self._clock = clock
        self._report = report
        self.forget()

    def forget(self) -> None:
        """Read everything anew from now on."""
        self._current = STANDARD
        self._changes = 0
        self._looked_at = self._look_at = 0

    def current(self) -> Catalogue:
        """Return the catalogue by which events are checked now; when it cannot be read, the last one goes on."""
        now = self._clock()
        if not self._looked_at <= now < self._look_at:
            self._looked_at = now
            self._look_at = now + (LOOK_EVERY_MS if self._look() else LOOK_AGAIN_MS)
        return self._current

    def _look(self) -> bool:
        try:
            item = _read(self._table, consistent=False)
            changes = int(item["version"]["N"]) if item else 0
            if changes != self._changes:
                self._current = custom_events_of(item).catalogue if item else STANDARD
                self._changes = changes
        except Exception as error:  # noqa: BLE001 - shoppers' events are taken all the same; it is reported
            self._report(error)
            return False
        return True


def custom_events_of(item: Attributes) -> CustomEvents:
    """Return the events that an item holds; raise ``StateError`` when it is none of ours."""
    try:
        state = unpacked(item["state"]["B"])
        types = {name: _event_type(each) for name, each in state["types"].items()}
        columns = {name: (kind, unit) for name, (kind, unit) in state["columns"].items()}
        return CustomEvents(int(item["version"]["N"]), types, columns)
    except (KeyError, TypeError, ValueError) as error:
        raise StateError("the shop's own events cannot be read") from error


def _event_type(stored: Mapping[str, Any]) -> EventType:
    given = {name: value for name, value in stored.items() if name not in ("parameters", "aliases", "wants", "wanted")}
    return EventType(**given, parameters={name: Parameter(**each) for name, each in stored["parameters"].items()})


def _read(table: Table, *, consistent: bool) -> Attributes | None:
    return table.client.get_item(TableName=table.name, Key=KEY, ConsistentRead=consistent).get("Item")
