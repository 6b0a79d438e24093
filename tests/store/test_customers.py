from typing import Any

from shared.domain.contacts import Contact, Marketing
from shared.store.customers import CustomerStore


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
