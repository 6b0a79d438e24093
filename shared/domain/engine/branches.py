"""A small rule set as two generated functions, which leave each group at the first rule that holds.

The source is made of this module's own words: facts and required values are bound in its namespace under numbers, and
nothing that anybody wrote into a rule becomes part of it.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from shared.domain.conditions.tree import ALWAYS
from shared.domain.engine.closures import closure
from shared.domain.engine.forms import Among, Carrying, Form, Lacking, Test, Within
from shared.domain.engine.hours import Hours
from shared.domain.engine.index import Entry

if TYPE_CHECKING:
    from shared.domain.schedules import Schedule

# What a number is read as when the fact has no value: every comparison with it is false.
_ABSENT = float("nan")
# A test that comes up so often is tried before all rules, a fact that does still oftener is read then. What comes up
# less is left to the rules that get that far.
_OFTEN = 3


class Branches(NamedTuple):
    """``held(facts, now)`` and ``winners(facts, now)``, as in ``matcher.py``."""

    held: Callable[[Any, int], int]
    winners: Callable[[Any, int], list[int]]


def branches(entries: Sequence[Entry], schedule: Callable[[int], "Schedule"]) -> Branches:
    """Return the functions for these rules; ``schedule(n)`` is the schedule of the rule in place n."""
    shut = {n: 1 << n for n, entry in enumerate(entries) if entry.schedule is not None}
    alike: dict[int, int] = {}
    for n, bit in shut.items():
        first = entries[n].schedule
        assert first is not None
        alike[first] = alike.get(first, 0) | bit
    hours = Hours([(lambda first=first: schedule(first), mask) for first, mask in alike.items()])
    source = _Source([entry.form for entry in entries])
    source.names["CLOSED"] = hours.closed
    conditions = [source.condition(entry.form, shut.get(n)) for n, entry in enumerate(entries)]
    start = [" closed = CLOSED(now)", *source.start] if shut else source.start
    lines = ["def held(f, now):", *start, " held = 0"]
    lines += [f" if {condition}: held |= {1 << n}" for n, condition in enumerate(conditions)]
    lines += [" return held", "def winners(f, now):", *start, " best = []"]
    groups: dict[int, list[int]] = {}
    alone: list[int] = []
    for n, entry in enumerate(entries):
        (alone if entry.group is None else groups.setdefault(entry.group, [])).append(n)
    for group in sorted(groups):
        lines += [
            f" {'elif' if place else 'if'} {conditions[n]}: best.append({n})" for place, n in enumerate(groups[group])
        ]
    lines += [f" if {conditions[n]}: best.append({n})" for n in alone]
    lines.append(" return best")
    exec(compile("\n".join(lines), "<rules>", "exec"), source.names)  # noqa: S102 - see above what the source is
    return Branches(source.names["held"], source.names["winners"])


class _Source:
    """Expressions for rules, the lines that come before them, and what the names in both stand for."""

    def __init__(self, forms: Sequence[Form]) -> None:
        self.names: dict[str, Any] = {"__builtins__": {}, "ABSENT": _ABSENT, "NOTHING": frozenset()}
        self.start: list[str] = []
        self._read: dict[tuple[str, str], str] = {}
        self._tried: dict[Test, str] = {}
        tests = [test for form in forms for test in form.tests]
        for (fact, kind), uses in Counter((test.fact, _kind(test)) for test in tests).items():
            if uses > _OFTEN:
                self._read_once(fact, kind)
        for test, uses in Counter(tests).items():
            if uses >= _OFTEN:
                name = f"t{len(self._tried)}"
                self.start.append(f" {name} = {self._test(test)}")
                self._tried[test] = name

    def condition(self, form: Form, shut: int | None) -> str:
        """Return the expression for one rule, what is cheap to ask first; ``shut``: its bit, if it has a schedule."""
        parts = [] if shut is None else [f"not closed & {shut}"]
        parts += [self._tried.get(test) or self._test(test) for test in sorted(form.tests, key=self._cost)]
        if form.rest != ALWAYS:
            parts.append(f"{self._bound(closure(form.rest))}(f)")
        return " and ".join(parts) or "True"

    def _cost(self, test: Test) -> tuple[bool, bool, bool]:
        return isinstance(test, Carrying | Lacking), (test.fact, _kind(test)) not in self._read, test not in self._tried

    def _read_once(self, fact: str, kind: str) -> None:
        name = self._read[fact, kind] = f"v{len(self._read)}"
        self.start.append(f" {name} = f[{self._bound(fact)}]")
        if kind in ("number", "texts"):
            self.start.append(f" if {name} is None: {name} = {'ABSENT' if kind == 'number' else 'NOTHING'}")

    def _bound(self, value: Any) -> str:
        """Return a name under which the source knows ``value``."""
        name = f"k{len(self.names)}"
        self.names[name] = value
        return name

    def _test(self, test: Test) -> str:
        name = self._read.get((test.fact, _kind(test)))
        value = f"f[{self._bound(test.fact)}]" if name is None else name
        if isinstance(test, Among):
            return self._among(test, value)
        if isinstance(test, Carrying | Lacking):
            return self._of_texts(test, value if name else f"({value} or NOTHING)")
        if name and _kind(test) == "number":
            ranges = self._ranges(test.cuts, name, below=test.below is not test.absent)
            return f"not {ranges}" if test.absent else ranges
        ranges = self._ranges(test.cuts, "x", below=test.below)
        return f"((x := {value}) is None or {ranges})" if test.absent else f"(x := {value}) is not None and {ranges}"

    def _ranges(self, cuts: Sequence[int | str], value: str, *, below: bool) -> str:
        """Return the expression for the values between the cuts that are accepted; none of them: False."""
        bounds = [None, *cuts] if below else [*cuts]
        parts: list[str] = []
        for start, *end in (bounds[n : n + 2] for n in range(0, len(bounds), 2)):
            if not end:
                # What equals itself is not ABSENT.
                parts.append(f"{value} == {value}" if start is None else f"{value} >= {self._bound(start)}")
            elif start is None:
                parts.append(f"{value} < {self._bound(*end)}")
            elif isinstance(start, int) and end == [start + 1]:
                parts.append(f"{value} == {self._bound(start)}")
            else:
                parts.append(f"{self._bound(start)} <= {value} < {self._bound(*end)}")
        return parts[0] if len(parts) == 1 else f"({' or '.join(parts) or 'False'})"

    def _among(self, test: Among, value: str) -> str:
        if test.values == test.named == {True} and not test.others and not test.absent:
            return value
        accepted = test.values | ({None} if test.absent else set())
        refused = test.named - test.values | (set() if test.absent else {None})
        if not test.others:
            return self._one_of(value, accepted, "is", "==", "in") if accepted else "False"
        return self._one_of(value, refused, "is not", "!=", "not in") if refused else "True"

    def _one_of(self, value: str, names: frozenset[Any], same: str, equal: str, among: str) -> str:
        if len(names) > 1:
            return f"{value} {among} {self._bound(names)}"
        [only] = names
        return f"{value} {same if only is None or isinstance(only, bool) else equal} {self._bound(only)}"

    def _of_texts(self, test: Carrying | Lacking, value: str) -> str:
        if isinstance(test, Lacking):
            return f"{self._bound(test.banned)}.isdisjoint({value})"
        return " and ".join(
            f"not {self._bound(each)}.isdisjoint({value})" if len(each) > 1 else f"{self._bound(*each)} in {value}"
            for each in test.needed
        )


def _kind(test: Test) -> str:
    if isinstance(test, Within):
        return "number" if all(isinstance(cut, int) for cut in test.cuts) else "day"
    return "name" if isinstance(test, Among) else "texts"
