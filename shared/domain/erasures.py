"""Erasure: who is to be forgotten, and everything that is theirs (mission B4).

It is done in two rounds. What was on its way through the table's stream when the first one ran arrives within seconds;
the second, a little later, deletes that too.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from shared.domain.cart import Name
from shared.domain.errors import FieldError, RefusedError

SECOND_ROUND_AFTER_S = 10
MAX_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class ErasureRequest:
    """Who is to be forgotten: a visitor with the customer behind it, or a customer with all their visitors."""

    visitor_id: Name | None = None
    customer_id: Name | None = None


@dataclass(frozen=True, slots=True)
class ErasureRound:
    """The message to carry out one round of a job."""

    job_id: str
    second: bool = False


@dataclass(frozen=True, slots=True)
class Belongings:
    """What is a shopper's: ids by kind, for each session the number of its last decision, and items found by kind."""

    visitor_ids: frozenset[str] = frozenset()
    customer_ids: frozenset[str] = frozenset()
    sessions: Mapping[str, int] = field(default_factory=dict)
    order_ids: frozenset[str] = frozenset()
    found: Mapping[str, int] = field(default_factory=dict)


def check(request: ErasureRequest) -> None:
    """Raise ``RefusedError`` unless exactly one of visitor and customer is named."""
    if (request.visitor_id is None) is (request.customer_id is None):
        fault = FieldError("$", "one_of", "name either visitor_id or customer_id")
        raise RefusedError(fault.message, errors=(fault,))


def belonging_to(request: ErasureRequest) -> Belongings:
    """Return where to start from."""
    return Belongings(
        visitor_ids=frozenset({request.visitor_id} if request.visitor_id else ()),
        customer_ids=frozenset({request.customer_id} if request.customer_id else ()),
    )


def joined(earlier: Belongings, later: Belongings) -> Belongings:
    """Return both together: what a broken round had found counts once, although some of it is gone by now."""
    kinds = earlier.found.keys() | later.found.keys()
    sessions = {
        session_id: max(earlier.sessions.get(session_id, 0), later.sessions.get(session_id, 0))
        for session_id in earlier.sessions.keys() | later.sessions.keys()
    }
    return replace(
        earlier,
        visitor_ids=earlier.visitor_ids | later.visitor_ids,
        customer_ids=earlier.customer_ids | later.customer_ids,
        sessions=sessions,
        order_ids=earlier.order_ids | later.order_ids,
        found={kind: max(earlier.found.get(kind, 0), later.found.get(kind, 0)) for kind in kinds},
    )
