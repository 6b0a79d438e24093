"""What surrounds the matching: whole decisions on five-line carts, explaining, and loading a published version."""

import random
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from types import FrameType, FunctionType
from typing import Any

from shared.domain import explanations
from shared.domain.basis import Basis
from shared.domain.conditions import reasons
from shared.domain.decisions import decide
from shared.domain.earning import earn
from shared.domain.engine import artefact
from tests.benchmarks import ours
from tests.benchmarks.workload import Rule
from tests.factories import MINUTE, RULES, basis, cart

LOADS = 15
# In the name of every function that explains.
_EXPLAINS = "expla"


def whole(number: int) -> tuple[Any, Sequence[Basis]]:
    """Return what decides, and so many carts: facts of five lines, match, groups, amounts and allocation.

    By the default rule set. It is the core of every decision, called as ``decide`` calls it.
    """

    def turn(bases: Sequence[Basis]) -> None:
        for each in bases:
            earn(RULES, each)

    return turn, _bases(number)


def explaining(number: int) -> int:
    """Return how often code that explains is called by so many decisions that nobody wants explained."""
    code = {
        function.__code__
        for module in (explanations, reasons)
        for name, function in vars(module).items()
        if isinstance(function, FunctionType) and function.__module__ == module.__name__ and _EXPLAINS in name
    }
    calls = 0

    def count(frame: FrameType, event: str, _: Any) -> None:
        nonlocal calls
        calls += event == "call" and frame.f_code in code

    bases = _bases(number)
    sys.setprofile(count)
    try:
        for each in bases:
            decide(RULES, each)
    finally:
        sys.setprofile(None)
    return calls


def loading(rules: Sequence[Rule]) -> float:
    """Return the median milliseconds of CPU from the artefact's bytes to the first cart's winners."""
    stored = artefact.build(ours.document(rules), ours.rule_set(rules))
    facts = ours.facts({**dict.fromkeys(ours.FACTS, 0), "tags": ["panettone"], "weekday": "sat", "segment": "s1"})
    spent: list[float] = []
    for _ in range(LOADS):
        started = time.process_time_ns()
        loaded = artefact.load(stored, currency=ours.CURRENCY, time_zone=ours.TIME_ZONE, otherwise=_refused)
        loaded.matcher.winners(facts, 0)
        spent.append((time.process_time_ns() - started) / 1e6)
    return statistics.median(spent)


def _refused() -> Any:
    raise AssertionError("our own artefact was not read")


def _bases(number: int) -> list[Basis]:
    chance = random.Random(5)  # noqa: S311 - the same in every run
    return [_basis(chance) for _ in range(number)]


def _basis(chance: random.Random) -> Basis:
    shopping = cart(*(chance.randrange(300, 5000) for _ in range(5)), selected=chance.random() < 0.4)
    lines = tuple(
        replace(
            line,
            quantity=chance.choice([1, 1, 1, 2]),
            category="food",
            tags=("seasonal:panettone",) if chance.random() < 0.02 else (),
        )
        for line in shopping.lines
    )
    return basis(
        replace(shopping, lines=lines),
        idle_ms=chance.choice([0, 1, 6]) * MINUTE,
        adds=chance.randrange(0, 6),
        prime=chance.random() < 0.2,
    )
