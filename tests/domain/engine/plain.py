"""The matcher that reads every rule of a set one by one: what the compiled ones are judged by."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from shared.domain.conditions.holding import holds
from shared.domain.conditions.reasons import short_by, unmet
from shared.domain.conditions.tree import ALWAYS, RAISING, All, comparisons
from shared.domain.facts.catalogue import FACTS
from shared.domain.facts.gathered import Facts
from shared.domain.facts.of_cart import BATCH
from shared.domain.masks import places

if TYPE_CHECKING:
    from shared.domain.rules.model import Rule, RuleSet


class Step(NamedTuple):
    """From ``value`` of ``fact`` on, the ``rules`` (a mask) come in."""

    fact: str
    value: int
    rules: int


class PlainMatcher:
    """Masks of rules: bit n is the n-th rule of the set."""

    def __init__(self, rules: "RuleSet") -> None:
        self._rules = rules.rules
        self.group_masks: Mapping[str, int] = {
            group.id: self._where(lambda rule, name=group.id: rule.group == name) for group in rules.groups
        }
        self.overrides = self._where(lambda rule: rule.group is None)
        self.entering = self._where(lambda rule: rule.enter is not None)
        self.telling = self._where(lambda rule: bool(rule.interventions) or rule.gift is not None)
        self.limited = self._where(lambda rule: rule.limits is not None)
        self.waiting = self._where(_waits)
        self.moving = self._where(lambda rule: bool(rule.thresholds))
        self.coded: dict[str, int] = {}
        for n, rule in enumerate(self._rules):
            if rule.codes:
                for word in rule.codes.words | ({BATCH + rule.codes.batch} if rule.codes.batch else set()):
                    self.coded[word] = self.coded.get(word, 0) | 1 << n

    def held(self, facts: Facts, now: int) -> int:
        """Return the rules that may be granted at ``now``: ``when`` and ``enter`` hold, and the schedule is open."""
        return self._where(lambda rule: _stands(rule, facts, now) and holds(rule.enter or ALWAYS, facts))

    def winners(self, facts: Facts, now: int) -> list[int]:
        """Return the first rule of every group that may be granted, and all overrides."""
        held = self.held(facts, now)
        first = [n for mask in self.group_masks.values() for n in places(held & mask, 1)]
        return first + places(held & self.overrides)

    def stays(self, n: int, facts: Facts, now: int) -> bool:
        """Return whether the rule at ``n``, once granted, still holds."""
        return _stands(self._rules[n], facts, now)

    def could_hold(self, facts: Facts) -> int:
        """Return the waiting rules that everything but time allows already, and perhaps more."""
        return self.waiting

    def nearly(self, facts: Facts, now: int) -> Mapping[str, int]:
        """Return by reachable fact the rules that fail by it alone, and perhaps more."""
        found: dict[str, int] = {}
        for n, rule in enumerate(self._rules):
            if not _within_reach(rule) or not _open(rule, now):
                continue
            missing = {each.fact for each in unmet(_whole(rule), facts) or ()}
            if len(missing) == 1 and FACTS[fact := missing.pop()].reachable:
                found[fact] = found.get(fact, 0) | 1 << n
        return found

    def steps(self, facts: Facts, now: int, wanted: int = -1) -> list[Step]:
        """Return for each reachable fact the next value above its own at which rules of ``wanted`` come in."""
        steps: list[Step] = []
        for fact, mask in self.nearly(facts, now).items():
            found: dict[int, int] = {}
            for n in places(mask & wanted):
                missing = [short_by(each, facts) or 0 for each in unmet(_whole(self._rules[n]), facts) or ()]
                value = facts[fact]
                if isinstance(value, int):
                    found[value + max(missing)] = found.get(value + max(missing), 0) | 1 << n
            steps += [Step(fact, value, rules) for value, rules in sorted(found.items())[:1]]
        return steps

    def _where(self, meets: "Callable[[Rule], bool]") -> int:
        return sum(1 << n for n, rule in enumerate(self._rules) if meets(rule))


def _waits(rule: "Rule") -> bool:
    conditions = (rule.when, rule.enter or ALWAYS)
    asked = [FACTS[each.fact] for condition in conditions for each in comparisons(condition)]
    return rule.schedule is not None or any(fact.moves for fact in asked)


def _within_reach(rule: "Rule") -> bool:
    return any(FACTS[each.fact].reachable and each.op in RAISING for each in comparisons(_whole(rule)))


def _whole(rule: "Rule") -> All:
    return All((rule.when, rule.enter or ALWAYS))


def _stands(rule: "Rule", facts: Facts, now: int) -> bool:
    return holds(rule.when, facts) and _open(rule, now)


def _open(rule: "Rule", now: int) -> bool:
    return rule.schedule is None or rule.schedule.is_open(now)
