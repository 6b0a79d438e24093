"""Which pages may speak to us in a shopper's browser."""

from collections.abc import Collection

from shared.domain.errors import ForbiddenError


def is_allowed(origin: str | None, allowed: Collection[str]) -> bool:
    """Return whether a request with this ``Origin`` passes; without one it does (it is no browser's page)."""
    return not origin or origin in allowed


def check_origin(origin: str | None, allowed: Collection[str]) -> None:
    """Raise ``ForbiddenError`` for a page of an origin that the shop did not allow."""
    if not is_allowed(origin, allowed):
        raise ForbiddenError("this origin is not one of the shop's")
