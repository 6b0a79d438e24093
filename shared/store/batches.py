"""Many items at once, in as few calls as DynamoDB allows; whatever it leaves undone is asked for again."""

from collections.abc import Callable, Sequence

from shared.domain.errors import BusyError
from shared.store.table import Attributes, Table

READ_AT_ONCE = 100
WRITTEN_AT_ONCE = 25
ATTEMPTS = 5

Pause = Callable[[int], None]


def read_all(table: Table, keys: Sequence[Attributes], pause: Pause, *, consistent: bool = True) -> list[Attributes]:
    """Return those items of ``keys`` (no two alike) that exist, in any order; ``BusyError`` when some stay unread."""
    found: list[Attributes] = []
    for n in range(0, len(keys), READ_AT_ONCE):
        request = {table.name: {"Keys": keys[n : n + READ_AT_ONCE], "ConsistentRead": consistent}}
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


def put_all(table: Table, items: Sequence[Attributes], pause: Pause) -> None:
    """Write ``items`` (no two with the same key); raise ``BusyError`` when some stay unwritten."""
    _write_all(table, [{"PutRequest": {"Item": each}} for each in items], pause)


def delete_all(table: Table, keys: Sequence[Attributes], pause: Pause) -> None:
    """Delete the items of ``keys`` (no two alike), there or not; raise ``BusyError`` when some stay."""
    _write_all(table, [{"DeleteRequest": {"Key": each}} for each in keys], pause)


def _write_all(table: Table, requests: Sequence[dict[str, dict[str, Attributes]]], pause: Pause) -> None:
    for n in range(0, len(requests), WRITTEN_AT_ONCE):
        unprocessed = {table.name: requests[n : n + WRITTEN_AT_ONCE]}
        for attempt in range(ATTEMPTS):
            unprocessed = table.client.batch_write_item(RequestItems=unprocessed).get("UnprocessedItems")
            if not unprocessed:
                break
            pause(attempt)
        else:
            raise BusyError("the items cannot be written at the moment; send them again")
