"""May this browser open a socket? Asked once, at ``$connect``; the answer's context comes with every later frame."""

from collections.abc import Mapping
from typing import Any

from shared.domain.errors import UnauthorizedError
from shared.edge.callers import session_caller
from shared.edge.function import Function
from shared.edge.keys import key_ring
from shared.edge.origins import is_allowed
from shared.edge.settings import settings

handler = Function("authorize_socket")


@handler.raw
def authorize(event: Mapping[str, Any], now: int) -> dict[str, Any]:
    """Return a policy that allows the connection of a live session from an allowed origin, else one that denies it."""
    token = (event.get("queryStringParameters") or {}).get("token") or ""
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    try:
        caller = session_caller(token, key_ring.current(), now)
    except UnauthorizedError:
        return _policy("nobody", "Deny", event["methodArn"], {})
    if not is_allowed(headers.get("origin"), settings.origins):
        return _policy("nobody", "Deny", event["methodArn"], {})
    context = {"session_id": caller.session_id, "visitor_id": caller.visitor_id, "expires_at": str(caller.expires_at)}
    return _policy(caller.session_id, "Allow", event["methodArn"], context)


def _policy(principal: str, effect: str, resource: str, context: Mapping[str, str]) -> dict[str, Any]:
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": resource}
    return {
        "principalId": principal,
        "policyDocument": {"Version": "2012-10-17", "Statement": [statement]},
        "context": context,
    }
