"""No local engine ever leaves part of a batch undone, so one that does stands in for the client here."""

from typing import Any

import pytest

from shared.domain.errors import BusyError
from shared.store.batches import delete_all, read_all
from shared.store.table import Table, key

KEYS = [key(f"item#{n}") for n in range(120)]


class Reluctant:
    """A client that does one request of a batch, ``tries`` times; then all of it."""

    def __init__(self, tries: int) -> None:
        self.tries = tries
        self.deleted: list[Any] = []

    def batch_get_item(self, RequestItems: Any) -> Any:  # noqa: N803 - DynamoDB's own name
        keys = RequestItems["t"]["Keys"]
        done, left = self._some(keys)
        unprocessed = {"t": {"Keys": left}} if left else {}
        return {"Responses": {"t": done}, "UnprocessedKeys": unprocessed}

    def batch_write_item(self, RequestItems: Any) -> Any:  # noqa: N803 - DynamoDB's own name
        done, left = self._some(RequestItems["t"])
        self.deleted += [request["DeleteRequest"]["Key"] for request in done]
        return {"UnprocessedItems": {"t": left} if left else {}}

    def _some(self, requests: list[Any]) -> tuple[list[Any], list[Any]]:
        if not self.tries:
            return requests, []
        self.tries -= 1
        return requests[:1], requests[1:]


def by_name(found: list[Any]) -> list[str]:
    return sorted(each["pk"]["S"] for each in found)


def test_what_was_left_unread_is_read() -> None:
    waited: list[int] = []

    found = read_all(Table("t", Reluctant(3)), KEYS, waited.append)

    assert by_name(found) == by_name(KEYS)
    assert waited == [0, 1, 2]


def test_what_was_left_undeleted_is_deleted() -> None:
    client = Reluctant(3)

    delete_all(Table("t", client), KEYS, lambda _: None)

    assert by_name(client.deleted) == by_name(KEYS)


def test_a_table_that_never_does_it_all_is_busy() -> None:
    with pytest.raises(BusyError):
        read_all(Table("t", Reluctant(99)), KEYS, lambda _: None)
    with pytest.raises(BusyError):
        delete_all(Table("t", Reluctant(99)), KEYS, lambda _: None)


def test_nothing_to_do_asks_nobody() -> None:
    client = Reluctant(9)

    assert read_all(Table("t", client), [], lambda _: None) == []
    assert client.tries == 9
