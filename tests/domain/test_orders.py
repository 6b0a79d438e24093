from dataclasses import replace

import pytest

from shared.domain.errors import CurrencyMismatchError, RefusedError
from shared.domain.orders import Order, OrderLine, check, digest, lake_row
from tests.factories import HOUR, MINUTE, NOW

LINES = (OrderLine("l-0", "sku-0", 2, 3500), OrderLine("l-1", "sku-1", 1, 900))
ORDER = Order("o-1", "EUR", LINES, 7900, NOW, session_id="s-0", cart_id="c-1")


def test_an_order_is_the_same_whatever_the_order_of_its_lines() -> None:
    assert digest(replace(ORDER, lines=LINES[::-1])) == digest(ORDER)


def test_any_other_word_makes_it_another_order() -> None:
    assert digest(replace(ORDER, total=7901)) != digest(ORDER)
    assert digest(replace(ORDER, customer_id="customer-1")) != digest(ORDER)
    assert digest(replace(ORDER, lines=LINES[:1])) != digest(ORDER)


def test_an_order_may_be_of_the_past_but_not_of_the_future() -> None:
    check(replace(ORDER, placed_at=0), "EUR", NOW)
    check(replace(ORDER, placed_at=NOW + 10 * MINUTE), "EUR", NOW)

    with pytest.raises(RefusedError):
        check(replace(ORDER, placed_at=NOW + 10 * MINUTE + 1), "EUR", NOW)


def test_an_order_is_in_the_shops_currency() -> None:
    with pytest.raises(CurrencyMismatchError):
        check(ORDER, "PLN", NOW)


def test_an_order_that_does_not_say_when_was_placed_when_it_came() -> None:
    assert (
        lake_row(replace(ORDER, placed_at=None), visitor_id="v-1", discount=None, now=NOW + HOUR)["placed_at"]
        == NOW + HOUR
    )


def test_without_consent_the_row_names_no_session() -> None:
    row = lake_row(ORDER, visitor_id=None, discount=None, now=NOW)

    assert (row["session_id"], row["visitor_id"], row["total"]) == (None, None, 7900)
