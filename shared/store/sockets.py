"""Sockets: the connections that a session listens on, a set in its ``cart`` item that leaves the item's version alone.

A module of its own, without the session: whoever opens a socket waits for ``connect_socket`` to start.

Access patterns: ``add``, ``drop``. Whoever pushes finds the set in the session's image.
"""

from shared.store.table import Table, key


class SocketStore:
    """Writes which sockets a session has."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def add(self, session_id: str, connection_id: str) -> None:
        """Remember that the session listens on ``connection_id``; nothing happens when the session is gone."""
        self._change("ADD", session_id, connection_id)

    def drop(self, session_id: str, connection_id: str) -> None:
        """Forget ``connection_id``; forgetting it twice changes nothing."""
        self._change("DELETE", session_id, connection_id)

    def _change(self, verb: str, session_id: str, connection_id: str) -> None:
        try:
            self._table.client.update_item(
                TableName=self._table.name,
                Key=key(f"session#{session_id}", "cart"),
                UpdateExpression=f"{verb} sockets :sockets",
                ConditionExpression="attribute_exists(pk)",
                ExpressionAttributeValues={":sockets": {"SS": [connection_id]}},
            )
        except self._table.client.exceptions.ConditionalCheckFailedException:
            return
