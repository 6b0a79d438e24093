"""One side of a back-test uses its limited rules up by what is bought in it."""

from dataclasses import replace

from shared.domain.backtest.redemptions import Redemptions
from shared.domain.earning import earn
from shared.domain.rules.model import Budget, Limits
from shared.domain.usage import Usage
from tests.factories import DAY, HOUR, NOW, RULES, basis, cart

LIMITED = replace(
    RULES, rules=tuple(replace(rule, limits=Limits(per_session=1, budget=Budget(9000, "day"))) for rule in RULES.rules)
)
BOUGHT = basis(cart(20000))  # high_value: 20 %, 40 euro


def redeemed(times, **known):
    redemptions = Redemptions()
    before = basis(cart(20000), used={"high_value": Usage(**known)} if known else {})
    redemptions.known(LIMITED, before)
    for _ in range(times):
        redemptions.redeem(LIMITED, BOUGHT, earn(RULES, BOUGHT))
    return redemptions


def test_rules_without_limits_need_no_counting():
    assert Redemptions().known(RULES, basis(cart(20000))) == {}


def test_what_was_bought_is_used_and_spent():
    assert redeemed(2).known(LIMITED, basis(cart(100)))["high_value"] == Usage(2, 2, 2, 8000)


def test_a_rule_starts_from_what_the_first_records_know():
    counted = redeemed(1, uses=10, customer_uses=3, spent=500).known(
        LIMITED, basis(cart(100), used={"high_value": Usage(uses=11, customer_uses=3, spent=99_999)})
    )

    assert counted["high_value"] == Usage(uses=11, customer_uses=4, session_uses=1, spent=4500)


def test_another_session_has_used_nothing():
    redemptions = redeemed(1)

    redemptions.open_session(LIMITED, basis(cart(100)))

    assert redemptions.known(LIMITED, basis(cart(100)))["high_value"] == Usage(1, 0, 0, 4000)


def test_what_the_session_itself_redeemed_is_not_counted_twice():
    redemptions = redeemed(1)

    second = basis(cart(100), used={"high_value": Usage(uses=1, customer_uses=3, session_uses=1, spent=4000)})

    assert redemptions.known(LIMITED, second)["high_value"] == Usage(1, 3, 1, 4000)


def test_what_another_session_bought_meanwhile_is_not_counted_twice():
    redemptions = Redemptions()
    meanwhile = basis(cart(20000), used={"high_value": Usage(uses=1, spent=4000)}, now=NOW + HOUR)

    redemptions.open_session(LIMITED, basis(cart(100)))

    assert redemptions.known(LIMITED, meanwhile)["high_value"] == Usage()


def test_another_day_has_its_budget_whole():
    redemptions = redeemed(1, spent=500)

    assert redemptions.known(LIMITED, basis(cart(100), now=NOW + DAY))["high_value"].spent == 0
