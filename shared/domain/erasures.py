"""Erasure: who is to be forgotten, and everything that is theirs (mission B4).

It is done in three steps. What was in the middle of being answered when the first ran, or on its way through the
table's stream, has arrived when the second runs, some seconds later, and is deleted by that; the third deletes what is
left of the same kind, and takes the shopper out of the lake, up to the moment at which the table held nothing more.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from shared.domain.cart import Name
from shared.domain.errors import FieldError, RefusedError

NEXT_STEP_AFTER_S = 16
"""Two steps on, whatever function was answering a shopper at the first one is done."""

LAKE_AGAIN_S = 60
"""Until the lake's one writer may be done."""

Step = Literal["table", "again", "lake"]

MAX_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Shopper:
    """Who is meant: a visitor with the customer behind it, or a customer with all their visitors."""

    visitor_id: Name | None = None
    customer_id: Name | None = None


@dataclass(frozen=True, slots=True)
class ErasureRound:
    """The message to carry out one step of a job; ``until``: what was received of the shopper by then has to go."""

    job_id: str
    step: Step = "table"
    until: int = 0


@dataclass(frozen=True, slots=True)
class Belongings:
    """What is a shopper's: ids by kind, for each session the number of its last decision, and items found by kind."""

    visitor_ids: frozenset[str] = frozenset()
    customer_ids: frozenset[str] = frozenset()
    sessions: Mapping[str, int] = field(default_factory=dict)
    order_ids: frozenset[str] = frozenset()
    exports: frozenset[str] = frozenset()
    """The jobs that exported it."""
    found: Mapping[str, int] = field(default_factory=dict)


def check(shopper: Shopper) -> None:
    """Raise ``RefusedError`` unless exactly one of visitor and customer is named."""
    if (shopper.visitor_id is None) is (shopper.customer_id is None):
        fault = FieldError("$", "one_of", "name either visitor_id or customer_id")
        raise RefusedError(fault.message, errors=(fault,))


def belonging_to(shopper: Shopper) -> Belongings:
    """Return where to start from."""
    return Belongings(
        visitor_ids=frozenset({shopper.visitor_id} if shopper.visitor_id else ()),
        customer_ids=frozenset({shopper.customer_id} if shopper.customer_id else ()),
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
        exports=earlier.exports | later.exports,
        found={kind: max(earlier.found.get(kind, 0), later.found.get(kind, 0)) for kind in kinds},
    )
