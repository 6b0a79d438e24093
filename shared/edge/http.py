"""HTTP: from an API Gateway event (payload 2.0) to a call of ours, and back to a response."""

import base64
import zlib
from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any

from pydantic import ValidationError

from shared.domain.errors import DomainError, UnauthorizedError
from shared.domain.frozen import frozen
from shared.edge.bodies import Reader, UnreadableError, parse_as_sent, read, write
from shared.edge.callers import Caller, Kind, authenticate, bearer
from shared.edge.incoming import GZIP, text_of
from shared.edge.keys import Keys
from shared.edge.problems import Problem, from_domain, from_validation

JSON_TYPE = "application/json"
PROBLEM_TYPE = "application/problem+json"
MAX_BYTES = 256 * 1024
COMPRESSED_FROM = 256 * 1024


@frozen
class Call:
    """What a route is told beside its body. ``now`` is in epoch ms; header names are in lower case."""

    caller: Caller
    now: int
    path: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]


@frozen
class Replied:
    """A reply with another status than its route's, such as 200 where the first time gave 201, or with headers."""

    status: int
    reply: Any
    headers: Mapping[str, str] = field(default_factory=dict)


@frozen
class HttpRoute:
    """One route: what it takes, who may call it, what comes back."""

    key: str
    body: type | None
    reply: Any
    callers: tuple[Kind, ...]
    status: int
    max_bytes: int
    beacon: bool
    wrap: str | None
    answer: Callable[..., Any]
    reader: Reader = read
    query: Mapping[str, str] | None = None
    lapsed: bool = False

    def run(self, event: Mapping[str, Any], keys: Callable[[], Keys], now: int) -> tuple[dict[str, Any], Caller]:
        """Return the response to ``event`` and who asked; errors are raised."""
        headers = event["headers"]
        text = self._wrapped(text_of(event, self.max_bytes)) if self.body else ""
        caller = self._caller(headers, text, keys, now)
        call = Call(caller, now, event.get("pathParameters") or {}, event.get("queryStringParameters") or {}, headers)
        reply = self.answer(self.reader(text, self.body, self.max_bytes), call) if self.body else self.answer(call)
        replied = reply if isinstance(reply, Replied) else Replied(self.status, reply)
        answer = response(replied.status, write(replied.reply), **replied.headers)
        return (compressed(answer) if "gzip" in headers.get("accept-encoding", "") else answer), caller

    def _wrapped(self, text: str) -> str:
        bare_list = self.wrap and text.lstrip().startswith("[")
        return f'{{"{self.wrap}":{text}}}' if bare_list else text

    def _caller(self, headers: Mapping[str, str], text: str, keys: Callable[[], Keys], now: int) -> Caller:
        if "public" in self.callers:
            return Caller("public")
        token = bearer(headers)
        if token is None and self.beacon and headers.get("content-type", "").lower().startswith("text/plain"):
            # sendBeacon cannot set headers: the token travels in the body.
            body = parse_as_sent(text)
            token = body.get("token") if isinstance(body, dict) else None
        if not isinstance(token, str):
            raise UnauthorizedError("send 'Authorization: Bearer' with a token or a key")
        return authenticate(token, self.callers, keys(), now, lapsed=self.lapsed)


def response(status: int, body: str, content_type: str = JSON_TYPE, **headers: str) -> dict[str, Any]:
    """Return API Gateway's response."""
    return {"statusCode": status, "headers": {"content-type": content_type, **headers}, "body": body}


def compressed(answer: dict[str, Any]) -> dict[str, Any]:
    """Return ``answer`` by gzip when it is long: Lambda returns 6 MB at most, and API Gateway compresses nothing."""
    body = answer["body"]
    if len(body) < COMPRESSED_FROM:
        return answer
    deflate = zlib.compressobj(level=5, wbits=GZIP)
    packed = deflate.compress(body.encode()) + deflate.flush()
    headers = {**answer["headers"], "content-encoding": "gzip", "vary": "accept-encoding"}
    return {**answer, "headers": headers, "body": base64.b64encode(packed).decode(), "isBase64Encoded": True}


def problem_response(problem: Problem) -> dict[str, Any]:
    """Return ``problem`` as a response, with ``Retry-After`` when trying again can help."""
    retry = {} if problem.retry_after_s is None else {"retry-after": str(problem.retry_after_s)}
    return response(problem.status, write(problem.document()), PROBLEM_TYPE, **retry)


def problem_of(error: Exception) -> Problem | None:
    """Return the problem that ``error`` means to the caller; ``None`` when it is our own fault."""
    if isinstance(error, DomainError):
        return from_domain(error)
    if isinstance(error, UnreadableError):
        return error.problem
    return from_validation(error) if isinstance(error, ValidationError) else None
