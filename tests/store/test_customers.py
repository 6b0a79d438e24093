from typing import Any

from shared.domain.arrivals import Purchases
from shared.domain.contacts import Contact, Marketing
from shared.store.customers import CustomerStore
from tests.factories import DAY, NOW


def test_a_customer_is_what_the_shop_said_last(table: Any) -> None:
    customers = CustomerStore(table)
    customers.put(Contact("customer-1", "ada@example.com", marketing=Marketing(email=True)))

    customers.put(Contact("customer-1", "ada@example.org"))

    assert customers.load("customer-1") == Contact("customer-1", "ada@example.org")
    assert customers.load("customer-2") is None


def test_a_customer_seen_twice_in_a_browser_is_linked_once(table: Any) -> None:
    customers = CustomerStore(table)

    customers.link("customer-1", "v-1")
    customers.link("customer-1", "v-1")
    customers.link("customer-1", "v-2")

    assert customers.visitors_of("customer-1") == ["v-1", "v-2"]
    assert customers.load("customer-1") is None


def test_an_order_is_counted_once_however_often_it_is_told(table: Any) -> None:
    customers = CustomerStore(table)

    customers.ordered("customer-1", "o-1", 4000, NOW - DAY)
    customers.ordered("customer-1", "o-2", 2500, NOW - 2 * DAY)
    customers.ordered("customer-1", "o-1", 4000, NOW - DAY)

    assert customers.purchases("customer-1") == Purchases(2, 6500, NOW - DAY)
    assert customers.purchases("customer-2") == Purchases()


def test_what_the_shop_says_of_a_customer_leaves_their_purchases_alone(table: Any) -> None:
    customers = CustomerStore(table)
    customers.ordered("customer-1", "o-1", 4000, NOW)

    customers.put(Contact("customer-1", "ada@example.org"))

    assert customers.purchases("customer-1") == Purchases(1, 4000, NOW)
