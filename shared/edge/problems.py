"""Problems: every error as ``application/problem+json`` (RFC 9457), over HTTP and as a socket frame."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from shared.domain.errors import (
    BusyError,
    ConflictError,
    DomainError,
    FieldError,
    ForbiddenError,
    NotFoundError,
    RefusedError,
    RuleSetError,
    TooLargeError,
    UnauthorizedError,
)

_STATUSES: tuple[tuple[type[DomainError], int], ...] = (
    (UnauthorizedError, 401),
    (ForbiddenError, 403),
    (NotFoundError, 404),
    (ConflictError, 409),
    (TooLargeError, 413),
    (RefusedError, 422),
    (RuleSetError, 422),
    (BusyError, 429),
)

TITLES = {
    400: "The request cannot be read",
    401: "The caller is not known",
    403: "The caller may not do this",
    404: "There is no such thing",
    409: "The request contradicts an earlier one",
    413: "The request is too large",
    415: "The request is encoded in an unknown way",
    422: "The request is refused",
    429: "Too much at once",
    500: "Something broke on our side",
}

_ABOUT_INPUT = (400, 413, 415)
_WRONG_SHAPE = ("missing", "finite_number", "json_invalid", "string_unicode")
_TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class Problem:
    """An error as a caller sees it."""

    status: int
    code: str
    detail: str
    errors: tuple[FieldError, ...] = ()
    retry_after_s: int | None = None

    def document(self) -> dict[str, Any]:
        """Return the RFC 9457 members."""
        members: dict[str, Any] = {
            "type": f"urn:microlift:problem:{self.code}",
            "title": TITLES[self.status],
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
        }
        errors = self.errors or ((FieldError("$", self.code, self.detail),) if self.status in _ABOUT_INPUT else ())
        if errors:
            members["errors"] = [{"path": e.path, "code": e.code, "message": e.message} for e in errors]
        if self.retry_after_s is not None:
            members["retry_after_s"] = self.retry_after_s
        return members

    def frame(self, request_id: str | None) -> dict[str, Any]:
        """Return the problem as a socket frame, whose own ``type`` is ``problem``."""
        members = self.document()
        members["problem_type"] = members["type"]
        return {**members, "type": "problem", "request_id": request_id}


INTERNAL = Problem(500, "internal", "the request was not carried out; it may be sent again")


def from_domain(error: DomainError) -> Problem:
    """Return the problem for something that the shop's rules refuse."""
    status = next((status for kind, status in _STATUSES if isinstance(error, kind)), 422)
    retry_after_s = error.retry_after_s if isinstance(error, BusyError) else None
    return Problem(status, error.code, error.detail, error.errors, retry_after_s)


def from_validation(error: ValidationError) -> Problem:
    """Return the problem for input of the wrong shape.

    400 for what has the wrong type or is not JSON, else 413 for too many, else 422 for what is out of range.
    """
    faults = error.errors(include_url=False, include_context=False)
    kinds = [_kind(fault) for fault in faults]
    errors = tuple(field_error(fault) for fault in faults[:20])
    if "json_invalid" in kinds:
        return Problem(400, "not_json", errors[0].message, errors)
    if _TOO_LONG in kinds:
        return Problem(413, "too_large", "too many of something; see errors", errors)
    if any(is_wrong_shape(kind) for kind in kinds):
        return Problem(400, "wrong_type", "something is missing or of the wrong type; see errors", errors)
    return Problem(422, "out_of_range", "something is out of range; see errors", errors)


def _kind(fault: Mapping[str, Any]) -> str:
    """Return pydantic's type of ``fault``; a value of a list of texts that is no text has the wrong type."""
    return "literal_type" if fault["type"] == "literal_error" and not isinstance(fault["input"], str) else fault["type"]


def is_wrong_shape(kind: str) -> bool:
    """Return whether pydantic's error type ``kind`` speaks of a shape and not of a range."""
    return kind in _WRONG_SHAPE or kind.endswith(("_type", "_parsing", "_from_float", "_parsing_size"))


def field_error(fault: Mapping[str, Any], skip: int = 0) -> FieldError:
    """Return pydantic's ``fault`` with a JSON path, leaving out the first ``skip`` steps of it."""
    path = "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in fault["loc"][skip:])
    return FieldError(path, fault["type"], fault["msg"])
