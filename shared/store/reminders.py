"""Reminders: ``visitor#<id>`` / ``reminder#<kind>#<subject>``, one for each reason there is.

One that waits stands in the index under ``<kind>#<shard>`` with the moment at which it falls due, and stays there while
it is claimed, so that a claim nobody settles is found. What is over stands under ``reminded#<shard>`` with its end.
Every write is conditional, so that messages and changes may come twice and sweeps overlap. Access patterns:

- ``schedule``, ``wished``, ``cancel_made_before``, ``erase``: what a shopper's doings mean for their reminders
- ``load`` one, ``of_visitor`` all; what is due or over is listed by ``reminder_lists.py``
- ``claim``, then ``release``, ``put_off``, ``close`` or ``sent``: the way of one reminder, each under the state seen
"""

import zlib
from typing import Any, get_args

from shared.domain.reminders import Kind, NewReminder, Reminder, ReminderKey, State, WishAdded, WishChange
from shared.store.table import Attributes, Table, key, number, plain
from shared.store.wishes import WishStore

SHARDS = 4
KEPT_S = 400 * 86_400
OVER = "reminded"


class ReminderStore:
    """Reads and writes reminders."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._wishes = WishStore(table)

    def schedule(self, reminder: NewReminder, now: int) -> bool:
        """Write ``reminder`` and return ``True``, or ``False`` when its reason has one already.

        One that was cancelled was never sent: its reason may come up again.
        """
        item = key_of(reminder.key) | {
            "state": {"S": "scheduled"},
            "since": number(reminder.since),
            "attempts": number(0),
            **_entry(reminder.key.kind, reminder.key.visitor_id, reminder.due_at),
            "expires_at": number(now // 1000 + KEPT_S),
        }
        if reminder.session_id:
            item["session_id"] = {"S": reminder.session_id}
        try:
            self._table.client.put_item(
                TableName=self._table.name,
                Item=item,
                ConditionExpression="attribute_not_exists(pk) OR #state = :cancelled",
                ExpressionAttributeNames={"#state": "state"},
                ExpressionAttributeValues={":cancelled": {"S": "cancelled"}},
            )
        except self._table.client.exceptions.ConditionalCheckFailedException:
            return False
        return True

    def wished(self, change: WishChange, now: int) -> None:
        """Keep or forget a wish, together with its reminder."""
        if isinstance(change, WishAdded):
            self._wishes.add(change.reminder.key.visitor_id, change.wish, now)
            self.schedule(change.reminder, now)
        else:
            self._wishes.remove(change.key.visitor_id, change.key.subject, change.removed_at)
            reminder = self.load(change.key)
            if reminder and reminder.state == "scheduled" and reminder.since <= change.removed_at:
                self.close(reminder, "cancelled", "removed", now)

    def cancel_made_before(self, visitor_id: str, moment: int, reason: str, now: int) -> None:
        """Cancel the visitor's scheduled reminders whose cart or wish is not younger than ``moment``."""
        for reminder in self.of_visitor(visitor_id):
            if reminder.state == "scheduled" and reminder.since <= moment:
                self.close(reminder, "cancelled", reason, now)

    def erase(self, visitor_id: str) -> None:
        """Delete the visitor's reminders and wishes."""
        for prefix in ("reminder#", "wish#"):
            for item in self._under(visitor_id, prefix):
                self._table.client.delete_item(TableName=self._table.name, Key={n: item[n] for n in ("pk", "sk")})

    def load(self, reminder_key: ReminderKey) -> Reminder | None:
        """Return the reminder, or ``None`` when there is none for this reason."""
        item = self._table.client.get_item(
            TableName=self._table.name, Key=key_of(reminder_key), ConsistentRead=True
        ).get("Item")
        return reminder_of(item) if item else None

    def of_visitor(self, visitor_id: str) -> list[Reminder]:
        """Return all reminders of the visitor."""
        return [reminder_of(item) for item in self._under(visitor_id, "reminder#")]

    def claim(self, reminder: Reminder, holder: str, now: int) -> Reminder | None:
        """Return ``reminder``, as seen, anew to the one ``holder`` who may send it; everyone else gets ``None``."""
        changes = {
            "state": {"S": "claimed"},
            "claimed_at": number(now),
            "claimed_by": {"S": holder},
            "attempts": number(reminder.attempts + 1),
        }
        self._move(reminder, changes, now)
        # Who holds it is asked for, not whether the write went well: its answer may have been lost on the way.
        claimed = self.load(reminder.key)
        return claimed if claimed and claimed.state == "claimed" and claimed.claimed_by == holder else None

    def release(self, reminder_key: ReminderKey, holder: str) -> None:
        """Let another sender claim what ``holder`` did certainly not send; nothing happens when it holds no claim."""
        try:
            self._table.client.update_item(
                TableName=self._table.name,
                Key=key_of(reminder_key),
                UpdateExpression="SET #state = :scheduled",
                ConditionExpression="#state = :claimed AND claimed_by = :holder",
                ExpressionAttributeNames={"#state": "state"},
                ExpressionAttributeValues={
                    ":scheduled": {"S": "scheduled"},
                    ":claimed": {"S": "claimed"},
                    ":holder": {"S": holder},
                },
            )
        except self._table.client.exceptions.ConditionalCheckFailedException:
            return

    def put_off(self, reminder: Reminder, since: int, due_at: int, now: int) -> bool:
        """Schedule ``reminder`` for ``due_at`` instead; ``since`` is when its cart or wish last changed."""
        entry = _entry(reminder.key.kind, reminder.key.visitor_id, due_at)
        return self._move(reminder, {"state": {"S": "scheduled"}, "since": number(since)} | entry, now)

    def close(self, reminder: Reminder, state: State, reason: str, now: int) -> bool:
        """End ``reminder`` as ``cancelled``, ``skipped`` or ``unknown``; ``False`` when it is not as seen any more."""
        entry = _entry(OVER, reminder.key.visitor_id, now)
        return self._move(reminder, {"state": {"S": state}, "reason": {"S": reason}} | entry, now)

    def sent(self, reminder: Reminder, now: int) -> bool:
        """Record that the mail of the claimed ``reminder`` went out, even if it became ``unknown`` meanwhile."""
        changes = {"state": {"S": "sent"}, "sent_at": number(now)} | _entry(OVER, reminder.key.visitor_id, now)
        return self._move(reminder, changes, now, also="unknown")

    def _move(self, reminder: Reminder, changes: Attributes, now: int, also: State | None = None) -> bool:
        """Write ``changes`` and return ``True``, or ``False`` when the reminder's state or moment is not as seen."""
        changes = changes | {"expires_at": number(now // 1000 + KEPT_S)}
        claimed = reminder.claimed_at is not None
        moment = "claimed_at = :claimed" if claimed else "attribute_not_exists(claimed_at)"
        gone = "" if "reason" in changes else " REMOVE reason"
        try:
            self._table.client.update_item(
                TableName=self._table.name,
                Key=key_of(reminder.key),
                UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in changes) + gone,
                ConditionExpression=f"#state IN (:seen, :also) AND attempts = :tried AND {moment}",
                ExpressionAttributeNames={f"#{name}": name for name in changes},
                ExpressionAttributeValues={
                    **{f":{name}": value for name, value in changes.items()},
                    ":seen": {"S": reminder.state},
                    ":also": {"S": also or reminder.state},
                    ":tried": number(reminder.attempts),
                    **({":claimed": number(reminder.claimed_at or 0)} if claimed else {}),
                },
            )
        except self._table.client.exceptions.ConditionalCheckFailedException:
            return False
        return True

    def _under(self, visitor_id: str, prefix: str) -> list[Attributes]:
        pages = self._table.client.get_paginator("query").paginate(
            TableName=self._table.name,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :prefix)",
            ExpressionAttributeValues={":pk": {"S": f"visitor#{visitor_id}"}, ":prefix": {"S": prefix}},
            ConsistentRead=True,
        )
        return [item for page in pages for item in page["Items"]]


