"""WebSocket: from a frame to a call of ours, and back to a frame.

API Gateway answers a crashed handler without our ``request_id``, so a frame's answer is always statusCode 200 with a
body: problems too travel as frames. Who speaks was settled at ``$connect``; the expiry is checked on every frame.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from shared.domain.errors import TokenExpiredError, UnauthorizedError
from shared.edge.bodies import Reader, read, write
from shared.edge.callers import Caller

MAX_FRAME_BYTES = 32 * 1024


@dataclass(frozen=True, slots=True)
class SocketRoute:
    """One action: the frame that it takes, and the ``type`` of the frame that answers it."""

    key: str
    frame: type
    reply_type: str
    reply: Any
    answer: Callable[..., Any]
    reader: Reader = read

    def run(self, event: Mapping[str, Any], now: int) -> tuple[dict[str, Any], Caller]:
        """Return the answer to ``event`` and who asked; errors are raised."""
        caller = frame_caller(event, now)
        frame = self.reader(event.get("body") or "", self.frame, MAX_FRAME_BYTES)
        members = self.answer(frame, caller, now)
        return reply({"type": self.reply_type, "request_id": frame.request_id, **members}), caller


def frame_caller(event: Mapping[str, Any], now: int) -> Caller:
    """Return the browser whose token opened the socket; raise ``UnauthorizedError`` once that has expired."""
    context = event["requestContext"].get("authorizer") or {}
    try:
        expires_at = int(context["expires_at"])
        connection_id = event["requestContext"]["connectionId"]
        caller = Caller("session", context["session_id"], context["visitor_id"], expires_at, connection_id)
    except KeyError as error:
        raise UnauthorizedError("this socket was opened without a session") from error
    if now >= expires_at:
        raise TokenExpiredError("the token has expired; open a session and connect again")
    return caller


def reply(frame: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``frame`` as the route's response."""
    return {"statusCode": 200, "body": write(frame)}
