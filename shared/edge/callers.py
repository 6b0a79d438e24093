"""Who calls: a browser with its session token, the shop's backend with the server key, or the admin."""

from collections.abc import Collection, Mapping
from typing import Literal

from shared.domain.errors import ForbiddenError
from shared.domain.frozen import frozen
from shared.edge.keys import Keys
from shared.edge.tokens import same, sign, verify

Kind = Literal["public", "session", "server", "admin"]

SESSION_AUDIENCE = "microlift:session"


@frozen
class Caller:
    """A proven caller; a browser has a session and a visitor, and may touch nothing else."""

    kind: Kind
    session_id: str = ""
    visitor_id: str = ""
    expires_at: int = 0
    connection_id: str | None = None


def session_token(session_id: str, visitor_id: str, *, now: int, expires_at: int, secret: str) -> str:
    """Return the token of a session; times in epoch ms, rounded down to the second."""
    claims = {"aud": SESSION_AUDIENCE, "sub": session_id, "vid": visitor_id, "iat": now // 1000}
    return sign({**claims, "exp": expires_at // 1000}, secret)


def session_caller(token: str, keys: Keys, now: int, *, lapsed: bool = False) -> Caller:
    """Return the browser that holds ``token``; raise ``UnauthorizedError`` when it is forged or expired.

    ``lapsed``: one that has expired still proves whose it was.
    """
    claims = verify(token, keys.token_secret, audience=SESSION_AUDIENCE, now=0 if lapsed else now)
    return Caller("session", claims["sub"], claims["vid"], claims["exp"] * 1000)


def authenticate(token: str, allowed: Collection[Kind], keys: Keys, now: int, *, lapsed: bool = False) -> Caller:
    """Return who ``token`` proves; ``lapsed`` as in ``session_caller``.

    Raises ``UnauthorizedError`` when it proves nothing, ``ForbiddenError`` when it is good but not for this.
    """
    caller = _key_holder(token, keys) or session_caller(token, keys, now, lapsed=lapsed)
    if caller.kind not in allowed:
        raise ForbiddenError(f"this needs the key of: {', '.join(sorted(allowed))}")
    return caller


def bearer(headers: Mapping[str, str]) -> str | None:
    """Return the token of the ``Authorization`` header, or ``None`` when there is no such header."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def _key_holder(token: str, keys: Keys) -> Caller | None:
    kinds: tuple[tuple[Kind, str], ...] = (("server", keys.server_key), ("admin", keys.admin_key))
    for kind, key in kinds:
        if same(token, key):
            return Caller(kind)
    return None
