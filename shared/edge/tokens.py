"""Signed tokens: sessions, customers, offers and reminder links are JWTs (RFC 7519) signed with HS256 (RFC 7515).

Only this one algorithm exists here, so a token cannot choose another; signatures are compared in constant time.
"""

import hashlib
import hmac
from binascii import a2b_base64, b2a_base64
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from pydantic_core import from_json, to_json

from shared.domain.errors import TokenExpiredError, UnauthorizedError

# Base64 in the alphabet of addresses (RFC 4648, section 5) and without padding, as RFC 7515 wants it.
_TO_URL = bytes.maketrans(b"+/", b"-_")
_FROM_URL = bytes.maketrans(b"-_", b"+/")


def sign(claims: Mapping[str, Any], secret: str) -> str:
    """Return ``claims`` as a signed token; ``exp`` is in epoch seconds."""
    signed = _HEADER + b"." + _encode(to_json(claims))
    return (signed + b"." + _signature(signed, secret)).decode()


def verify(token: str, secret: str, *, audience: str, now: int) -> dict[str, Any]:
    """Return the claims of ``token``.

    Raises ``UnauthorizedError`` when it is not ours, altered, or for another audience, and its kind
    ``TokenExpiredError`` when it is genuine but expired at ``now`` (epoch ms).
    """
    try:
        signed, _, signature = token.encode("ascii").rpartition(b".")
        header, _, payload = signed.partition(b".")
        genuine = hmac.compare_digest(_signature(signed, secret), signature)
        if not genuine or (header != _HEADER and from_json(_decode(header)).get("alg") != "HS256"):
            raise UnauthorizedError("the token's signature does not hold")
        claims = from_json(_decode(payload), allow_inf_nan=False)
        audiences = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
        expired = now >= int(claims["exp"]) * 1000
        premature = now < int(claims.get("nbf", 0)) * 1000
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
        raise UnauthorizedError("this is not a token") from error
    if audience not in audiences or premature:
        raise UnauthorizedError("the token is meant for something else, or for later")
    if expired:
        raise TokenExpiredError("the token has expired")
    return claims


def same(candidate: str, secret: str) -> bool:
    """Return whether the two are equal, in a time that does not tell how much of them is."""
    return hmac.compare_digest(candidate.encode(errors="replace"), secret.encode())


def visitor_id(random_id: str, secret: str) -> str:
    """Return a visitor id that carries its own signature."""
    return f"v-{random_id}.{_visitor_mark(random_id, secret)}"


def is_visitor_id(candidate: str, secret: str) -> bool:
    """Return whether ``candidate`` was issued by us."""
    random_id, _, mark = candidate.removeprefix("v-").rpartition(".")
    return candidate.startswith("v-") and hmac.compare_digest(
        _visitor_mark(random_id, secret).encode(), mark.encode(errors="replace")
    )


def _visitor_mark(random_id: str, secret: str) -> str:
    return hmac.new(secret.encode(), b"visitor:" + random_id.encode(errors="replace"), hashlib.sha256).hexdigest()[:24]


def _signature(signed: bytes, secret: str) -> bytes:
    code = _keyed(secret).copy()
    code.update(signed)
    return _encode(code.digest())


@lru_cache(maxsize=8)
def _keyed(secret: str) -> hmac.HMAC:
    """Return the code of no message yet, to be copied: a secret signs many tokens and is digested once."""
    return hmac.new(secret.encode(), digestmod=hashlib.sha256)


def _encode(raw: bytes) -> bytes:
    return b2a_base64(raw, newline=False).translate(_TO_URL).rstrip(b"=")


def _decode(text: bytes) -> bytes:
    return a2b_base64(text.translate(_FROM_URL) + b"=" * (-len(text) % 4), strict_mode=True)


_HEADER = _encode(b'{"alg":"HS256","typ":"JWT"}')
