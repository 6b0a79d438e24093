"""What rules were used for is counted once per order, whatever happens on the way."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from shared.domain.redeeming import Counted, Redeemed, Redemption
from shared.domain.rules.model import RuleSet
from shared.domain.rules.reading import parse_rule_set
from shared.domain.single_use import code_of, recognised
from shared.store.codes import CodeStore
from shared.store.table import Table, key
from shared.store.usage import Counters, UsageStore
from tests.calls import counted
from tests.factories import DAY, NOW

SECOND = 1000
DAILY = Redeemed((Redemption("daily", 500, "2026-11-22"),))


class Shop:
    """A table with its counters, and the real time of the container that reads them."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.now = 0
        self.failures: list[str] = []
        self.usage = UsageStore(table, lambda _: None, lambda: self.now, self.note)
        self.counters = Counters(table, lambda _: None)
        self.codes = CodeStore(table, lambda _: None)

    def note(self, what: str, error: Exception) -> None:
        self.failures.append(f"{what}: {type(error).__name__}")


@pytest.fixture
def shop(table: Table) -> Shop:
    return Shop(table)


def rules(**limits: Any) -> RuleSet:
    rule = {
        "id": "daily",
        "priority": 1,
        "title": {"en": "Five euro"},
        "then": {"discount": {"type": "fixed", "amount": 500}},
    }
    document = {"rules": [rule | ({"limits": limits} if limits else {})]}
    return parse_rule_set(document, currency="EUR", time_zone="Europe/Rome")


BUDGET = {"amount": 1000, "per": "day"}


def test_an_order_counts_once_however_often_it_is_told(shop: Shop) -> None:
    shop.usage.count("order-1", DAILY, "customer#k", NOW)
    shop.usage.count("order-1", DAILY, "customer#k", NOW)
    shop.usage.count("order-2", DAILY, None, NOW)

    assert shop.usage.of_rules(rules(total=10, budget=BUDGET), NOW) == {"daily": Counted(uses=2, spent=1000)}
    assert shop.counters.of_person("customer#k") == {"daily": 1}


def test_a_person_can_be_forgotten_and_the_rules_counts_stay(shop: Shop) -> None:
    shop.usage.count("order-1", DAILY, "visitor#v", NOW)

    shop.counters.forget_person("visitor#v")

    assert shop.counters.of_person("visitor#v") == {}
    assert shop.usage.of_rules(rules(total=10), NOW) == {"daily": Counted(uses=1, spent=500)}


def test_a_new_day_has_a_new_budget_and_the_uses_go_on(shop: Shop) -> None:
    shop.usage.count("order-1", DAILY, None, NOW)

    assert shop.usage.of_rules(rules(budget=BUDGET), NOW + DAY) == {"daily": Counted(uses=1, spent=0)}


def test_a_budget_for_the_whole_campaign_is_not_bound_to_a_day(shop: Shop) -> None:
    shop.usage.count("order-1", Redeemed((Redemption("daily", 500, None),)), None, NOW)

    campaign = {"amount": 1000, "per": "campaign"}
    assert shop.usage.of_rules(rules(budget=campaign), NOW + DAY) == {"daily": Counted(uses=1, spent=500)}


def test_rules_without_limits_cost_no_call(shop: Shop) -> None:
    with counted(shop.table.client) as calls:
        assert shop.usage.of_rules(rules(), NOW) == {}

    assert calls == []


def test_the_counts_are_read_once_in_20_seconds(shop: Shop) -> None:
    limited = rules(total=1)
    with counted(shop.table.client) as calls:
        shop.usage.of_rules(limited, NOW)
        shop.now = 20 * SECOND - 1
        shop.usage.of_rules(limited, NOW)
    with counted(shop.table.client) as later:
        shop.now = 20 * SECOND
        shop.usage.of_rules(limited, NOW)

    assert (calls, later) == (["BatchGetItem"], ["BatchGetItem"])


def test_counts_that_cannot_be_read_are_taken_as_last_known(shop: Shop) -> None:
    limited = rules(total=1)
    shop.usage.count("order-1", DAILY, None, NOW)
    shop.usage.of_rules(limited, NOW)
    shop.table.client.meta.events.register("before-call.dynamodb.BatchGetItem", _refuse)
    try:
        shop.now = 20 * SECOND
        found = shop.usage.of_rules(limited, NOW)
    finally:
        shop.table.client.meta.events.unregister("before-call.dynamodb.BatchGetItem", _refuse)

    assert found == {"daily": Counted(uses=1, spent=500)}
    assert shop.failures == ["usage: ClientError"]


def test_a_code_is_good_until_an_order_used_it(shop: Shop) -> None:
    code = code_of(1)
    shop.codes.issue("spring", [code], NOW)
    before = shop.codes.known([code.lower(), "WELCOME"])

    shop.usage.count("order-1", Redeemed((Redemption("daily", 500, None),), (code.lower(),)), None, NOW)

    assert before == {code.lower(): "spring"}
    assert shop.codes.known([code.lower()]) == {code.lower(): "used"}


def test_of_two_orders_with_one_code_the_first_has_it_and_both_count(shop: Shop) -> None:
    code = code_of(1)
    shop.codes.issue("spring", [code], NOW)
    redeemed = Redeemed((Redemption("daily", 500, None),), (code,))

    shop.usage.count("order-1", redeemed, None, NOW)
    shop.usage.count("order-2", redeemed, None, NOW)

    item = shop.table.client.get_item(TableName="microlift", Key=key(f"code#{recognised(code)}"))["Item"]
    assert item["used_by"]["S"] == "order-1"
    assert shop.usage.of_rules(rules(total=9), NOW) == {"daily": Counted(uses=2, spent=1000)}


def test_one_code_entered_in_two_ways_is_used_once(shop: Shop) -> None:
    code = code_of(1)
    shop.codes.issue("spring", [code], NOW)
    entered = (code.lower(), code.replace("-", "").lower())

    shop.usage.count("order-1", Redeemed((Redemption("daily", 500, None),), entered), None, NOW)

    assert shop.usage.of_rules(rules(total=9), NOW) == {"daily": Counted(uses=1, spent=500)}


def test_an_order_with_more_rules_than_a_transaction_holds_is_counted_whole_and_once(shop: Shop) -> None:
    many = Redeemed(tuple(Redemption(f"rule-{n}", 1, "2026-11-22") for n in range(60)))
    shop.usage.count("order-1", many, "customer#k", NOW)

    shop.usage.count("order-1", many, "customer#k", NOW)

    assert shop.counters.of_person("customer#k") == {f"rule-{n}": 1 for n in range(60)}


def test_words_cost_no_call_and_an_unknown_code_one(shop: Shop) -> None:
    with counted(shop.table.client) as words:
        assert shop.codes.known(["WELCOME", "CIAO"]) == {}
    with counted(shop.table.client) as unknown:
        assert shop.codes.known([code_of(7), "WELCOME"]) == {}

    assert (words, unknown) == ([], ["BatchGetItem"])


def _refuse(**_: Any) -> None:
    raise ClientError({"Error": {"Code": "ThrottlingException", "Message": "slow down"}}, "BatchGetItem")
