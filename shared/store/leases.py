"""Leases: ``lease#<name>`` / ``state``, held by one at a time and given up by itself when its holder dies.

Access patterns: ``take``, ``free``. The time is the real one, wherever the shop's may be.
"""

from shared.store.table import Table, key, number


class LeaseStore:
    """Takes leases and gives them back."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def take(self, name: str, holder: str, now: int, lease_ms: int) -> bool:
        """Return whether ``holder`` has the lease from now on for ``lease_ms``: nobody else had it."""
        try:
            self._table.client.update_item(
                TableName=self._table.name,
                Key=key(f"lease#{name}"),
                UpdateExpression="SET holder = :holder, ends_at = :ends_at",
                ConditionExpression="attribute_not_exists(pk) OR holder = :holder OR ends_at <= :now",
                ExpressionAttributeValues={
                    ":holder": {"S": holder},
                    ":ends_at": number(now + lease_ms),
                    ":now": number(now),
                },
            )
        except self._table.client.exceptions.ConditionalCheckFailedException:
            return False
        return True

    def free(self, name: str, holder: str) -> None:
        """Give the lease back; nothing happens when another has it by now."""
        try:
            self._table.client.delete_item(
                TableName=self._table.name,
                Key=key(f"lease#{name}"),
                ConditionExpression="holder = :holder",
                ExpressionAttributeValues={":holder": {"S": holder}},
            )
        except self._table.client.exceptions.ConditionalCheckFailedException:
            return
