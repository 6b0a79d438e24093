"""Sessions: ``session#<id>`` with two items, so that carts and events never conflict.

``cart`` is written by whoever changes the cart, under ``version = :seen``; ``events`` by the ingestion, likewise.
Sockets are a set beside the cart's state, which ``shared.store.sockets`` writes. Access patterns:

- ``load``: both items, one strongly consistent Query (an event just acknowledged counts in the next decision)
- ``change``: load, decide, one conditional write; repeated on conflict
- ``count``: the same for the events item
- ``forget_events``: consent was withdrawn
- ``active_since``: sessions by their last active five minutes, through the ``due`` index
"""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple, TypeVar

from shared.domain.errors import BusyError, SessionGoneError
from shared.domain.ledger import Ledger
from shared.domain.state import Session
from shared.store.schema import DUE_INDEX, FOLLOWED_ATTRIBUTE
from shared.store.session_items import (
    ACTIVE_BUCKET_MS,
    ACTIVE_SHARDS,
    Loaded,
    cart_attributes,
    kept_until,
    ledger_attributes,
    loaded,
    opened,
    session_key,
)
from shared.store.table import Attributes, Table, key, number

ATTEMPTS = 4

Result = TypeVar("Result")
Step = Callable[[Loaded], tuple[Session, Result]]


