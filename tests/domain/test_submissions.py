"""What a browser may send of its cart, and what it sends again."""

from dataclasses import replace

import pytest

from shared.domain.decisions import Intent
from shared.domain.errors import (
    CartConflictError,
    CurrencyMismatchError,
    RefusedError,
    RevisionConflictError,
)
from shared.domain.items import Item, priced
from shared.domain.session import Observed, receive
from shared.domain.submissions import check, is_repeat
from tests.factories import NOW, RULES, cart, session

QUIET = Observed({}, Intent(0.1, "prior@1"))
ITEMS = {"sku-0": Item("sku-0", 4000, "EUR")}


def received(state, shopping, items):
    return receive(state, shopping, priced(shopping, items), QUIET, RULES, NOW)[0]


def test_an_older_revision_is_a_repeat_whatever_is_in_it():
    state = received(session(), cart(4000, revision=7), {})

    assert is_repeat(state, cart(100, revision=6), dict)
    assert is_repeat(state, cart(4000, revision=7), dict)
    assert not is_repeat(state, cart(100, revision=8), dict)


def test_the_same_revision_with_another_cart_is_a_conflict():
    state = received(session(), cart(4000, revision=7), {})

    with pytest.raises(RevisionConflictError):
        is_repeat(state, cart(4001, revision=7), dict)


def test_a_repeat_is_told_by_what_was_sent_not_by_the_shops_price():
    state = received(session(), cart(100, revision=7), ITEMS)

    assert state.cart.lines[0].unit_price == 4000
    assert is_repeat(state, cart(100, revision=7), dict)


def test_a_repeat_may_name_another_price_that_the_shops_own_overrules():
    state = received(session(), cart(100, revision=7), ITEMS)

    assert is_repeat(state, cart(200, revision=7), lambda: ITEMS)


def test_a_second_cart_has_to_wait_until_the_first_is_completed():
    state = received(session(), cart(4000), {})
    with pytest.raises(CartConflictError):
        is_repeat(state, cart(4000, cart_id="c-2"), dict)

    completed = received(state, cart(4000, revision=2, stage="completed"), {})

    assert not is_repeat(completed, cart(4000, cart_id="c-2"), dict)


def test_a_foreign_currency_and_a_line_named_twice_are_refused():
    twice = replace(cart(1), lines=cart(1).lines * 2)

    with pytest.raises(CurrencyMismatchError):
        check(cart(1, currency="USD"), "EUR")
    with pytest.raises(RefusedError):
        check(twice, "EUR")
