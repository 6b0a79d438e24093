"""A cart as the browser sends it: whether it can be decided, and whether it already was."""

from collections.abc import Callable, Mapping

from shared.domain.cart import Cart, cart_hash
from shared.domain.errors import (
    CartConflictError,
    CurrencyMismatchError,
    FieldError,
    RefusedError,
    RevisionConflictError,
)
from shared.domain.items import Item, priced
from shared.domain.state import Session


def check(cart: Cart, currency: str) -> None:
    """Raise ``RefusedError`` when ``cart`` names a line twice, ``CurrencyMismatchError`` for a foreign currency."""
    if cart.currency != currency:
        fault = FieldError("$.currency", "currency_mismatch", f"this shop's rules count in {currency}")
        raise CurrencyMismatchError(fault.message, errors=(fault,))
    seen: set[str] = set()
    for n, line in enumerate(cart.lines):
        if line.line_id in seen:
            fault = FieldError(f"$.lines[{n}].line_id", "duplicate_line", "each line needs an id of its own")
            raise RefusedError(fault.message, errors=(fault,))
        seen.add(line.line_id)


def is_repeat(session: Session, cart: Cart, known: Callable[[], Mapping[str, Item]]) -> bool:
    """Return whether ``cart`` is of a revision already decided: an older one, or the same once more.

    The same is what the browser sent before, or what comes to the same at the shop's prices; ``known`` gives its items
    of record and is asked only then. Raises ``CartConflictError`` when another cart is alive,
    ``RevisionConflictError`` when it had other content.
    """
    basis = session.basis
    if basis is None:
        return False
    current = basis.cart
    if cart.cart_id != current.cart_id:
        if current.stage == "completed":
            return False
        raise CartConflictError(f"this session's cart is {current.cart_id}; complete it, or open another session")
    if (
        cart.revision == current.revision
        and cart_hash(cart) != session.submitted
        and cart_hash(priced(cart, known()).cart) != basis.cart_hash
    ):
        raise RevisionConflictError(f"revision {cart.revision} was already sent with other content; send a higher one")
    return cart.revision <= current.revision
