"""A rule set as plain values: what its document says, validated."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from shared.domain.conditions.tree import AnyOf, Comparison, Condition
from shared.domain.engine.matcher import Matcher
from shared.domain.money import Minor
from shared.domain.rules.actions import Discount, Gift, Intervention, Texts, Tiered
from shared.domain.rules.asking import Asking, asking
from shared.domain.rules.plans import Plans
from shared.domain.schedules import Schedule

LANGUAGES = ("it", "en", "pl")
FALLBACK_LANGUAGE = "en"

Policy = Literal["first", "best_for_shopper", "cheapest_for_shop"]
POLICIES: tuple[Policy, ...] = get_args(Policy)
Period = Literal["day", "week", "month", "campaign"]
PERIODS: tuple[Period, ...] = get_args(Period)
Occasion = Literal["cart", "events"]
OCCASIONS: tuple[Occasion, ...] = get_args(Occasion)
Lasting = Literal["offer", "day"]
LASTINGS: tuple[Lasting, ...] = get_args(Lasting)

NEVER = AnyOf(())


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
class Gate:
    """What a draft must pass to be published, by its back-test; ``None``: no such bound.

    ``max_cost_increase``: how much more than the active version it may give away; ``min_margin``: the least share of
    the revenue that stays. Both in basis points.
    """

    max_cost_increase: int | None = None
    min_margin: int | None = None


@dataclass(frozen=True, slots=True)
class Prompting:
    """How much session rules may show in one session; ``gap_ms``: what lies between two of them at least."""

    per_session: int | None = None
    gap_ms: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``number`` orders (1 is first); ``group`` is ``None`` for an override, which adds on top.

    ``when`` has the rule's ``codes`` in it already. A rule on ``events`` is a session rule: decided as the shopper's
    steps come in, with or without a cart. What is granted ``lasts`` as long as an offer, or until the shop's midnight.
    """

    id: str
    number: int
    title: Texts
    group: str | None
    personalised: bool
    when: Condition
    enter: Condition | None
    schedule: Schedule | None
    discount: Discount | None
    shipping_basis_points: int
    interventions: tuple[Intervention, ...]
    gift: Gift | None = None
    codes: Codes | None = None
    limits: Limits | None = None
    excludes: frozenset[str] = frozenset()
    ceiling: Ceiling | None = None
    on: Occasion = "cart"
    lasts: Lasting = "offer"

    @property
    def gives(self) -> bool:
        """Whether the rule takes something off; one that only shows or sends something does not."""
        return self.discount is not None or self.shipping_basis_points > 0 or self.gift is not None

    @property
    def thresholds(self) -> tuple[Comparison, ...]:
        """What beside the conditions decides how much the rule gives: a fact has come to a tier, or to the gift."""
        reached: list[Comparison] = []
        if isinstance(self.discount, Tiered):
            reached += [Comparison(self.discount.by, "ge", tier.start) for tier in self.discount.tiers]
        if self.gift:
            reached.append(Comparison(self.gift.fact, "ge", self.gift.start))
        return tuple(reached)

    @property
    def for_carts(self) -> "Rule":
        """What carts have of the rule: of a session rule what it gives, to those to whom it was granted."""
        return self if self.on == "cart" else replace(self, enter=NEVER, interventions=())


@dataclass(frozen=True)
class RuleSet:
    """An immutable version of the shop's rules, in order of their numbers; disabled rules are left out.

    ``rules`` are those that carts are decided by, ``prompts`` the session rules: one that gives something is in both.
    ``version`` is 0 for a draft.
    """

    name: str
    version: int
    currency: str
    ceiling_basis_points: int
    offer_ttl_ms: int
    rules: Sequence[Rule]
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    groups: tuple[Group, ...] = ()
    author: str = ""
    note: str = ""
    gate: Gate | None = None
    prompts: tuple[Rule, ...] = ()
    prompting: Prompting = Prompting()

    @property
    def label(self) -> str:
        """The name and version that a decision carries, such as ``default@1``."""
        return f"{self.name}@{self.version}"

    @cached_property
    def matcher(self) -> Matcher:
        """What tells which rules hold."""
        return Matcher(self.rules, [group.id for group in self.groups])

    def place_of(self, rule_id: str) -> int | None:
        """Return where in ``rules`` the rule with this id stands, ``None`` when there is none."""
        return self._places.get(rule_id)

    @cached_property
    def plans(self) -> Plans:
        """What pricing needs to know of each rule, by its place."""
        return Plans(self.rules)

    @cached_property
    def asked_on_events(self) -> tuple[Asking, ...]:
        """What each session rule asks, in order of the rules."""
        return tuple(map(asking, self.prompts))

    @cached_property
    def stacking(self) -> tuple[tuple[int, Group | None], ...]:
        """The mask of each group's rules, with the group when its policy needs the amounts: all but ``first`` do."""
        masks = self.matcher.group_masks
        return tuple((masks[group.id], None if group.policy == "first" else group) for group in self.groups)

    @cached_property
    def order_decides(self) -> bool:
        """Whether no group chooses by amounts and no rule can be used up: then the first of a group wins, as a rule."""
        return not self.matcher.limited and all(group.policy == "first" for group in self.groups)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {rule.id: n for n, rule in enumerate(self.rules)}


def localised(texts: Texts, locale: str | None) -> str:
    """Return the text in the language of ``locale`` (``it-IT`` reads ``it``), else in English, else in any."""
    language = (locale or FALLBACK_LANGUAGE)[:2].lower()
    return texts.get(language) or texts.get(FALLBACK_LANGUAGE) or next(iter(texts.values()), "")
