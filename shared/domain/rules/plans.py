"""What a decision needs to know of a rule at every turn, worked out when it first does.

Most rules give a share of the whole cart, and of most only one part changes with time.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from shared.domain.conditions.tree import ALWAYS, Condition, comparisons
from shared.domain.facts.catalogue import FACTS
from shared.domain.rules.actions import Percent

if TYPE_CHECKING:
    from shared.domain.rules.model import Rule


class Plan:
    """``percent``: basis points of the lines that meet ``lines``, of all when that is ``None``.

    It is ``None`` when the rule takes off lines otherwise or has bounds. ``shipping``: basis points of the shipping.
    ``excludes``: it excludes other rules. ``when_moves`` and ``enter_moves``: time alone can change that condition.
    ``gives``: it takes something off. ``of_clock``: the hour or the day has a say in it.
    """

    # Read at every turn: a slot is found several times as fast as a member of a tuple.
    __slots__ = ("enter_moves", "excludes", "gives", "lines", "of_clock", "percent", "shipping", "when_moves")

    def __init__(self, rule: "Rule") -> None:
        discount = rule.discount
        self.percent: int | None = None
        self.lines: Condition | None = None
        if rule.gift is None and rule.ceiling is None and rule.limits is None:
            if discount is None:
                self.percent = 0
            elif isinstance(discount, Percent):
                self.percent, self.lines = discount.basis_points, discount.lines
        self.shipping = rule.shipping_basis_points
        self.excludes = bool(rule.excludes)
        self.when_moves = _moves(rule.when)
        self.enter_moves = rule.enter is not None and _moves(rule.enter)
        self.gives = rule.gives
        asked = (*comparisons(rule.when), *comparisons(rule.enter or ALWAYS))
        self.of_clock = rule.schedule is not None or any(FACTS[each.fact].of_clock for each in asked)


class Plans(dict[int, Plan]):
    """The plan of each rule by its place."""

    __slots__ = ("_rules",)

    def __init__(self, rules: Sequence["Rule"]) -> None:
        self._rules = rules

    def __missing__(self, place: int) -> Plan:
        """Make the plan of the rule at ``place``, once."""
        plan = self[place] = Plan(self._rules[place])
        return plan


def _moves(condition: Condition) -> bool:
    return any(FACTS[each.fact].moves for each in comparisons(condition))
