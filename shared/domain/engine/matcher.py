"""Which rules hold: built once for each version of a rule set, asked for every cart.

Up to ``FEW`` rules are two generated functions (``branches.py``), more are bit masks (``index.py``, ``scanning.py``);
both are made of one normal form (``forms.py``). In every mask bit n is the rule in place n of the rule set; ``bits``
walks one. ``facts`` is any mapping by name in which a fact without a value is ``None``.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from shared.domain.conditions.tree import All, Condition, comparisons
from shared.domain.engine.branches import branches
from shared.domain.engine.cells import mask_of
from shared.domain.engine.closures import Check, closure
from shared.domain.engine.forms import is_timed, normal
from shared.domain.engine.index import MANY, Entry, Index, index
from shared.domain.engine.nearness import Nearness, Step, reachable
from shared.domain.engine.scanning import Scanner, bits
from shared.domain.engine.turning import Turning
from shared.domain.facts.catalogue import find
from shared.domain.facts.of_cart import BATCH

if TYPE_CHECKING:
    from shared.domain.rules.model import Rule

__all__ = ["FEW", "Matcher", "Outline", "Step", "bits"]

FEW = 50


class Outline(NamedTuple):
    """Which rules are what, as masks. ``waiting``: time alone can bring or take them.

    ``coded``: which want this text among the codes entered. ``events`` names the events of a session that a rule asks
    of, one way or another.
    """

    groups: Mapping[str, int]
    overrides: int
    entering: int
    telling: int
    limited: int
    waiting: int
    reachable: int
    coded: Mapping[str, int]
    events: tuple[str, ...] = ()


class Matcher:
    """The compiled form of ``rules``, whose groups are ``groups``.

    ``outline`` and ``found`` spare working out anew what was worked out for the same rules before. ``few`` and ``many``
    say from how many rules on there are masks, and blocks of them.
    """

    bits = staticmethod(bits)

    def __init__(
        self,
        rules: Sequence["Rule"],
        groups: Sequence[str],
        outline: Outline | None = None,
        found: Index | None = None,
        *,
        few: int = FEW,
        many: int = MANY,
    ) -> None:
        self._rules, self._many = rules, many
        self._checks: dict[int, Check] = {}
        self._stays: dict[int, Check] = {}
        self.outline = outline or _outline(rules, groups)
        self.group_masks = self.outline.groups
        self.overrides = self.outline.overrides
        self.entering = self.outline.entering
        self.telling = self.outline.telling
        self.limited = self.outline.limited
        self.waiting = self.outline.waiting
        self.reachable = self.outline.reachable
        self.coded = self.outline.coded
        self.events = self.outline.events
        if found:
            self.index = found
        matching = branches(self._entries, self._schedule) if len(rules) <= few else self._scanner
        self.held: Callable[[Any, int], int] = matching.held
        """``held(facts, now)``: the mask of the rules that may be granted: ``when``, ``enter`` and schedule."""
        self.winners: Callable[[Any, int], list[int]] = matching.winners
        """``winners(facts, now)``: the places of the first rule of every group that holds, then of the overrides."""

    def stays(self, n: int, facts: Any, now: int) -> bool:
        """Return whether the rule in place ``n`` holds once it was granted: by its ``when`` and its schedule."""
        check = self._stays.get(n)
        if check is None:
            check = self._stays[n] = closure(self._rules[n].when)
        schedule = self._rules[n].schedule
        return check(facts) and (schedule is None or schedule.is_open(now))

    def could_hold(self, facts: Any) -> int:
        """Return the waiting rules that all facts allow which time does not change.

        A rule with a part that is no list of comparisons counts if the rest of it allows it.
        """
        return self._scanner.could_hold(facts)

    def nearly(self, facts: Any, now: int) -> Mapping[str, int]:
        """Return for each fact that the shopper can raise the rules, open now, that it alone keeps away.

        What ``could_hold`` says of parts that are no list of comparisons is true here, too.
        """
        return self._nearness.nearly(facts, now)

    def steps(self, facts: Any, now: int, wanted: int = -1) -> list[Step]:
        """Return for each such fact the next value above its own at which rules of the mask ``wanted`` come in."""
        return self._nearness.steps(facts, now, wanted)

    def turns(self, facts: Any, among: int) -> Iterator[tuple[int, int]]:
        """Yield the moments at which rules of the mask ``among`` come or go by time alone, each with which do.

        They are taken for rules that were not granted; those of ``doubtful`` must be left to a look at each. ``facts``
        are ``Facts``, which know what they will be.
        """
        return self._turning.turns(facts, among)

    def doubtful(self, facts: Any) -> int:
        """Return those of ``could_hold`` that have a part which is no list of comparisons."""
        return self._scanner.doubtful(facts)

    @cached_property
    def index(self) -> Index:
        """The rules as masks."""
        return index(self._entries, self._many)

    @cached_property
    def _entries(self) -> list[Entry]:
        groups = {group: n for n, group in enumerate(self.outline.groups)}
        first: dict[Any, int] = {}
        return [
            Entry(
                form=normal(_conditions(rule)),
                group=None if rule.group is None else groups[rule.group],
                waits=bool(self.waiting >> n & 1),
                schedule=None if rule.schedule is None else first.setdefault(rule.schedule, n),
            )
            for n, rule in enumerate(self._rules)
        ]

    @cached_property
    def _scanner(self) -> Scanner:
        return Scanner(self.index, len(self._rules), self._check, self._schedule, reachable(self.index))

    @cached_property
    def _turning(self) -> Turning:
        return Turning(self.index, self._scanner, self._schedule)

    @cached_property
    def _nearness(self) -> Nearness:
        return Nearness(self.index, self._scanner)

    def _check(self, n: int) -> Check:
        check = self._checks.get(n)
        if check is None:
            check = self._checks[n] = closure(All(_conditions(self._rules[n])))
        return check

    def _schedule(self, n: int) -> Any:
        return self._rules[n].schedule


def _conditions(rule: "Rule") -> tuple[Condition, ...]:
    return (rule.when,) if rule.enter is None else (rule.when, rule.enter)


def _outline(rules: Sequence["Rule"], names: Sequence[str]) -> Outline:
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
        waiting=which(lambda rule: rule.schedule or _asks(rule, is_timed)),
        reachable=which(lambda rule: _asks(rule, _is_reachable)),
        coded={text: mask_of(places, size) for text, places in coded.items()},
        events=tuple(sorted({event for rule in rules for event in _events(rule)})),
    )


def _codes(rule: "Rule") -> Iterator[str]:
    if rule.codes:
        yield from rule.codes.words
        if rule.codes.batch:
            yield BATCH + rule.codes.batch


def _events(rule: "Rule") -> Iterator[str]:
    for condition in (*_conditions(rule), *(each.when for each in rule.interventions)):
        for comparison in comparisons(condition):
            fact = find(comparison.fact)
            yield from fact.events if fact else ()


def _asks(rule: "Rule", of: Callable[[str], bool]) -> bool:
    return any(of(each.fact) for each in comparisons(All(_conditions(rule))))


def _is_reachable(fact: str) -> bool:
    known = find(fact)
    return known is not None and known.reachable
