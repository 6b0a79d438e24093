"""A rule set as plain values: what its document says, validated."""

from dataclasses import dataclass, field
from typing import Literal
from zoneinfo import ZoneInfo

from shared.domain.conditions.tree import Condition
from shared.domain.money import Minor
from shared.domain.rules.actions import Discount, Gift, Intervention, Texts
from shared.domain.schedules import Schedule

LANGUAGES = ("it", "en", "pl")
FALLBACK_LANGUAGE = "en"

Policy = Literal["first", "best_for_shopper", "cheapest_for_shop"]
Period = Literal["day", "week", "month", "campaign"]


@dataclass(frozen=True, slots=True)
class Budget:
    """What a rule may cost in all within each ``per``, in the shop's zone."""

    amount: Minor
    per: Period = "campaign"


@dataclass(frozen=True, slots=True)
class Limits:
    """How often a rule may be redeemed, and for how much; ``None``: without limit."""

    per_session: int | None = None
    per_customer: int | None = None
    total: int | None = None
    budget: Budget | None = None


@dataclass(frozen=True, slots=True)
class Codes:
    """What the shopper must enter: one of ``words`` (case-folded), or a single-use code of ``batch``."""

    words: frozenset[str] = frozenset()
    batch: str | None = None


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The most that a rule, or all rules together, may take off; ``basis_points`` of the items' subtotal."""

    basis_points: int | None = None
    amount: Minor | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Rules that do not add up, and which of them gives its discount."""

    id: str
    policy: Policy = "first"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``number`` orders (1 is first); ``group`` is ``None`` for an override, which adds on top."""

    id: str
    number: int
    title: Texts
    group: str | None
    personalised: bool
    when: Condition
    enter: Condition | None
    schedule: Schedule | None
    discount: Discount | None
    free_shipping: bool
    interventions: tuple[Intervention, ...]
    waits: bool
    """Time alone can bring it, or take it away before its offer ends: it has a schedule or asks for a running fact."""
    within_reach: bool
    """More articles, or dearer ones, can bring it."""
    shipping_basis_points: int = 0
    gift: Gift | None = None
    codes: Codes | None = None
    limits: Limits | None = None
    excludes: frozenset[str] = frozenset()
    ceiling: Ceiling | None = None


@dataclass(frozen=True, slots=True)
class RuleSet:
    """An immutable version of the shop's rules, in order of their numbers; disabled rules are left out."""

    name: str
    version: int
    currency: str
    ceiling_basis_points: int
    offer_ttl_ms: int
    rules: tuple[Rule, ...]
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    groups: tuple[Group, ...] = ()

    @property
    def label(self) -> str:
        """The name and version that a decision carries, such as ``default@1``."""
        return f"{self.name}@{self.version}"


def localised(texts: Texts, locale: str | None) -> str:
    """Return the text in the language of ``locale`` (``it-IT`` reads ``it``), else in English, else in any."""
    language = (locale or FALLBACK_LANGUAGE)[:2].lower()
    return texts.get(language) or texts.get(FALLBACK_LANGUAGE) or next(iter(texts.values()), "")
