"""Sockets come and go: which connections a session listens on, the ping, and what nobody else understands."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from annotated_types import MaxLen

from shared.edge.bodies import UnreadableError
from shared.edge.callers import Caller
from shared.edge.function import Function
from shared.edge.problems import Problem
from shared.edge.settings import settings
from shared.edge.socket import frame_caller
from shared.store.sockets import SocketStore
from shared.store.table import Table

sockets = SocketStore(Table(settings.table_name))

handler = Function("connect_socket")


@dataclass(frozen=True, slots=True)
class Frame:
    """Any frame: an action that may carry an id to answer to."""

    action: Annotated[str, MaxLen(64)] | None = None
    request_id: Annotated[str, MaxLen(128)] | None = None


@handler.socket("ping", frame=Frame, reply_type="pong", reply=None)
def ping(frame: Frame, caller: Caller, now: int) -> dict[str, Any]:
    """Return a ``pong``: sockets that are idle for ten minutes are closed."""
    return {}


@handler.socket("$default", frame=Frame, reply_type="problem", reply=None)
def unknown(frame: Frame, caller: Caller, now: int) -> dict[str, Any]:
    """Refuse an action that there is not."""
    detail = f"there is no action {frame.action!r}; there are: cart.update, events, ping"
    raise UnreadableError(Problem(400, "unknown_action", detail))


@handler.raw
def connection(event: Mapping[str, Any], now: int) -> dict[str, Any]:
    """Remember a connection that was opened, forget one that was closed."""
    request = event["requestContext"]
    if request["eventType"] == "CONNECT":
        sockets.add(frame_caller(event, now).session_id, request["connectionId"])
    elif session_id := (request.get("authorizer") or {}).get("session_id"):
        sockets.drop(session_id, request["connectionId"])
    return {"statusCode": 200}
