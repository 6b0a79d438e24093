"""What kinds of rules a rule set has, each kind as a mask: bit n is the rule in place n. Plain data."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from shared.domain.conditions.tree import All, Condition, comparisons
from shared.domain.engine.forms import is_timed
from shared.domain.facts.catalogue import find
from shared.domain.facts.of_cart import BATCH
from shared.domain.masks import mask_of

if TYPE_CHECKING:
    from shared.domain.rules.model import Rule


class Outline(NamedTuple):
    """Which rules are what, as masks. ``waiting``: time alone can bring or take them; ``moving``: what they give.

    ``coded``: which want this text among the codes entered. ``events`` names the events of a session that a rule asks
    of, one way or another.
    """

    groups: Mapping[str, int]
    overrides: int
    entering: int
    telling: int
    limited: int
    waiting: int
    moving: int
    coded: Mapping[str, int]
    events: tuple[str, ...] = ()


def conditions_of(rule: "Rule") -> tuple[Condition, ...]:
    """Return what must hold for the rule to be granted."""
    return (rule.when,) if rule.enter is None else (rule.when, rule.enter)


def outline(rules: Sequence["Rule"], names: Sequence[str]) -> Outline:
    """Return the outline of ``rules``, in their order; ``names`` are all groups'."""
    size = len(rules)

    def which(says: Callable[["Rule"], Any]) -> int:
        return mask_of((n for n, rule in enumerate(rules) if says(rule)), size)

    groups: dict[str, list[int]] = {name: [] for name in names}
    coded: dict[str, list[int]] = {}
    for n, rule in enumerate(rules):
        if rule.group is not None:
            groups[rule.group].append(n)
        for text in _codes(rule):
            coded.setdefault(text, []).append(n)
    return Outline(
        groups={group: mask_of(places, size) for group, places in groups.items()},
        overrides=which(lambda rule: rule.group is None),
        entering=which(lambda rule: rule.enter is not None),
        telling=which(lambda rule: rule.interventions or rule.gift),
        limited=which(lambda rule: rule.limits),
        waiting=which(lambda rule: rule.schedule or _waits(rule)),
        moving=which(lambda rule: any(is_timed(each.fact) for each in rule.thresholds)),
        coded={text: mask_of(places, size) for text, places in coded.items()},
        events=tuple(sorted({event for rule in rules for event in _events(rule)})),
    )


def _codes(rule: "Rule") -> Iterator[str]:
    if rule.codes:
        yield from rule.codes.words
        if rule.codes.batch:
            yield BATCH + rule.codes.batch


def _events(rule: "Rule") -> Iterator[str]:
    for condition in (*conditions_of(rule), *rule.thresholds, *(each.when for each in rule.interventions)):
        for comparison in comparisons(condition):
            fact = find(comparison.fact)
            yield from fact.events if fact else ()


def _waits(rule: "Rule") -> bool:
    return any(is_timed(each.fact) for each in comparisons(All(conditions_of(rule))))
