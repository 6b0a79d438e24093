"""What a rule can give: discounts on lines, on the shipping, a gift, and interventions. Plain values.

``lines`` is a condition on ``line.*`` facts that picks the lines an action touches; ``None``: all of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shared.domain.conditions.tree import ALWAYS, Condition
from shared.domain.money import Minor

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Percent:
    """``basis_points`` of the undiscounted amount of the lines."""

    basis_points: int
    lines: Condition | None = None


@dataclass(frozen=True, slots=True)
class Fixed:
    """``amount`` off the lines, at most what they cost."""

    amount: Minor
    lines: Condition | None = None


@dataclass(frozen=True, slots=True)
class PerArticle:
    """``amount`` for each article beyond the first ``beyond``."""

    amount: Minor
    beyond: int
    lines: Condition | None = None


@dataclass(frozen=True, slots=True)
class Tier:
    """From this value of the tiers' fact on: a percentage, or an amount."""

    start: int
    basis_points: int = 0
    amount: Minor = 0


@dataclass(frozen=True, slots=True)
class Tiered:
    """The last of ``tiers`` (in ascending order) that the fact ``by`` has reached."""

    by: str
    tiers: tuple[Tier, ...]
    lines: Condition | None = None


@dataclass(frozen=True, slots=True)
class BundlePart:
    """``quantity`` articles of the lines that meet ``lines``."""

    lines: Condition
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class Bundle:
    """The parts together for ``price``, as many times as the cart holds them."""

    parts: tuple[BundlePart, ...]
    price: Minor


@dataclass(frozen=True, slots=True)
class NthArticle:
    """Of each full set of ``every`` articles the cheapest at ``basis_points`` off; 10000 makes it free."""

    every: int
    basis_points: int
    lines: Condition | None = None


@dataclass(frozen=True, slots=True)
class PriceCap:
    """No article of the lines costs more than ``amount``."""

    amount: Minor
    lines: Condition | None = None


Discount = Percent | Fixed | PerArticle | Tiered | Bundle | NthArticle | PriceCap


@dataclass(frozen=True, slots=True)
class Gift:
    """One ``item_id`` for free once ``fact`` reaches ``start``."""

    item_id: str
    fact: str = "cart.subtotal"
    start: int = 0


@dataclass(frozen=True, slots=True)
class Intervention:
    """Something to show or send once per session, while ``when`` holds beside the rule's own conditions.

    ``facts`` are parameters that are not the same for all: the name of the fact whose value each has.
    """

    type: str
    when: Condition = ALWAYS
    text: Texts | None = None
    params: Mapping[str, str | int | bool] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
