"""Customers: ``customer#<id>`` / ``state``, and beside it one ``visitor#<id>`` item per browser they were seen in.

The state is what the shop's backend says of a customer; the links are ours. Access patterns: ``put``, ``load``,
``link`` by an opened session, ``visitors_of``, ``everything`` for its erasure.
"""

from shared.domain.contacts import Contact
from shared.store.table import Attributes, Packed, Table, key

_CONTACT = Packed(Contact)


class CustomerStore:
    """Reads and writes customers."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def put(self, contact: Contact) -> None:
        """Write ``contact``, replacing what was known of the customer."""
        item = key(_pk(contact.customer_id)) | {"state": {"B": _CONTACT.pack(contact)}}
        self._table.client.put_item(TableName=self._table.name, Item=item)

    def load(self, customer_id: str) -> Contact | None:
        """Return how to reach the customer, or ``None`` when the shop told us nothing."""
        item = self._table.client.get_item(
            TableName=self._table.name, Key=key(_pk(customer_id)), ConsistentRead=True
        ).get("Item")
        return _CONTACT.unpack(item["state"]["B"]) if item else None

    def link(self, customer_id: str, visitor_id: str) -> None:
        """Remember that the customer was seen as this visitor; twice is once."""
        self._table.client.put_item(TableName=self._table.name, Item=key(_pk(customer_id), f"visitor#{visitor_id}"))

    def visitors_of(self, customer_id: str) -> list[str]:
        """Return the ids of the visitors that the customer was seen as."""
        names = [item["sk"]["S"] for item in self.everything(customer_id)]
        return [name.removeprefix("visitor#") for name in names if name.startswith("visitor#")]

    def everything(self, customer_id: str) -> list[Attributes]:
        """Return every item under the customer, as stored: state, links to visitors, traces of orders."""
        pages = self._table.client.get_paginator("query").paginate(
            TableName=self._table.name,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": _pk(customer_id)}},
            ConsistentRead=True,
        )
        return [item for page in pages for item in page["Items"]]


def _pk(customer_id: str) -> str:
    return f"customer#{customer_id}"
