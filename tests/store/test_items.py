"""Items of record: written in batches, read through a cache."""

import pytest

from shared.domain.items import Item
from shared.store.items import ItemStore
from tests.calls import counted
from tests.factories import NOW


def no_pause(_):
    raise AssertionError("nothing was left undone")


def test_of_an_item_named_twice_the_last_word_counts(table):
    items = ItemStore(table, no_pause, lambda: NOW)

    items.put([Item("sku-1", 100, "EUR"), Item("sku-2", 5, "EUR"), Item("sku-1", 200, "EUR")])

    assert {name: item.price for name, item in items.known(["sku-1", "sku-2"]).items()} == {
        "sku-1": 200,
        "sku-2": 5,
    }


def test_more_items_than_one_batch_holds_are_all_written_and_read(table):
    items = ItemStore(table, no_pause, lambda: NOW)

    items.put([Item(f"sku-{n}", n, "EUR") for n in range(130)])

    assert len(items.known([f"sku-{n}" for n in range(130)])) == 130


@pytest.mark.parametrize(
    ("cached_ms", "age", "calls"),
    [(None, 59_999, []), (None, 60_000, ["BatchGetItem"]), (50, 49, []), (50, 50, ["BatchGetItem"])],
)
def test_a_known_item_is_read_anew_when_the_read_is_too_old(table, cached_ms, age, calls):
    moment = NOW
    items = ItemStore(table, no_pause, lambda: moment, cached_ms)
    items.put([Item("sku-1", 100, "EUR")])
    items.known(["sku-1"])

    moment += age
    with counted(table.client) as made:
        items.known(["sku-1"])

    assert made == calls


@pytest.mark.parametrize(
    ("cached_ms", "age", "calls"),
    [(None, 4_999, []), (None, 5_000, ["BatchGetItem"]), (50, 50, ["BatchGetItem"])],
)
def test_an_unknown_item_is_asked_for_again_sooner(table, cached_ms, age, calls):
    moment = NOW
    items = ItemStore(table, no_pause, lambda: moment, cached_ms)
    items.known(["sku-1"])

    moment += age
    with counted(table.client) as made:
        items.known(["sku-1"])

    assert made == calls
