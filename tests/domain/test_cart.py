import hashlib
import json
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.cart import Cart, Line, cart_hash
from tests.factories import cart


@settings(max_examples=50)
@given(st.from_type(Cart))
def test_the_hash_is_that_of_the_compact_json(shopping: Cart) -> None:
    lines = sorted((each.line_id, each.item_id, each.quantity, each.unit_price) for each in shopping.lines)
    content = json.dumps([shopping.currency, sorted(shopping.codes), lines], separators=(",", ":"))

    assert cart_hash(shopping) == "sha256:" + hashlib.sha256(content.encode()).hexdigest()


def test_a_quotation_mark_in_a_name_makes_no_two_carts_alike() -> None:
    one = cart(100, codes=('A","B',))
    other = cart(100, codes=("A", "B"))

    assert cart_hash(one) != cart_hash(other)


def test_the_order_of_the_lines_makes_no_other_cart() -> None:
    shopping = cart(4000, 6000)

    assert cart_hash(replace(shopping, lines=shopping.lines[::-1])) == cart_hash(shopping)


def test_what_an_offer_depends_on_makes_another_cart_and_the_rest_does_not() -> None:
    shopping = cart(4000)
    more = replace(shopping, lines=(Line("l-0", "sku-0", 2, 4000),))

    assert cart_hash(more) != cart_hash(shopping)
    assert cart_hash(replace(shopping, stage="checkout", revision=9)) == cart_hash(shopping)