def key_of(reminder_key: ReminderKey) -> Attributes:
    """Return the reminder's primary key."""
    return key(f"visitor#{reminder_key.visitor_id}", f"reminder#{reminder_key.kind}#{reminder_key.subject}")


def reminder_key_of(item: Attributes) -> ReminderKey:
    """Return which reminder an item, or an entry of the index, is."""
    _, kind, subject = item["sk"]["S"].split("#", 2)
    kinds: dict[str, Kind] = {name: name for name in get_args(Kind)}
    return ReminderKey(item["pk"]["S"].removeprefix("visitor#"), kinds[kind], subject)


def reminder_of(item: Attributes) -> Reminder:
    """Return the reminder that an item holds."""
    values: dict[str, Any] = plain(item)
    kept = ("state", "since", "due_at", "session_id", "reason", "claimed_at", "claimed_by", "attempts", "sent_at")
    return Reminder(reminder_key_of(item), **{name: values[name] for name in kept if name in values})


def shard_of(visitor_id: str) -> int:
    """Return the visitor's shard of the index: the same today and tomorrow."""
    return zlib.crc32(visitor_id.encode()) % SHARDS


def _entry(list_name: str, visitor_id: str, due_at: int) -> Attributes:
    return {"due_shard": {"S": f"{list_name}#{shard_of(visitor_id)}"}, "due_at": number(due_at)}
