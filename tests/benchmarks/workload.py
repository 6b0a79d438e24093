"""The rules and carts that the rule engines are measured on: the sources' twelve rules, grown to any number.

Neutral, so that every engine can be given them in its own language: a rule is a list of tests of one fact each, a cart
a flat dictionary. The same ones in every run.
"""

import random
from collections.abc import Callable
from typing import Any, Final, NamedTuple

TAGS: Final = 200
SEGMENTS: Final = 50
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Test(NamedTuple):
    """``op`` is Python's, or ``has`` for a set of texts."""

    fact: str
    op: str
    value: Any


class Rule(NamedTuple):
    """Of each ``group`` the first rule that holds wins; without a group a rule is an override, on top."""

    id: str
    group: str | None
    tests: tuple[Test, ...]


def _rule(name: str, group: str | None, *tests: tuple[str, str, Any]) -> Rule:
    return Rule(name, group, tuple(Test(*each) for each in tests))


TWELVE: Final = (
    _rule(
        "compound",
        "profile",
        ("total", ">", 15000),
        ("items", ">", 3),
        ("open_s", ">", 300),
        ("checkout", "==", False),
    ),
    _rule("high_intent", "profile", ("items", ">", 2), ("total", ">", 10000), ("shipping", "==", False)),
    _rule("high_value", "profile", ("total", ">", 15000), ("orders", ">", 0)),
    _rule(
        "patient",
        "profile",
        ("total", ">", 12000),
        ("items", ">", 2),
        ("open_s", ">", 300),
        ("checkout", "==", False),
    ),
    _rule("fixed", "profile", ("total", ">", 10000)),
    _rule("add_ons", "profile", ("items", ">", 2), ("addons", "==", True)),
    _rule("few_but_dear", "profile", ("total", ">", 10000), ("items", "<", 2)),
    _rule("dormant", "profile", ("idle_s", ">", 604_800), ("total", ">", 6000)),
    _rule("tender", "profile", ("items", "<=", 1), ("adds", ">=", 3), ("total", "<", 8000)),
    _rule("prime", None, ("prime", "==", True)),
    _rule("peak_hours", None, ("weekday", "==", "sat"), ("hour", ">=", 18), ("hour", "<", 22)),
    _rule("seasonal", None, ("tags", "has", "panettone")),
)

# How a copy of a rule differs from it, by fact.
_VARIED: Final[dict[str, Callable[[random.Random, Any], Any]]] = {
    "total": lambda chance, value: max(1000, int(value * chance.uniform(0.5, 1.9)) // 50 * 50),
    "items": lambda chance, value: max(1, value + chance.randrange(-1, 4)),
    "open_s": lambda chance, _: chance.randrange(2, 20) * 30,
    "idle_s": lambda chance, _: chance.randrange(2, 30) * 43_200,
    "adds": lambda chance, _: chance.randrange(1, 6),
    "orders": lambda chance, _: chance.randrange(0, 3),
    "weekday": lambda chance, _: chance.choice(WEEKDAYS),
    "tags": lambda chance, _: f"t{chance.randrange(TAGS)}",
}


def rules(number: int, *, sparse: bool = False) -> list[Rule]:
    """Return so many rules, the best first; in a ``sparse`` set nearly all are for one of fifty segments.

    The copies of an override make a group of their own: nobody adds up eighty discounts for Prime customers.
    """
    chance = random.Random(7)  # noqa: S311 - the same in every run
    grown = [_copy(n, chance, sparse=sparse) for n in range(len(TWELVE), number)]
    # Copies first: else the originals, which ask for little, would win nearly always.
    chance.shuffle(grown)
    return [*grown, *TWELVE[:number]]


def _copy(n: int, chance: random.Random, *, sparse: bool) -> Rule:
    original = TWELVE[n % len(TWELVE)]
    tests = [
        test._replace(value=_VARIED[test.fact](chance, test.value) if test.fact in _VARIED else test.value)
        for test in original.tests
    ]
    if original.id == "peak_hours":
        start = chance.randrange(0, 21)
        tests[1:] = [Test("hour", ">=", start), Test("hour", "<", start + chance.randrange(2, 5))]
    if original.id == "prime":
        tests.append(Test("total", ">", chance.randrange(20, 400) * 50))
    if sparse:
        tests.insert(0, Test("segment", "==", f"s{chance.randrange(SEGMENTS)}"))
    return Rule(f"{original.id}_{n}", original.group or original.id, tuple(tests))


def carts(number: int) -> list[dict[str, Any]]:
    """Return so many carts, from empty to eight articles."""
    chance = random.Random(3)  # noqa: S311 - the same in every run
    return [_cart(chance) for _ in range(number)]


def _cart(chance: random.Random) -> dict[str, Any]:
    items = chance.choice([0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 8])
    return {
        "total": int(items * chance.uniform(900, 6500)),
        "items": items,
        "orders": chance.choice([0, 0, 0, 1, 2]),
        "idle_s": chance.choice([5, 40, 200, 900, 8 * 86_400, 12 * 86_400]),
        "open_s": chance.randrange(0, 900),
        "checkout": chance.random() < 0.2,
        "adds": chance.randrange(0, 6),
        "shipping": chance.random() < 0.4,
        "addons": chance.random() < 0.15,
        "prime": chance.random() < 0.2,
        "weekday": chance.choice(["sat", "sat", *WEEKDAYS]),
        "hour": chance.choice([18, 19, 21, 22, 9, 12, 15, 3]),
        "tags": chance.sample(["panettone", *(f"t{n}" for n in range(TAGS))], 3),
        "segment": f"s{chance.randrange(SEGMENTS)}",
    }
