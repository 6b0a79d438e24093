"""Many items at once: read or deleted in as few calls as DynamoDB allows, whatever it leaves undone asked for again."""

from collections.abc import Callable, Sequence

from shared.domain.errors import BusyError
from shared.store.table import Attributes, Table

READ_AT_ONCE = 100
DELETED_AT_ONCE = 25
ATTEMPTS = 5

Pause = Callable[[int], None]


def read_all(table: Table, keys: Sequence[Attributes], pause: Pause) -> list[Attributes]:
    """Return those items of ``keys`` (no two alike) that exist, in any order; ``BusyError`` when some stay unread."""
    found: list[Attributes] = []
    for n in range(0, len(keys), READ_AT_ONCE):
        request = {table.name: {"Keys": keys[n : n + READ_AT_ONCE], "ConsistentRead": True}}
        for attempt in range(ATTEMPTS):
            reply = table.client.batch_get_item(RequestItems=request)
            found += reply["Responses"].get(table.name, [])
            request = reply.get("UnprocessedKeys")
            if not request:
                break
            pause(attempt)
        else:
            raise BusyError("the items cannot be read at the moment")
    return found


def delete_all(table: Table, keys: Sequence[Attributes], pause: Pause) -> None:
    """Delete the items of ``keys`` (no two alike), there or not; raise ``BusyError`` when some stay."""
    for n in range(0, len(keys), DELETED_AT_ONCE):
        requests = [{"DeleteRequest": {"Key": each}} for each in keys[n : n + DELETED_AT_ONCE]]
        unprocessed = {table.name: requests}
        for attempt in range(ATTEMPTS):
            unprocessed = table.client.batch_write_item(RequestItems=unprocessed).get("UnprocessedItems")
            if not unprocessed:
                break
            pause(attempt)
        else:
            raise BusyError("the items cannot be deleted at the moment")
