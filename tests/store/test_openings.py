from typing import Any

import pytest

from shared.domain.consent import Consent
from shared.domain.state import Customer
from shared.store.customers import CustomerStore
from shared.store.openings import OpeningStore
from shared.store.sessions import SessionStore
from shared.store.table import plain
from shared.store.visitors import VisitorStore
from tests.calls import counted
from tests.factories import DAY, GRANTED, NOW, session


def no_pause(attempt: int) -> None:
    raise AssertionError(f"nothing here is tried again, not even once: {attempt}")


@pytest.fixture
def openings(table: Any) -> OpeningStore:
    return OpeningStore(table, no_pause)


def names(table: Any) -> list[str]:
    return sorted(
        f"{item['pk']['S']} / {item['sk']['S']}" for item in table.client.scan(TableName="microlift")["Items"]
    )


def test_a_new_visitor_costs_one_call(table: Any, openings: OpeningStore) -> None:
    customer = Customer("customer-1", prime=True)

    with counted(table.client) as calls:
        openings.write(session(consent=GRANTED, customer=customer), NOW, known=False, consent=GRANTED)

    assert calls == ["BatchWriteItem"]
    assert names(table) == [
        "customer#customer-1 / visitor#v-1",
        "session#s-0 / cart",
        "visitor#v-1 / profile",
        "visitor#v-1 / session#s-0",
    ]
    visitor = VisitorStore(table).load("v-1")
    assert (visitor.consent, visitor.last_seen_at, visitor.customer_id) == (GRANTED, NOW, "customer-1")
    assert SessionStore(table, no_pause).load("s-0").session.customer == customer


def test_a_first_visit_leaves_what_any_other_leaves(table: Any, openings: OpeningStore) -> None:
    openings.write(session(consent=GRANTED), NOW, known=False, consent=GRANTED)
    openings.write(session(session_id="s-1", visitor_id="v-2", consent=GRANTED), NOW, known=True, consent=GRANTED)

    first, other = (
        {item["sk"]["S"]: plain(item) for item in VisitorStore(table).everything(visitor_id)}["profile"]
        for visitor_id in ("v-1", "v-2")
    )

    assert first == other | {"pk": "visitor#v-1"}


def test_a_visitor_who_comes_back_is_the_same_one(table: Any, openings: OpeningStore) -> None:
    visitors = VisitorStore(table)
    openings.write(session(consent=GRANTED, customer=Customer("customer-1")), NOW, known=False, consent=GRANTED)
    visitors.left_cart("v-1", "s-0", NOW)

    with counted(table.client) as calls:
        openings.write(session(session_id="s-1", consent=GRANTED), NOW + DAY, known=True, consent=None)

    visitor = visitors.load("v-1")
    assert calls == ["UpdateItem", "BatchWriteItem"]
    assert (visitor.last_seen_at, visitor.cart_session_id, visitor.customer_id) == (NOW + DAY, "s-0", "customer-1")
    assert CustomerStore(table).visitors_of("customer-1") == ["v-1"]


def test_without_consent_only_the_session_is_written(table: Any, openings: OpeningStore) -> None:
    openings.write(session(customer=Customer("customer-1")), NOW, known=False, consent=None)
    openings.write(session(session_id="s-1", consent=Consent(ad_storage="granted")), NOW, known=True, consent=None)

    assert names(table) == ["session#s-0 / cart", "session#s-1 / cart"]
