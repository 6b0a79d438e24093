"""Customers: ``customer#<id>`` / ``state``, and beside it one ``visitor#<id>`` item per browser they were seen in.

The state is what the shop's backend says of a customer; the links are ours, and so is ``purchases``: orders counted,
their totals added up, each order once, since it is counted together with the trace of it (``order#<id>``).
Access patterns: ``put``, ``load``, ``link`` by an opened session, ``ordered`` and ``purchases``, ``visitors_of``,
``everything`` for its erasure.
"""

from shared.domain.arrivals import Purchases
from shared.domain.contacts import Contact
from shared.domain.errors import BusyError
from shared.domain.money import Minor
from shared.store.table import Attributes, Packed, Table, key, number, plain

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
        self._table.client.put_item(TableName=self._table.name, Item=link_between(customer_id, visitor_id))

    def ordered(self, customer_id: str, order_id: str, total: Minor, placed_at: int) -> None:
        """Count an order of ``total``, placed at ``placed_at``; twice is once.

        Raises ``BusyError`` when another order of the customer comes at the same moment.
        """
        name, purchases = self._table.name, key(_pk(customer_id), "purchases")
        trace = {
            "TableName": name,
            "Item": key(_pk(customer_id), f"order#{order_id}"),
            "ConditionExpression": "attribute_not_exists(pk)",
        }
        sums = {
            "TableName": name,
            "Key": purchases,
            "UpdateExpression": "ADD orders :one, lifetime_value :total",
            "ExpressionAttributeValues": {":one": number(1), ":total": number(total)},
        }
        exceptions = self._table.client.exceptions
        try:
            self._table.client.transact_write_items(TransactItems=[{"Put": trace}, {"Update": sums}])
        except exceptions.TransactionCanceledException as error:
            if error.response["CancellationReasons"][0]["Code"] != "ConditionalCheckFailed":
                raise BusyError("another order of this customer comes at this moment; send it again") from error
        try:
            self._table.client.update_item(
                TableName=name,
                Key=purchases,
                UpdateExpression="SET last_at = :placed",
                ConditionExpression="attribute_not_exists(last_at) OR last_at < :placed",
                ExpressionAttributeValues={":placed": number(placed_at)},
            )
        except exceptions.ConditionalCheckFailedException:
            return

    def purchases(self, customer_id: str) -> Purchases:
        """Return what the customer bought so far."""
        item = self._table.client.get_item(TableName=self._table.name, Key=key(_pk(customer_id), "purchases"))
        known = plain(item.get("Item", {}))
        return Purchases(known.get("orders", 0), known.get("lifetime_value", 0), known.get("last_at"))

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


def link_between(customer_id: str, visitor_id: str) -> Attributes:
    """Return the item that says that the customer was seen as this visitor."""
    return key(_pk(customer_id), f"visitor#{visitor_id}")


def _pk(customer_id: str) -> str:
    return f"customer#{customer_id}"
