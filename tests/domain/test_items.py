"""For an item that the shop told us of, its word stands against the browser's."""

from dataclasses import replace

from shared.domain.items import Item, priced
from tests.factories import cart

PANETTONE = Item("sku-0", 2890, "EUR", category="food", tags=("seasonal:panettone",), margin_floor=1500)


def codes(shopping):
    return [message.code for message in priced(shopping, {"sku-0": PANETTONE}).messages]


def with_line(**changes):
    shopping = cart(2890)
    return replace(shopping, lines=(replace(shopping.lines[0], **changes),))


def test_the_shops_word_decides():
    known = priced(with_line(unit_price=1, category="toys", tags=("free",)), {"sku-0": PANETTONE})

    line = known.cart.lines[0]
    assert (line.unit_price, line.category, line.tags) == (2890, "food", ("seasonal:panettone",))
    assert known.floors == (1500,)


def test_what_the_browser_says_otherwise_is_reported():
    assert codes(with_line(unit_price=2889)) == ["price_mismatch"]
    assert codes(with_line(tags=("seasonal:easter",))) == ["price_mismatch"]
    assert codes(with_line(category="toys")) == ["price_mismatch"]
    assert codes(with_line(addon_of="sku-9")) == ["price_mismatch"]


def test_what_the_browser_leaves_out_is_no_contradiction():
    assert codes(cart(2890)) == []


def test_an_item_nobody_told_us_of_is_taken_as_sent():
    shopping = cart(100)

    assert priced(shopping, {}).cart is shopping
