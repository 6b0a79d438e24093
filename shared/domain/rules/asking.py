"""What a session rule asks, worked out once for each version of a rule set: it is wanted with every batch of events."""

from typing import TYPE_CHECKING, NamedTuple

from shared.domain.conditions.tree import ALWAYS, All, comparisons
from shared.domain.facts.catalogue import FACTS

if TYPE_CHECKING:
    from shared.domain.rules.model import Rule


class Asking(NamedTuple):
    """``facts`` that ``rule`` asks or tells, the ``events`` that can change them; ``moves``: time alone can, too."""

    rule: "Rule"
    facts: frozenset[str]
    events: frozenset[str]
    moves: bool


def asking(rule: "Rule") -> Asking:
    """Return what ``rule`` asks."""
    conditions = All((rule.when, rule.enter or ALWAYS, *(each.when for each in rule.interventions)))
    told = (fact for each in rule.interventions for fact in each.facts.values())
    names = frozenset((*(each.fact for each in comparisons(conditions)), *told))
    events = frozenset(event for name in names for event in FACTS[name].events)
    return Asking(rule, names, events, rule.schedule is not None or any(FACTS[name].moves for name in names))
