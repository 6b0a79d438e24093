"""What the lake's one writer is asked to do: to take in what has landed, or to forget shoppers."""

from dataclasses import dataclass
from typing import Annotated

from annotated_types import MaxLen

from shared.domain.cart import Name
from shared.domain.event_catalogue import STANDARD
from shared.domain.event_catalogue.custom import CustomEvents
from shared.domain.lake_tables import TypedColumn, typed_columns

LEASE = "lake"
"""The name of the lease that the lake's writer holds."""

MAX_NAMES = 1_000

CLOCKS_APART_MS = 5_000
"""No two of the functions' clocks are further apart: what was received before a moment never seems later than this."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Sessions and visitors whose rows leave the lake; what was received of them later than ``at`` stays."""

    at: int
    visitor_ids: Annotated[tuple[Name, ...], MaxLen(MAX_NAMES)] = ()
    session_ids: Annotated[tuple[Name, ...], MaxLen(MAX_NAMES)] = ()

    @property
    def ids(self) -> frozenset[str]:
        """Both together: the ids of sessions and of visitors never look the same."""
        return frozenset((*self.visitor_ids, *self.session_ids))


@dataclass(frozen=True, slots=True)
class LakeWork:
    """The message that the lake's writer gets: to merge, and before that to forget."""

    erase: Forgotten | None = None


def typed_by(custom: CustomEvents) -> tuple[TypedColumn, ...]:
    """Return the typed columns of the packaged catalogue and of the shop's own events, past ones included."""
    packaged = {name: parameter.type for name, parameter in STANDARD.parameters().items()}
    return typed_columns({name: kind for name, (kind, _) in custom.columns.items()} | packaged)
