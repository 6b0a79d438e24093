"""The sketch of the shop's carts: ``shop#carts`` / ``sketch``, one item for the whole shop.

It is read together with the pointer to the rules that serve. Access patterns: ``load``, and ``save`` under
``until = :seen``: of two jobs at once one counts.
"""

from shared.domain.sketches import CartSketch
from shared.store.table import Attributes, Table, key, number, packed, unpacked

SKETCH_KEY = key("shop#carts", "sketch")


class SketchStore:
    """Reads and writes the sketch."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def load(self) -> CartSketch | None:
        """Return the sketch, or ``None`` when no cart was counted yet."""
        item = self._table.client.get_item(TableName=self._table.name, Key=SKETCH_KEY, ConsistentRead=True).get("Item")
        return sketch_of(item) if item else None

    def save(self, sketch: CartSketch, seen: CartSketch | None) -> bool:
        """Write ``sketch`` and return ``True``, or ``False`` when another than ``seen`` is there by now."""
        values = {":state": {"B": packed([sketch.until, *map(list, sketch.buckets.items())])}}
        values[":until"] = number(sketch.until)
        try:
            self._table.client.update_item(
                TableName=self._table.name,
                Key=SKETCH_KEY,
                UpdateExpression="SET #state = :state, #until = :until",
                ConditionExpression="#until = :seen" if seen else "attribute_not_exists(pk)",
                ExpressionAttributeNames={"#state": "state", "#until": "until"},
                ExpressionAttributeValues=values | ({":seen": number(seen.until)} if seen else {}),
            )
        except self._table.client.exceptions.ConditionalCheckFailedException:
            return False
        return True


def sketch_of(item: Attributes) -> CartSketch:
    """Return the sketch that an item holds."""
    until, *buckets = unpacked(item["state"]["B"])
    return CartSketch(dict(buckets), until)
