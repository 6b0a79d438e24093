"""How a shop's backend vouches for a customer: a JWT (HS256) signed with the customer secret.

Written out in full, for this is the piece that every shop writes again in its own language.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any


def sign(claims: Mapping[str, Any], secret: str) -> str:
    signed = f"{encode({'alg': 'HS256', 'typ': 'JWT'})}.{encode(claims)}"
    signature = hmac.new(secret.encode(), signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{base64url(signature)}"


def encode(part: Mapping[str, Any]) -> str:
    return base64url(json.dumps(part, separators=(",", ":")).encode())


def base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
