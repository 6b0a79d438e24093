"""The shop's keys: one secret per stage, from which each key is derived unless the secret spells it out.

So a fresh deployment has all keys at once, and each can be rotated alone by writing it into the secret.
"""

import hashlib
import hmac
import json
from dataclasses import dataclass

from shared.edge.clock import real_now
from shared.edge.settings import settings

CACHE_MS = 5 * 60_000

_PREFIXES = {
    "publishable_key": "pk_",
    "server_key": "sk_",
    "admin_key": "ak_",
    "customer_secret": "cs_",
    "token_secret": "ts_",
}


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """What callers prove themselves with, and what tokens are signed with."""

    publishable_key: str
    server_key: str
    admin_key: str
    customer_secret: str
    token_secret: str

    @classmethod
    def from_json(cls, text: str) -> "Keys":
        """Return the keys of a secret ``{"root": ..., "server_key": ...}``; what is not spelled out is derived."""
        secret = json.loads(text)
        return cls(**{name: secret.get(name) or _derived(secret["root"], name) for name in _PREFIXES})


def _derived(root: str, name: str) -> str:
    return _PREFIXES[name] + hmac.new(root.encode(), name.encode(), hashlib.sha256).hexdigest()[:40]


class KeyRing:
    """The keys as of at most five minutes ago."""

    def __init__(self) -> None:
        self._keys: Keys | None = None
        self._read_at = 0

    def current(self) -> Keys:
        """Return the keys, reading the secret when the last reading is five minutes old."""
        now = real_now()
        if self._keys is None or now - self._read_at > CACHE_MS:
            self._keys = Keys.from_json(_read_secret(settings.secret_id))
            self._read_at = now
        return self._keys

    def forget(self) -> None:
        """Read the secret anew at the next call."""
        self._keys = None


def _read_secret(secret_id: str) -> str:
    from shared import clients  # noqa: PLC0415 - a socket's frames need no key but to sign offers, after the start

    return clients.client("secretsmanager").get_secret_value(SecretId=secret_id)["SecretString"]


key_ring = KeyRing()
