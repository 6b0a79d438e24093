"""The shop's words are learnt from its items, each written once per container."""

from shared.domain.items import Item
from shared.domain.rules.strangers import Known
from shared.store import vocabulary as module
from shared.store.vocabulary import Vocabulary
from tests.calls import counted


def test_the_words_of_all_items_are_known(table):
    vocabulary = Vocabulary(table, lambda _: None)
    vocabulary.learn([Item("sku-1", 100, "EUR", tags=("xmas", "fresh"), brand="Illy"), Item("sku-2", 100, "EUR")])
    vocabulary.learn([Item("sku-3", 100, "EUR", tags=("sale",), category="food")])

    known = vocabulary.known(frozenset({"sku-1"}))

    assert known == Known(
        frozenset({"sku-1"}), frozenset({"xmas", "fresh", "sale"}), frozenset({"Illy"}), frozenset({"food"})
    )


def test_nobody_told_us_anything(table):
    assert Vocabulary(table, lambda _: None).known(frozenset()) == Known(frozenset(), None, None, None)


def test_words_that_are_known_cost_no_write(table):
    vocabulary, item = Vocabulary(table, lambda _: None), Item("sku-1", 100, "EUR", tags=("xmas",))
    vocabulary.learn([item])

    with counted(table.client) as calls:
        vocabulary.learn([item])

    assert calls == []


def test_a_shop_with_more_words_than_there_is_room_for_is_not_warned_of_any(table):
    vocabulary = Vocabulary(table, lambda _: None)
    tags = tuple(f"tag-{n}" for n in range(module.MOST_WORDS))
    vocabulary.learn([Item("sku-1", 100, "EUR", tags=tags)])
    vocabulary.learn([Item("sku-2", 100, "EUR", tags=("one-more",))])

    assert vocabulary.known(frozenset()).tags is None
