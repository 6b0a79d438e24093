"""Whole numbers of the minor unit, whether that has no digits, two or three."""

import pytest

from shared.domain.amounts import written_price
from shared.domain.decisions import decide
from shared.domain.money import exponent
from tests.domain.offers import rule, rules
from tests.factories import amounts, basis, cart


@pytest.mark.parametrize(
    ("currency", "digits"),
    [("JPY", 0), ("KRW", 0), ("EUR", 2), ("PLN", 2), ("USD", 2), ("KWD", 3), ("BHD", 3), ("TND", 3)],
)
def test_a_minor_unit_has_the_digits_that_iso_4217_gives_it(currency, digits):
    assert exponent(currency) == digits


def test_a_price_is_written_with_its_currencys_digits():
    assert written_price(1299, "JPY", "en") == "¥1,299"
    assert written_price(1299, "EUR", "en") == "€12.99"
    assert written_price(1299, "KWD", "en") == "KWD\u00a01.299"


@pytest.mark.parametrize("currency", ["JPY", "EUR", "KWD"])
def test_the_same_minor_units_are_taken_off_in_every_currency(currency):
    third = rules(rule("third", 1, 3333), rule("fixed", 2, then={"discount": {"type": "fixed", "amount": 10}}))
    shopping = cart(1001, 502, 3, currency=currency)

    verdict = decide(third, basis(shopping))

    # 33.33 % of 1506 are 501.9: 502, in proportion and to the last unit.
    assert amounts(verdict) == {"third": 502, "fixed": 10}
    assert [each.allocations for each in verdict.applied] == [(334, 167, 1), (7, 3, 0)]


def test_a_rule_set_counts_in_the_currency_that_it_names():
    assert rules(rule("one"), currency="JPY").currency == "JPY"
