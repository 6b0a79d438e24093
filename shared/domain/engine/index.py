"""A large rule set as bit masks: for every value of a fact, which rules it allows. Plain data.

A *column* is one fact, asked in one way; a *block* is a number of rules with a cell for every column. Bit n of a mask
is the block's n-th rule. A number's cell has sorted cut points and one mask for each interval between them; a text's,
a mask for each value that a rule names; a set's, the masks that each of its texts adds or takes away. The masks of all
columns together leave the rules that hold, but for those whose bit is in ``rest``: they want a closer look.

Where many rules ask for one value of a text, there is a block for each such value, so that its masks stay short.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from shared.domain.conditions.tree import ALWAYS
from shared.domain.engine.cells import Cell, cell
from shared.domain.engine.forms import Among, Carrying, Form, Lacking, Test, Within, is_timed
from shared.domain.masks import mask_of

# A count is a number that is asked for small values only: hours, articles. Each of them can be looked up.
Kind = Literal["number", "count", "name", "texts", "bans"]
_KINDS: Mapping[type[Test], Kind] = {Within: "number", Among: "name", Carrying: "texts", Lacking: "bans"}
SMALL = 64

# From so many rules on, a block for each value of one fact pays; and only if it then holds this share of the rules.
MANY, SHARE = 200, 4


class Entry(NamedTuple):
    """What matching must know of a rule: ``group`` by its place among the groups, ``None`` for an override.

    ``waits``: time can change whether it holds. ``schedule``: the place of the first rule that has the same one.
    """

    form: Form
    group: int | None
    waits: bool
    schedule: int | None


class Block(NamedTuple):
    """Some rules: ``numbers`` are their places in the rule set, ascending. ``groups`` has one mask for each group.

    ``schedules``: the place of a rule that has a schedule, and the mask of all that have the same one.
    """

    numbers: Sequence[int]
    cells: tuple[Cell, ...]
    rest: int
    groups: tuple[int, ...]
    alone: int
    waiting: int
    schedules: tuple[tuple[int, int], ...]


class Index(NamedTuple):
    """The blocks, and where to look: in the block of the value that ``by`` has, else in ``others``.

    ``rest`` and ``scheduled``: whether there is any rule that wants a closer look, and any with a schedule.
    """

    columns: tuple[tuple[str, Kind], ...]
    by: str | None
    blocks: Mapping[Any, Block]
    others: Block
    rest: bool
    scheduled: bool


def index(entries: Sequence[Entry], many: int = MANY) -> Index:
    """Return the index of rules that are these, in their order."""
    everything = range(len(entries))
    groups = max((entry.group + 1 for entry in entries if entry.group is not None), default=0)
    by = _most_selective([entry.form for entry in entries]) if len(entries) >= many else None
    if by is None:
        columns = _columns(entries)
        return _index(columns, None, {}, _block(everything, entries, columns, groups))
    values = [_values(entry.form, by) for entry in entries]
    free = [n for n in everything if not values[n]]
    members: dict[str | bool, list[int]] = {}
    for n in everything:
        for value in values[n]:
            members.setdefault(value, []).append(n)
    # That the block is the one of this value answers the test already.
    shorter = [_without(entry, by) if values[n] else entry for n, entry in enumerate(entries)]
    columns = _columns(shorter)
    blocks = {value: _block(sorted([*own, *free]), shorter, columns, groups) for value, own in members.items()}
    return _index(columns, by, blocks, _block(free, shorter, columns, groups))


def _index(columns: Sequence[tuple[str, Kind]], by: str | None, blocks: dict[Any, Block], others: Block) -> Index:
    every = [others, *blocks.values()]
    rest, scheduled = any(block.rest for block in every), any(block.schedules for block in every)
    return Index(tuple(columns), by, blocks, others, rest, scheduled)


def _without(entry: Entry, fact: str) -> Entry:
    tests = tuple(test for test in entry.form.tests if test.fact != fact or not isinstance(test, Among))
    return entry._replace(form=entry.form._replace(tests=tests))


def _values(form: Form, fact: str) -> frozenset[str | bool]:
    """Return the only values of ``fact`` that the rule can hold with; none when it can hold with any other."""
    for test in form.tests:
        if test.fact == fact and isinstance(test, Among) and not test.others and not test.absent:
            return test.values
    return frozenset()


def _most_selective(forms: Sequence[Form]) -> str | None:
    """Return the fact whose blocks would be smallest on average, ``None`` when none is small enough."""
    sizes: dict[str, Counter[str | bool]] = {}
    bound: Counter[str] = Counter()
    for form in forms:
        for fact in {test.fact for test in form.tests if isinstance(test, Among) and not is_timed(test.fact)}:
            values = _values(form, fact)
            if values:
                bound[fact] += 1
                sizes.setdefault(fact, Counter()).update(values)

    def cost(fact: str) -> int:
        free, own = len(forms) - bound[fact], sizes[fact].values()
        # All blocks together must not come to more than twice the rules.
        if free * len(own) + sum(own) > 2 * len(forms):
            return len(forms)
        return free + sum(size * size for size in own) // sum(own)

    best = min(sizes, key=cost, default=None)
    return best if best is not None and cost(best) * SHARE <= len(forms) else None


def _columns(entries: Iterable[Entry]) -> tuple[tuple[str, Kind], ...]:
    cuts: dict[tuple[str, type[Test]], set[Any]] = {}
    for entry in entries:
        for test in entry.form.tests:
            cuts.setdefault((test.fact, type(test)), set()).update(test.cuts if isinstance(test, Within) else ())
    return tuple(sorted((fact, "count" if _are_small(cuts[fact, kind]) else _KINDS[kind]) for fact, kind in cuts))


def _are_small(cuts: Collection[Any]) -> bool:
    return bool(cuts) and all(isinstance(cut, int) and abs(cut) <= SMALL for cut in cuts)


def _block(numbers: Sequence[int], entries: Sequence[Entry], columns: Sequence[tuple[str, Kind]], groups: int) -> Block:
    size = len(numbers)
    kinds: dict[Kind, type[Test]] = {"count": Within, **{kind: test for test, kind in _KINDS.items()}}
    tests: dict[tuple[str, type[Test]], dict[int, Any]] = {(fact, kinds[kind]): {} for fact, kind in columns}
    schedules: dict[int, list[int]] = {}
    own = [entries[n] for n in numbers]
    for bit, entry in enumerate(own):
        for test in entry.form.tests:
            tests[test.fact, type(test)][bit] = test
        if entry.schedule is not None:
            schedules.setdefault(entry.schedule, []).append(bit)

    def which(says: Callable[[Entry], bool]) -> int:
        return mask_of((bit for bit, entry in enumerate(own) if says(entry)), size)

    return Block(
        numbers=numbers,
        cells=tuple(cell(kind, size, asked) for (_, kind), asked in tests.items()),
        rest=which(lambda entry: _wants_a_closer_look(entry.form)),
        groups=tuple(which(lambda entry, group=group: entry.group == group) for group in range(groups)),
        alone=which(lambda entry: entry.group is None),
        waiting=which(lambda entry: entry.waits),
        schedules=tuple((n, mask_of(bits, size)) for n, bits in schedules.items()),
    )


def _wants_a_closer_look(form: Form) -> bool:
    """Return whether the masks alone cannot say whether the rule holds."""
    several = any(isinstance(test, Carrying) and len(test.needed) > 1 for test in form.tests)
    return several or form.rest != ALWAYS
