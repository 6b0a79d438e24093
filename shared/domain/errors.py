"""What can be wrong in the shop's words; the edge turns each into an HTTP problem or a socket problem frame."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class FieldError:
    """One fault of the input: where (a JSON path), its stable code, and what to do about it."""

    path: str
    code: str
    message: str


class DomainError(Exception):
    """A request that the shop's rules refuse. ``code`` never changes; ``detail`` is for people."""

    code: ClassVar[str] = "refused"

    def __init__(self, detail: str, *, errors: tuple[FieldError, ...] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = errors


class NotFoundError(DomainError):
    """What was asked for does not exist, or is not the caller's to see."""

    code = "not_found"


class ConflictError(DomainError):
    """The request contradicts what was accepted before it."""

    code = "conflict"


class CartConflictError(ConflictError):
    """Another cart is alive in this session."""

    code = "cart_conflict"


class RevisionConflictError(ConflictError):
    """This revision of the cart was accepted already, with other content."""

    code = "revision_conflict"


class OrderConflictError(ConflictError):
    """This order was recorded already, with other content."""

    code = "order_conflict"


class RefusedError(DomainError):
    """Well formed, but outside what the shop accepts."""

    code = "refused"


class CurrencyMismatchError(RefusedError):
    """The rule set counts in another currency."""

    code = "currency_mismatch"


class TooLargeError(DomainError):
    """More bytes, lines or events than one message may carry."""

    code = "too_large"


class BusyError(DomainError):
    """Try again after ``retry_after_s`` seconds: nothing was changed."""

    code = "busy"

    def __init__(self, detail: str, *, retry_after_s: int = 1) -> None:
        super().__init__(detail)
        self.retry_after_s = retry_after_s


class SessionFullError(BusyError):
    """The session has reached the number of events that it may hold."""

    code = "session_full"


class RateLimitedError(BusyError):
    """The session sends more often than it may."""

    code = "rate_limited"


class UnauthorizedError(DomainError):
    """The caller proved nothing, or with something expired or forged."""

    code = "unauthorized"


class SessionGoneError(UnauthorizedError):
    """The token is good, its session is not there any more: expired or erased."""

    code = "session_gone"


class TokenExpiredError(UnauthorizedError):
    """The token is genuine, its time is over."""

    code = "token_expired"


class ForbiddenError(DomainError):
    """The caller is known and may not do this."""

    code = "forbidden"


class RuleSetError(DomainError):
    """A rule set that does not validate; ``errors`` name each path."""

    code = "invalid_ruleset"
