"""API Gateway's management API: a frame pushed to one connected browser."""

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from shared import clients


class Sockets:
    """The open connections of the WebSocket API."""

    def __init__(self, endpoint: Callable[[], str]) -> None:
        """``endpoint`` gives the management address when the first frame is pushed."""
        self._endpoint = endpoint

    @cached_property
    def _client(self) -> Any:
        return clients.client("apigatewaymanagementapi", endpoint_url=self._endpoint())

    def push(self, connection_id: str, frame: str) -> bool:
        """Send ``frame`` and return ``True``, or ``False`` when the connection is gone."""
        try:
            self._client.post_to_connection(ConnectionId=connection_id, Data=frame.encode())
        except self._client.exceptions.GoneException:
            return False
        return True

    def push_all(self, connection_ids: Iterable[str], frame: str) -> tuple[str, ...]:
        """Send ``frame`` to each connection and return those that are gone."""
        return tuple(connection_id for connection_id in connection_ids if not self.push(connection_id, frame))
