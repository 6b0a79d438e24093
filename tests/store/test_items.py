"""Items of record: written in batches, read through a cache."""

from shared.domain.items import Item
from shared.store.items import ItemStore
from tests.factories import NOW


def no_pause(_):
    raise AssertionError("nothing was left undone")


def test_of_an_item_named_twice_the_last_word_counts(table):
    items = ItemStore(table, no_pause)

    items.put([Item("sku-1", 100, "EUR"), Item("sku-2", 5, "EUR"), Item("sku-1", 200, "EUR")])

    assert {name: item.price for name, item in items.known(["sku-1", "sku-2"], NOW).items()} == {
        "sku-1": 200,
        "sku-2": 5,
    }


def test_more_items_than_one_batch_holds_are_all_written_and_read(table):
    items = ItemStore(table, no_pause)

    items.put([Item(f"sku-{n}", n, "EUR") for n in range(130)])

    assert len(items.known([f"sku-{n}" for n in range(130)], NOW)) == 130
