"""What a valid rule set says that its author can hardly mean: each with the path to it, a code, and a way out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.domain.errors import FieldError
from shared.domain.rules.model import RuleSet


@dataclass(frozen=True, slots=True)
class Known:
    """What the shop sells, as far as it told us; ``None``: nobody looked."""

    items: frozenset[str] | None = None
    tags: frozenset[str] | None = None
    brands: frozenset[str] | None = None
    categories: frozenset[str] | None = None


def warnings(rules: RuleSet, document: Mapping[str, Any], known: Known, now: int) -> tuple[FieldError, ...]:
    """Return what to look at again before publishing, in the order of the document."""
    return ()
