"""Which rules hold: built once for each version of a rule set, asked for every cart.

Up to ``FEW`` rules are two generated functions (``branches.py``), more are bit masks (``index.py``, ``scanning.py``);
both are made of one normal form (``forms.py``). In every mask bit n is the rule in place n of the rule set. ``facts``
is any mapping by name in which a fact without a value is ``None``.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from shared.domain.conditions.tree import All
from shared.domain.engine.branches import branches
from shared.domain.engine.closures import Check, closure
from shared.domain.engine.forms import normal
from shared.domain.engine.index import MANY, Entry, Index, index
from shared.domain.engine.nearness import Nearness, Step, reachable
from shared.domain.engine.outline import Outline, conditions_of, outline
from shared.domain.engine.scanning import Scanner
from shared.domain.engine.turning import Turning

if TYPE_CHECKING:
    from shared.domain.rules.model import Rule

__all__ = ["FEW", "Matcher", "Step"]

FEW = 50


class Matcher:
    """The compiled form of ``rules``, whose groups are ``groups``.

    ``known`` and ``found`` spare working out anew what was worked out for the same rules before. ``few`` and ``many``
    say from how many rules on there are masks, and blocks of them.
    """

    def __init__(
        self,
        rules: Sequence["Rule"],
        groups: Sequence[str],
        known: Outline | None = None,
        found: Index | None = None,
        *,
        few: int = FEW,
        many: int = MANY,
    ) -> None:
        self._rules, self._many = rules, many
        self._checks: dict[int, Check] = {}
        self._stays: dict[int, Check] = {}
        self.outline = known or outline(rules, groups)
        self.group_masks = self.outline.groups
        self.overrides = self.outline.overrides
        self.entering = self.outline.entering
        self.telling = self.outline.telling
        self.limited = self.outline.limited
        self.waiting = self.outline.waiting
        self.moving = self.outline.moving
        self.coded = self.outline.coded
        self.events = self.outline.events
        if found:
            self.index = found
        matching = branches(self._entries, self._schedule) if len(rules) <= few else self._scanner
        self.held: Callable[[Any, int], int] = matching.held
        """``held(facts, now)``: the mask of all rules that may be granted: ``when``, ``enter`` and schedule."""
        self.winners: Callable[[Any, int], list[int]] = matching.winners
        """``winners(facts, now)``: the places of the first of them in every group, then of all overrides among them."""

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
                form=normal(conditions_of(rule)),
                group=None if rule.group is None else groups[rule.group],
                waits=bool(self.waiting >> n & 1),
                schedule=None if rule.schedule is None else first.setdefault(rule.schedule, n),
            )
            for n, rule in enumerate(self._rules)
        ]

    @cached_property
    def _scanner(self) -> Scanner:
        return Scanner(self.index, self._check, self._schedule, reachable(self.index))

    @cached_property
    def _turning(self) -> Turning:
        return Turning(self.index, self._scanner, self._schedule)

    @cached_property
    def _nearness(self) -> Nearness:
        return Nearness(self.index, self._scanner)

    def _check(self, n: int) -> Check:
        check = self._checks.get(n)
        if check is None:
            check = self._checks[n] = closure(All(conditions_of(self._rules[n])))
        return check

    def _schedule(self, n: int) -> Any:
        return self._rules[n].schedule
