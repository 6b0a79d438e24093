"""What the routes of rule sets take and answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from annotated_types import Ge, Le, MaxLen
from typing_extensions import TypedDict

from shared.domain.answers import Decision
from shared.domain.cart import Cart
from shared.domain.clocks import LATEST
from shared.domain.errors import FieldError
from shared.domain.explanations import Explanation
from shared.domain.rules.editions import Changes, Report

Words = Annotated[str, MaxLen(1000)]


@dataclass(frozen=True, slots=True)
class Serving:
    """The version that serves, since ``since`` (epoch ms; null: from the start).

    ``document`` is null when it cannot be read: then the containers go on with another version, and an alarm says so.
    """

    version: int
    published_at: int | None
    since: int | None
    author: str | None
    note: str | None
    document: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class DraftView:
    """The draft and what is to be said of it; ``report`` is its latest back-test's result at the gate."""

    revision: int
    author: str | None
    saved_at: int
    document: dict[str, Any]
    errors: tuple[FieldError, ...]
    warnings: tuple[FieldError, ...]
    report: Report | None


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One version in short; ``changes`` counts rules, beside the version that served before it."""

    version: int
    author: str | None
    note: str | None
    published_at: int | None
    active: bool
    rules: int
    changes: Changes
    backtest: str | None


@dataclass(frozen=True, slots=True)
class Used:
    """What a rule's redemptions come to; ``spent`` and ``budget_left`` in the budget's current period."""

    uses: int
    spent: int
    budget_left: int | None


@dataclass(frozen=True, slots=True)
class Overview:
    """A rule set: what serves, what is drafted, what was published, the latest first, and what its rules have cost.

    ``currency`` is the shop's, in which all of it counts.
    """

    name: str
    currency: str
    active: Serving | None
    draft: DraftView | None
    history: tuple[HistoryLine, ...]
    usage: Mapping[str, Used]


@dataclass(frozen=True, slots=True)
class VersionView:
    """One immutable version."""

    name: str
    version: int
    author: str | None
    note: str | None
    published_at: int | None
    active: bool
    document: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Saved:
    """The draft's new revision, which the next ``If-Match`` names."""

    revision: int
    warnings: tuple[FieldError, ...]


@dataclass(frozen=True, slots=True)
class Discarded:
    """There is no draft now."""

    draft: None = None


@dataclass(frozen=True, slots=True)
class Validation:
    """Whether a document could be published, and what is to be said of it."""

    valid: bool
    errors: tuple[FieldError, ...]
    warnings: tuple[FieldError, ...]


@dataclass(frozen=True, slots=True)
class Publishing:
    """What is to serve: ``version``, one that was published before; without it the draft becomes the next version.

    With ``revision`` only this revision of the draft is published, and asking again is answered as the first time.
    """

    version: Annotated[int, Ge(1)] | None = None
    revision: Annotated[int, Ge(1)] | None = None
    author: Words | None = None
    note: Words | None = None


@dataclass(frozen=True, slots=True)
class RollingBack:
    """``version``, when given, is the one that must be serving: so a request that is repeated goes back once."""

    version: Annotated[int, Ge(1)] | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """What serves from now on, in every container within 30 s."""

    name: str
    version: int
    ruleset: str
    since: int | None
    author: str | None
    note: str | None
    changes: Changes


# A field cannot be called ``from``, a key can.
Period = TypedDict("Period", {"from": int, "to": int, "limit": int}, total=False)
"""Which decisions a draft is tried on: from and to (excluded) in epoch ms, and how many carts at most."""


@dataclass(frozen=True, slots=True)
class Question:
    """A cart to try: on ``document``, else on the draft, else on the version that serves.

    ``observed`` gives facts of session, customer, clock or cart by name that differ from a new shopper's; of a running
    fact its value at ``now`` (epoch ms, up to the year 9000).
    """

    cart: Cart
    document: dict[str, Any] | None = None
    now: Annotated[int, Ge(0), Le(LATEST)] | None = None
    observed: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tried:
    """What the cart would earn, and why; nothing is stored, and no offer is signed."""

    decision: Decision
    explanation: tuple[Explanation, ...]


@dataclass(frozen=True, slots=True)
class CodeOrder:
    """How many single-use codes of a batch to make."""

    batch: Annotated[str, MaxLen(64)]
    count: Annotated[int, Ge(1), Le(1000)]


@dataclass(frozen=True, slots=True)
class IssuedCodes:
    """The codes, each good for one order."""

    batch: str
    codes: tuple[str, ...]
