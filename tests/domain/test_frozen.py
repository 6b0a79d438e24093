"""Values that never change, and copies of them that differ."""

from dataclasses import field

import pytest

from shared.domain.frozen import changed, frozen


@frozen
class Basket:
    """So many apples and pears."""

    apples: int
    pears: int = 0
    notes: tuple[str, ...] = field(default=(), compare=False)


def test_a_changed_copy_leaves_the_first_as_it_was() -> None:
    basket = Basket(1, 2, ("ripe",))

    fuller = changed(basket, apples=5)

    assert fuller == Basket(5, 2)
    assert fuller.notes == ("ripe",)
    assert basket == Basket(1, 2)


def test_nothing_is_changed_that_a_value_does_not_have() -> None:
    with pytest.raises(AttributeError):
        changed(Basket(1), plums=1)
