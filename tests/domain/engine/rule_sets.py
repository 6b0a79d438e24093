"""Any rules and any facts that the engine is tried on, and every form in which it can hold them."""

import random
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from shared.domain.conditions.holding import holds
from shared.domain.conditions.tree import (
    ALWAYS,
    All,
    AnyLine,
    AnyOf,
    Comparison,
    CountLines,
    EveryLine,
    Not,
    SumLines,
    Weighted,
)
from shared.domain.engine import artefact
from shared.domain.engine.matcher import Matcher
from shared.domain.rules.model import Rule

ROME = ZoneInfo("Europe/Rome")
GROUPS = ("profile", "gift")
ORDERED = ("gt", "ge", "lt", "le", "eq", "ne")
# Little room, so that rules and facts meet on every edge.
NUMBERS = st.integers(-1, 4)
WORDS = st.sampled_from(["a", "ab", "b", "c"])
DAYS = st.sampled_from(["2026-12-23", "2026-12-24", "2026-12-25", "2027-01-01"])
SOME_WORDS = st.frozensets(WORDS, max_size=3)


class Facts(dict):
    """Facts with the facts of lines beside them."""

    lines = ()


@dataclass(frozen=True)
class Window:
    """A schedule that is open from one moment up to another."""

    start: int
    end: int

    def is_open(self, now):
        return self.start <= now < self.end

    def next_edge(self, now):
        return min((edge for edge in (self.start, self.end) if edge > now), default=None)


def compared(fact, ops, values):
    return st.builds(Comparison, st.just(fact), st.sampled_from(ops), values)


def ordered(fact, values):
    return st.one_of(
        compared(fact, ORDERED, values),
        compared(fact, ["between"], st.tuples(values, values)),
        compared(fact, ["in", "not_in"], st.frozensets(values, max_size=3)),
        there(fact),
    )


def there(fact):
    return compared(fact, ["exists"], st.booleans())


NUMBER = st.one_of([ordered(fact, NUMBERS) for fact in ("cart.subtotal", "cart.quantity", "cart.idle_ms", "n")])
DAY = ordered("clock.date", DAYS)
WORD = st.one_of(
    compared("customer.tier", ["eq", "ne", "starts_with"], WORDS),
    compared("customer.tier", ["in", "not_in"], SOME_WORDS),
    there("customer.tier"),
)
TRUTH = st.one_of(compared("customer.prime", ["eq", "ne"], st.booleans()), there("customer.prime"))
SET = st.one_of(
    compared("cart.tags", ["contains"], WORDS),
    compared("cart.tags", ["contains_any", "contains_all"], SOME_WORDS),
    there("cart.tags"),
)
LINE = st.one_of(ordered("line.quantity", NUMBERS), compared("line.tags", ["contains"], WORDS))
LEAVES = st.one_of(NUMBER, DAY, WORD, TRUTH, SET)


def combined(parts):
    weights = st.lists(st.tuples(st.integers(-2, 3), parts), max_size=3).map(tuple)
    lists = st.lists(parts, max_size=3).map(tuple)
    return st.one_of(
        st.builds(All, lists),
        st.builds(AnyOf, lists),
        st.builds(Not, parts),
        st.builds(Weighted, weights, st.integers(-1, 4)),
    )


WHERE = st.one_of(LINE, combined(LINE))
LINES = st.one_of(
    st.builds(AnyLine, WHERE),
    st.builds(EveryLine, WHERE),
    st.builds(CountLines, WHERE, st.sampled_from(ORDERED), NUMBERS),
    st.builds(SumLines, st.just("line.quantity"), WHERE, st.sampled_from(ORDERED), NUMBERS),
)
TREES = st.recursive(st.one_of(LEAVES, LEAVES, LINES), combined, max_leaves=5)
# Most rules that people write are lists of comparisons.
PLAIN = st.builds(All, st.lists(st.one_of(LEAVES, st.builds(Not, LEAVES)), max_size=4).map(tuple))
CONDITIONS = st.one_of(PLAIN, PLAIN, TREES)
WINDOWS = st.builds(Window, st.integers(0, 4), st.integers(0, 6))


def rule(n, when=ALWAYS, *, enter=None, group=None, schedule=None):
    """Return a rule that gives nothing."""
    return Rule(
        id=f"r{n}",
        number=n + 1,
        title={},
        group=group,
        personalised=False,
        when=when,
        enter=enter,
        schedule=schedule,
        discount=None,
        shipping_basis_points=0,
        interventions=(),
    )


@st.composite
def rules(draw):
    """Return a few rules in their order."""
    drawn = st.tuples(
        CONDITIONS, st.none() | CONDITIONS, st.sampled_from([None, *GROUPS]), st.none() | st.none() | WINDOWS
    )
    parts = draw(st.lists(drawn, min_size=1, max_size=7))
    return [
        rule(n, when, enter=enter, group=group, schedule=schedule)
        for n, (when, enter, group, schedule) in enumerate(parts)
    ]


def any_facts(chance):
    """Return facts with a moment, any of them absent."""

    def maybe(*values):
        return chance.choice([None, *values])

    def words():
        return frozenset(chance.sample(["a", "ab", "b", "c"], chance.randrange(4)))

    found = Facts({fact: maybe(*range(-1, 5)) for fact in ("cart.subtotal", "cart.quantity", "cart.idle_ms", "n")})
    found |= {
        "clock.date": maybe("2026-12-22", "2026-12-23", "2026-12-24", "2026-12-25", "2027-01-01"),
        "customer.tier": maybe("a", "ab", "abc", "b", "d"),
        "customer.prime": maybe(True, False),
        "cart.tags": maybe(words(), words()),
    }
    numbers = [maybe(*range(-1, 5)) for _ in range(chance.randrange(4))]
    found.lines = tuple(Facts({"line.quantity": number, "line.tags": words()}) for number in numbers)
    return found, chance.randrange(7)


CHANCE = random.Random(2026)  # noqa: S311 - no secret, and the same in every run
# Drawn from a shelf, because to draw every value of every cart takes longer than all the rest.
CARTS = st.sampled_from([any_facts(CHANCE) for _ in range(5_000)])


def matchers(drawn):
    """Return the rules as two generated functions, as masks, and as masks in blocks that were packed away."""
    masks = Matcher(drawn, GROUPS, few=0)
    packed = artefact._packed_index(Matcher(drawn, GROUPS, few=0, many=1).index)
    return [Matcher(drawn, GROUPS), masks, Matcher(drawn, GROUPS, masks.outline, artefact._index(packed), few=0)]


def held(drawn, found, now):
    """Return the places of the rules that hold, as the plain reading of their conditions has it."""
    return [
        n
        for n, each in enumerate(drawn)
        if holds(each.when, found)
        and (each.enter is None or holds(each.enter, found))
        and (each.schedule is None or each.schedule.is_open(now))
    ]


def best(drawn, places):
    """Return of the rules in ``places`` the first of each group, then the overrides."""
    firsts = [[n for n in places if drawn[n].group == group][:1] for group in GROUPS]
    return [*(n for first in firsts for n in first), *(n for n in places if drawn[n].group is None)]
