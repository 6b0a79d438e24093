"""The shop's own events: one item that two admins may change at once, and a catalogue that each container keeps."""

from typing import Any

import pytest

from shared.domain.errors import BusyError, TooLargeError
from shared.domain.event_catalogue import STANDARD, EventType, Parameter
from shared.domain.event_catalogue.custom import CustomEvents
from shared.domain.event_catalogue.registering import registered, removed
from shared.store.event_catalogue import KEY, CustomEventStore, EventCatalogues
from shared.store.table import StateError
from tests.calls import counted

STEP: dict[str, Any] = {
    "category": "cart",
    "stage": "cart",
    "description": "a step",
    "parameters": {
        "fee": {"type": "number", "description": "what it costs", "minimum": 0.5, "unit": "EUR", "required": True}
    },
}


@pytest.fixture
def store(table: Any) -> CustomEventStore:
    return CustomEventStore(table, lambda _: None)


class Container:
    """A container's catalogue under a clock of our own."""

    def __init__(self, table: Any) -> None:
        self.now = 1_000_000
        self.reported: list[Exception] = []
        self.catalogues = EventCatalogues(table, clock=lambda: self.now, report=self.reported.append)

    def knows(self, event_name: str) -> bool:
        return self.catalogues.current().find(event_name) is not None


@pytest.fixture
def container(table: Any) -> Container:
    return Container(table)


def register(store: CustomEventStore, event_name: str, **changes: Any) -> CustomEvents:
    return store.change(lambda seen: registered(seen, event_name, {**STEP, **changes}))


def test_there_are_none_until_one_is_registered(store: CustomEventStore) -> None:
    assert store.load() == CustomEvents()


def test_what_was_registered_comes_back_as_it_was(store: CustomEventStore) -> None:
    written = register(store, "custom_x")

    assert store.load() == written
    assert written.types["custom_x"].wanted == store.load().types["custom_x"].wanted == ("fee",)
    assert store.load().columns == {"fee": ("number", "EUR")}


def test_nothing_is_written_when_nothing_changes(store: CustomEventStore, table: Any) -> None:
    register(store, "custom_x")

    with counted(table.client) as calls:
        register(store, "custom_x")

    assert calls == ["GetItem"]


def test_of_two_admins_at_once_both_changes_count(store: CustomEventStore) -> None:
    meanwhile = iter(["custom_second"])

    def first(seen: CustomEvents) -> CustomEvents:
        for event_name in meanwhile:
            register(store, event_name)
        return registered(seen, "custom_first", STEP)

    then = store.change(first)

    assert then == store.load()
    assert sorted(then.types) == ["custom_first", "custom_second"]
    assert then.changes == 2


def test_our_own_change_whose_answer_was_lost_is_no_conflict(store: CustomEventStore) -> None:
    meanwhile = iter(["custom_first"])

    def first(seen: CustomEvents) -> CustomEvents:
        for event_name in meanwhile:
            register(store, event_name)
        return registered(seen, "custom_first", STEP, 0)

    assert store.change(first) == store.load()
    assert store.load().changes == 1


def test_who_is_always_overtaken_is_told_to_try_again(store: CustomEventStore) -> None:
    numbers = iter(range(9))

    def overtaken(seen: CustomEvents) -> CustomEvents:
        register(store, f"custom_{next(numbers)}")
        return registered(seen, "custom_late", STEP)

    with pytest.raises(BusyError):
        store.change(overtaken)
    assert "custom_late" not in store.load().types


def test_more_than_an_item_holds_is_refused(store: CustomEventStore) -> None:
    # Words that do not repeat, so that no compression makes them short.
    long = {f"custom_{n}": EventType(f"custom_{n}", "cart", "cart", noise(n)) for n in range(1500)}

    with pytest.raises(TooLargeError):
        store.change(lambda _: CustomEvents(1, long))
    assert store.load() == CustomEvents()


def noise(number: int) -> str:
    return f"{7 ** (1000 + number):x}"[:600]


def test_a_container_follows_within_twenty_seconds(store: CustomEventStore, container: Container) -> None:
    assert not container.knows("custom_x")
    register(store, "custom_x")

    container.now += 19_999
    assert not container.knows("custom_x")
    container.now += 1
    assert container.knows("custom_x")
    assert container.catalogues.current().version == STANDARD.version + 1

    store.change(lambda seen: removed(seen, "custom_x"))
    container.now += 20_000
    assert not container.knows("custom_x")


def test_a_container_reads_once_in_twenty_seconds(table: Any, container: Container) -> None:
    with counted(table.client) as calls:
        container.knows("view_item")
        container.now += 19_999
        container.knows("view_item")

    assert calls == ["GetItem"]


def test_a_catalogue_that_did_not_change_is_not_made_anew(store: CustomEventStore, container: Container) -> None:
    register(store, "custom_x")
    before = container.catalogues.current()

    container.now += 20_000

    assert container.catalogues.current() is before


def test_what_cannot_be_read_is_reported_and_the_last_catalogue_goes_on(
    store: CustomEventStore, container: Container, table: Any
) -> None:
    register(store, "custom_x")
    assert container.knows("custom_x")
    table.client.put_item(TableName=table.name, Item={**KEY, "version": {"N": "2"}, "state": {"B": b"{}"}})

    container.now += 20_000
    assert container.knows("custom_x")
    assert [type(each) for each in container.reported] == [StateError]

    container.now += 2_000
    assert container.knows("custom_x")
    assert len(container.reported) == 2


def test_a_parameter_without_bounds_comes_back_without_bounds(store: CustomEventStore) -> None:
    bare = {"p": {"type": "boolean", "description": "yes or no"}}

    register(store, "custom_x", parameters=bare)

    assert store.load().types["custom_x"].parameters == {"p": Parameter("boolean", "yes or no")}
