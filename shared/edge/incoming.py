"""The text of a request's body: API Gateway's base64 and a client's gzip undone, never to more than a route takes."""

import base64
import zlib
from binascii import Error as Base64Error
from collections.abc import Mapping
from typing import Any

from shared.domain.errors import TooLargeError
from shared.edge.bodies import UnreadableError
from shared.edge.problems import Problem

# Makes zlib read gzip's own header and sum.
GZIP = 31
_AS_IT_IS = ("", "identity")


def text_of(event: Mapping[str, Any], max_bytes: int) -> str:
    """Return the body of an HTTP event as text.

    Raises ``TooLargeError`` as soon as unpacking gives more than ``max_bytes``, ``UnreadableError`` for what is neither
    UTF-8 nor gzip, and for an encoding that is not known.
    """
    body = event.get("body") or ""
    encoding = event["headers"].get("content-encoding", "").strip().lower()
    if encoding not in _AS_IT_IS and encoding != "gzip":
        raise UnreadableError(Problem(415, "unsupported_encoding", "send the body as it is, or by gzip"))
    if not event.get("isBase64Encoded"):
        if encoding == "gzip":
            raise UnreadableError(Problem(400, "bad_gzip", "the body is not gzip"))
        return body
    try:
        raw = base64.b64decode(body)
        return (unpacked(raw, max_bytes) if encoding == "gzip" else raw).decode()
    except (Base64Error, UnicodeDecodeError) as error:
        raise UnreadableError(Problem(400, "not_json", "the body is not UTF-8 text")) from error


def unpacked(raw: bytes, max_bytes: int) -> bytes:
    """Return what ``raw`` holds by gzip; no more than ``max_bytes`` and one are ever unpacked."""
    inflate = zlib.decompressobj(wbits=GZIP)
    try:
        body = inflate.decompress(raw, max_bytes + 1)
    except zlib.error as error:
        raise UnreadableError(Problem(400, "bad_gzip", "the body is not gzip")) from error
    if len(body) > max_bytes:
        raise TooLargeError(f"at most {max_bytes // 1024} KB, unpacked; send less at once")
    if not inflate.eof or inflate.unused_data:
        raise UnreadableError(Problem(400, "bad_gzip", "the body is cut off, or goes on after its end"))
    return body
