"""Orders: ``order#<id>`` / ``state``, and a trace under each visitor and customer who bought, for their erasure.

An order is written once and settled after all that follows from it was written; so when something fails between, the
order comes again and the rest is done. Access patterns: ``record``, ``trace``, ``settled``, ``make_anonymous``.
"""

from dataclasses import dataclass, replace

from shared.domain.errors import OrderConflictError
from shared.domain.orders import Order, digest
from shared.store.table import Attributes, Packed, Table, key, number

ORDER = Packed(Order)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of an order: whether it is new, when it first came, and whether all that follows was done."""

    is_new: bool
    recorded_at: int
    is_settled: bool


class OrderStore:
    """Reads and writes orders."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def record(self, order: Order, now: int) -> Recorded:
        """Write ``order`` unless it is there; raise ``OrderConflictError`` when another is there under its id."""
        attributes: Attributes = {
            "state": {"B": ORDER.pack(order)},
            "digest": {"S": digest(order)},
            "recorded_at": number(now),
        }
        try:
            self._table.client.put_item(
                TableName=self._table.name,
                Item=_key(order.order_id) | attributes,
                ConditionExpression="attribute_not_exists(pk)",
            )
        except self._table.client.exceptions.ConditionalCheckFailedException:
            return self._seen(order)
        return Recorded(is_new=True, recorded_at=now, is_settled=False)

    def trace(self, order_id: str, visitor_ids: list[str]) -> None:
        """Remember which visitors' order it is; a customer's is remembered where it is counted."""
        for visitor_id in visitor_ids:
            item = key(f"visitor#{visitor_id}", f"order#{order_id}")
            self._table.client.put_item(TableName=self._table.name, Item=item)

    def settled(self, order_id: str, now: int) -> None:
        """Remember that all was done that follows from the order."""
        self._table.client.update_item(
            TableName=self._table.name,
            Key=_key(order_id),
            UpdateExpression="SET settled_at = :now",
            ExpressionAttributeValues={":now": number(now)},
        )

    def make_anonymous(self, order_id: str, pseudonym: str, now: int) -> bool:
        """Keep what was bought, and a pseudonym in the place of who bought; ``False`` when there is no such order."""
        item = self._table.client.get_item(TableName=self._table.name, Key=_key(order_id), ConsistentRead=True).get(
            "Item"
        )
        if item is None:
            return False
        order = replace(ORDER.unpack(item["state"]["B"]), session_id=None, customer_id=None, cart_id=None)
        self._table.client.update_item(
            TableName=self._table.name,
            Key=_key(order_id),
            UpdateExpression="SET #state = :state, pseudonym = :pseudonym, settled_at = :now",
            ExpressionAttributeNames={"#state": "state"},
            ExpressionAttributeValues={
                ":state": {"B": ORDER.pack(order)},
                ":pseudonym": {"S": pseudonym},
                ":now": number(now),
            },
        )
        return True

    def _seen(self, order: Order) -> Recorded:
        item = self._table.client.get_item(TableName=self._table.name, Key=_key(order.order_id), ConsistentRead=True)[
            "Item"
        ]
        if item["digest"]["S"] != digest(order):
            raise OrderConflictError(f"order {order.order_id} was recorded already, with other content")
        return Recorded(is_new=False, recorded_at=int(item["recorded_at"]["N"]), is_settled="settled_at" in item)


def _key(order_id: str) -> Attributes:
    return key(f"order#{order_id}")
