"""Wishes: ``visitor#<id>`` / ``wish#<item>``, with the moment of the wish and the price then.

Each write names its moment and gives way to a later one, so that changes may be told twice. Access patterns: ``add``,
``remove``, ``load`` by visitor and item.
"""

from shared.domain.reminders import Wished
from shared.store.table import Attributes, Table, key, number

KEPT_S = 400 * 86_400


class WishStore:
    """Reads and writes wish lists."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def add(self, visitor_id: str, wish: Wished, now: int) -> None:
        """Keep ``wish``, unless the same item was wished later than that."""
        attributes: Attributes = {"added_at": number(wish.added_at), "expires_at": number(now // 1000 + KEPT_S)}
        if wish.price is not None:
            attributes["price"] = number(wish.price)
        try:
            self._table.client.put_item(
                TableName=self._table.name,
                Item=_key(visitor_id, wish.item_id) | attributes,
                ConditionExpression="attribute_not_exists(pk) OR added_at <= :added",
                ExpressionAttributeValues={":added": number(wish.added_at)},
            )
        except self._table.client.exceptions.ConditionalCheckFailedException:
            return

    def remove(self, visitor_id: str, item_id: str, removed_at: int) -> None:
        """Forget the wish, unless it was made after ``removed_at``."""
        try:
            self._table.client.delete_item(
                TableName=self._table.name,
                Key=_key(visitor_id, item_id),
                ConditionExpression="attribute_not_exists(pk) OR added_at <= :removed",
                ExpressionAttributeValues={":removed": number(removed_at)},
            )
        except self._table.client.exceptions.ConditionalCheckFailedException:
            return

    def load(self, visitor_id: str, item_id: str) -> Wished | None:
        """Return the wish, or ``None`` when there is none."""
        item = self._table.client.get_item(
            TableName=self._table.name, Key=_key(visitor_id, item_id), ConsistentRead=True
        ).get("Item")
        if item is None:
            return None
        return Wished(item_id, int(item["added_at"]["N"]), int(item["price"]["N"]) if "price" in item else None)


def _key(visitor_id: str, item_id: str) -> Attributes:
    return key(f"visitor#{visitor_id}", f"wish#{item_id}")
