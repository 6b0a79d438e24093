"""Withdrawals of consent that the lake is yet to hear of: ``withdrawals`` / ``<visitor>``, with the moment of each.

Whatever of the visitor was received up to that moment leaves the lake with its next merge, all of them together: a
statement for each shopper who changes their mind would cost more than the whole merge. There is one partition: a shop
sees far fewer of them than the thousand a second that it takes. Access patterns: ``note``, ``is_noted``, ``waiting``,
``done``.
"""

from collections.abc import Mapping

from shared.store.table import Table, key, number

WITHDRAWALS = "withdrawals"
KEPT_S = 40 * 86_400
"""In vain only where no merge succeeds for as long."""

MOST = 1_000


class WithdrawalStore:
    """Notes who withdrew, and lets go of those whom the lake has forgotten."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def note(self, visitor_id: str, at: int) -> None:
        """Remember that what was received of the visitor up to ``at`` has to go; of two moments the later counts."""
        try:
            self._table.client.put_item(
                TableName=self._table.name,
                Item=key(WITHDRAWALS, visitor_id) | {"at": number(at), "expires_at": number(at // 1000 + KEPT_S)},
                ConditionExpression="attribute_not_exists(pk) OR #at < :at",
                ExpressionAttributeNames={"#at": "at"},
                ExpressionAttributeValues={":at": number(at)},
            )
        except self._table.client.exceptions.ConditionalCheckFailedException:
            return

    def is_noted(self, visitor_id: str) -> bool:
        """Return whether the lake is yet to hear of a withdrawal of the visitor."""
        item = self._table.client.get_item(
            TableName=self._table.name, Key=key(WITHDRAWALS, visitor_id), ConsistentRead=True
        )
        return "Item" in item

    def waiting(self) -> dict[str, int]:
        """Return visitors with the moment they withdrew at, a thousand at most: the rest is there afterwards."""
        items = self._table.client.query(
            TableName=self._table.name,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": WITHDRAWALS}},
            ConsistentRead=True,
            Limit=MOST,
        )["Items"]
        return {item["sk"]["S"]: int(item["at"]["N"]) for item in items}

    def done(self, forgotten: Mapping[str, int]) -> None:
        """Let go of these; who withdrew again meanwhile still waits."""
        for visitor_id, at in forgotten.items():
            try:
                self._table.client.delete_item(
                    TableName=self._table.name,
                    Key=key(WITHDRAWALS, visitor_id),
                    ConditionExpression="#at = :at",
                    ExpressionAttributeNames={"#at": "at"},
                    ExpressionAttributeValues={":at": number(at)},
                )
            except self._table.client.exceptions.ConditionalCheckFailedException:
                continue