class SessionStore:
    """Reads and writes sessions."""

    def __init__(self, table: Table, pause: Callable[[int], None]) -> None:
        """``pause`` waits before attempt number n is repeated."""
        self._table = table
        self._pause = pause

    def create(self, session: Session, now: int) -> None:
        """Write a session that did not exist."""
        self._table.client.put_item(TableName=self._table.name, Item=opened(session, now))

    def load(self, session_id: str, *, arrivals: bool = False) -> Loaded:
        """Return the session, of how its events came only when ``arrivals`` are asked for.

        Raises ``SessionGoneError`` when it is gone.
        """
        items = self._table.client.query(
            TableName=self._table.name,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": session_key(session_id)}},
            ConsistentRead=True,
        )["Items"]
        by_name = {item["sk"]["S"]: item for item in items}
        if "cart" not in by_name:
            raise SessionGoneError("this session is gone; open another")
        return loaded(by_name["cart"], by_name.get("events"), arrivals=arrivals)

    def exists(self, session_id: str) -> bool:
        """Return whether the session is kept, and was not erased meanwhile."""
        found = self._table.client.get_item(
            TableName=self._table.name,
            Key=key(session_key(session_id), "cart"),
            ProjectionExpression="pk",
            ConsistentRead=True,
        )
        return "Item" in found

    def change(self, session_id: str, step: Step[Result], now: int, *, first: Loaded | None = None) -> Result:
        """Return what ``step`` makes of the session, after its new state is written.

        When somebody else wrote meanwhile, ``step`` runs again on what they left. A step that returns the very session
        it was given writes nothing. ``first`` is what was read of the session a moment ago, and need not be read again.
        Raises ``BusyError`` after three repeats.
        """
        for attempt in range(ATTEMPTS):
            if attempt:
                self._pause(attempt - 1)
            seen = self.load(session_id) if first is None or attempt else first
            session, result = step(seen)
            if session is seen.session or self.save(session, seen.version, now):
                return result
        raise BusyError("others are changing this cart at the same moment")

    def count(self, session_id: str, step: Callable[[Loaded], tuple[Ledger, Result]], now: int) -> Result:
        """Return what ``step`` makes of the session's events, after the ledger is written; ``change`` for events."""
        for attempt in range(ATTEMPTS):
            if attempt:
                self._pause(attempt - 1)
            seen = self.load(session_id, arrivals=True)
            ledger, result = step(seen)
            if ledger is seen.ledger or self.save_ledger(ledger, seen.session, seen.ledger_version, now):
                return result
        raise BusyError("others are sending this session's events at the same moment; send them again")

    def save(self, session: Session, seen: int, now: int) -> bool:
        """Write ``session`` and return ``True``, or ``False`` when its version is not ``seen`` any more."""
        return self._put(session.session_id, "cart", cart_attributes(session, seen + 1, now), seen)

    def save_ledger(self, ledger: Ledger, session: Session, seen: int, now: int) -> bool:
        """Write the session's events and return ``True``, or ``False`` when their version is not ``seen`` any more."""
        return self._put(session.session_id, "events", ledger_attributes(ledger, session, seen + 1, now), seen)

    def active_since(self, moment: int, now: int, limit: int) -> list[tuple[str, str]]:
        """Return (session id, item name) of items written since ``moment``, latest first, to the five minutes."""
        found: list[tuple[int, str, str]] = []
        for shard in range(ACTIVE_SHARDS):
            page = self._table.client.query(
                TableName=self._table.name,
                IndexName=DUE_INDEX,
                KeyConditionExpression="due_shard = :shard AND due_at BETWEEN :from AND :now",
                ExpressionAttributeValues={
                    ":shard": {"S": f"active#{shard}"},
                    ":from": number(moment - ACTIVE_BUCKET_MS),
                    ":now": number(now),
                },
                ScanIndexForward=False,
                Limit=limit,
            )
            found += [
                (int(i["due_at"]["N"]), i["pk"]["S"].removeprefix("session#"), i["sk"]["S"]) for i in page["Items"]
            ]
        found.sort(reverse=True)
        return [(session_id, name) for _, session_id, name in found[:limit]]

    def forget_events(self, session: Session) -> None:
        """Delete what was counted of the session's events, and keep out what is on its way to be counted.

        The item stays, empty and with a higher version: a batch that read the session before cannot be written any
        more, not even a session's first, and reads anew what the shopper allows. It is followed, so that whatever the
        table's stream still brings of the events before is deleted after that.
        """
        emptied: Attributes = {
            "visitor_id": {"S": session.visitor_id},
            "expires_at": number(kept_until(session)),
            FOLLOWED_ATTRIBUTE: {"BOOL": True},
        }
        self._table.client.update_item(
            TableName=self._table.name,
            Key=key(session_key(session.session_id), "events"),
            UpdateExpression="SET "
            + ", ".join(f"{name} = :{name}" for name in emptied)
            + " REMOVE #state, seen, viewed, arrivals, due_shard, due_at ADD #version :one",
            ExpressionAttributeNames={"#state": "state", "#version": "version"},
            ExpressionAttributeValues={f":{name}": value for name, value in emptied.items()} | {":one": number(1)},
        )

    def erase(self, session_id: str) -> None:
        """Delete both items."""
        for name in ("cart", "events"):
            self._table.client.delete_item(TableName=self._table.name, Key=key(session_key(session_id), name))

    def _put(self, session_id: str, name: str, attributes: Attributes, seen: int) -> bool:
        # An update and not a put: the sockets beside the state stay as they are.
        change = _change(tuple(attributes), removes=name == "cart" and "next_check_at" not in attributes, new=not seen)
        values = dict(zip(change.values, attributes.values(), strict=True))
        if seen:
            values[":seen"] = number(seen)
        try:
            self._table.client.update_item(
                TableName=self._table.name,
                Key=key(session_key(session_id), name),
                UpdateExpression=change.update,
                ConditionExpression=change.condition,
                ExpressionAttributeNames=change.names,
                ExpressionAttributeValues=values,
            )
        except self._table.client.exceptions.ConditionalCheckFailedException:
            return False
        return True


class _Change(NamedTuple):
    """A conditional update of some attributes in DynamoDB's words, for any values of them."""

    update: str
    condition: str
    names: dict[str, str]
    values: tuple[str, ...]


@cache
def _change(attributes: tuple[str, ...], *, removes: bool, new: bool) -> _Change:
    assignments = ", ".join(f"#{n} = :{n}" for n in range(len(attributes)))
    names = {f"#{n}": attribute for n, attribute in enumerate(attributes)}
    return _Change(
        f"SET {assignments}" + (" REMOVE next_check_at" if removes else ""),
        "attribute_not_exists(pk)" if new else "#version = :seen",
        names if new else names | {"#version": "version"},
        tuple(f":{n}" for n in range(len(attributes))),
    )
