"""The shop's backend tells how its customers are reached, and what they may be sent."""

from dataclasses import dataclass
from typing import Annotated

from annotated_types import MaxLen

from shared.domain.contacts import MAX_CONTACTS, Contact, faults_of
from shared.domain.errors import RefusedError
from shared.edge.bodies import OneOrMany
from shared.edge.function import Function
from shared.edge.http import Call
from shared.edge.settings import settings
from shared.store.customers import CustomerStore
from shared.store.table import Table

customers = CustomerStore(Table(settings.table_name))

handler = Function("put_customers")


@dataclass(frozen=True, slots=True)
class CustomerBatch:
    """Customers to put, each replacing what was known of them; one alone, or a bare list, will do as well."""

    customers: Annotated[tuple[Contact, ...], MaxLen(MAX_CONTACTS)]


@dataclass(frozen=True, slots=True)
class CustomerReceipt:
    """How many customers were written."""

    accepted: int


@handler.http(
    "PUT /v1/customers",
    body=CustomerBatch,
    reply=CustomerReceipt,
    callers=("server",),
    wrap="customers",
    reader=OneOrMany("customers"),
)
def put(batch: CustomerBatch, call: Call) -> CustomerReceipt:
    """Write the customers; one address or time zone that cannot be refuses them all."""
    faults = faults_of(batch.customers)
    if faults:
        raise RefusedError(faults[0].message, errors=faults)
    for contact in batch.customers:
        customers.put(contact)
    return CustomerReceipt(len(batch.customers))
