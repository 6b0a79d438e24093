"""What pricing needs to know of a rule that gives, prepared when it first does: most give a share of the whole cart."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from shared.domain.rules.actions import Percent

if TYPE_CHECKING:
    from shared.domain.rules.model import Rule


class Plan(NamedTuple):
    """``percent``: basis points of the whole cart, ``None`` when the rule takes off lines otherwise or has bounds.

    ``shipping``: basis points of the shipping. ``excludes``: it excludes other rules.
    """

    percent: int | None
    shipping: int
    excludes: bool


class Plans(dict[int, Plan]):
    """The plan of each rule by its place."""

    __slots__ = ("_rules",)

    def __init__(self, rules: Sequence["Rule"]) -> None:
        self._rules = rules

    def __missing__(self, place: int) -> Plan:
        """Make the plan of the rule at ``place``, once."""
        plan = self[place] = _plan(self._rules[place])
        return plan


def _plan(rule: "Rule") -> Plan:
    discount = rule.discount
    percent: int | None = None
    if rule.gift is None and rule.ceiling is None and rule.limits is None:
        if discount is None:
            percent = 0
        elif isinstance(discount, Percent) and discount.lines is None:
            percent = discount.basis_points
    return Plan(percent, rule.shipping_basis_points, bool(rule.excludes))
