"""Deciding by rules: ours beside code written or generated for the same rules, and beside other rule engines.

Ours decides the winner of every group and the overrides, and so does what is written by hand; the others are only
asked which rules hold, but for the forms that leave a group at its first rule.
"""

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from tests.benchmarks import deciding, ours, peers, rivals, workload
from tests.benchmarks.picture import PICTURE, draw
from tests.benchmarks.report import Row, bounded, compared, publish
from tests.benchmarks.workload import Rule

ROUNDS: Final = 15
# How long each engine works in a round; a round of all takes a few seconds.
TURN_S: Final = 0.02
CARTS: Final = 400
# Whole carts that the processor's cache holds at once, as it does the one that has just been read.
FRESH: Final = 40
CHECKED: Final = 20
DECISIONS: Final = 100
ZEN: Final = (
    rivals.zen_each,
    rivals.zen_list,
    rivals.zen_chains,
    rivals.zen_table,
    rivals.zen_decision,
    rivals.zen_node,
)
OTHERS: Final = (rivals.cel_rust, rivals.cel_rust_each, rivals.rule_engine, rivals.json_logic)
WRITTEN: Final = (rivals.generated, rivals.generated_first)
# Left out above twelve rules: milliseconds for each cart.
SLOW: Final = (rivals.zen_each, rivals.zen_decision, rivals.rule_engine, rivals.json_logic, rivals.cel_rust_each)


class Case(NamedTuple):
    """So many rules; the bounds on ours beside the ``base``, and beside zen's fastest form."""

    rules: int
    sparse: bool
    base: str
    goal: float
    zen_goal: float

    @property
    def name(self) -> str:
        """The case in words."""
        return "12 rules" if self.rules == 12 else f"{self.rules:,} {'sparse' if self.sparse else 'dense'} rules"


CASES: Final = (
    Case(12, sparse=False, base="by_hand", goal=1.6, zen_goal=1 / 6),
    Case(1_000, sparse=False, base="generated", goal=0.2, zen_goal=1 / 8),
    Case(1_000, sparse=True, base="generated", goal=0.2, zen_goal=1 / 8),
    Case(10_000, sparse=True, base="generated", goal=0.05, zen_goal=1 / 30),
)
Factory = Callable[[Sequence[Rule]], rivals.Engine]
Turn = Callable[[Sequence[Any]], None]
Engine = tuple[Turn, Sequence[Any]]
"""What asks an engine about each of some carts, and the carts as it wants them."""


def run(rounds: int = ROUNDS, cases: Sequence[Case] = CASES, *, alone: bool = False, picture: Path = PICTURE) -> None:
    """Measure every case, write the figures down and draw them; ``alone``: without the engines to be installed."""
    if not alone:
        peers.ready()
    rows: list[Row] = []
    figures: dict[str, dict[str, float]] = {}
    for case in cases:
        rules = workload.rules(case.rules, sparse=case.sparse)
        engines = _engines(case, rules, WRITTEN if alone else (*WRITTEN, *ZEN, *OTHERS))
        if case.rules == 12:
            engines["whole"] = deciding.whole(FRESH)
        times = _measure(engines, rounds)
        figures[case.name] = {name: round(statistics.median(each), 3) for name, each in times.items()}
        rows += _rows(case, times)
    calls = deciding.explaining(DECISIONS)
    rows.append(bounded(f"explaining code run by {DECISIONS} decisions that nobody asks about", "calls", calls, 1))
    publish("rules", rounds, rows, engines=figures)
    draw(figures, picture)


def _rows(case: Case, times: dict[str, list[float]]) -> list[Row]:
    zen = [name for name in times if name.startswith("zen_")]
    base, name = times[case.base], {"by_hand": "ifs by hand", "generated": "one generated function"}[case.base]
    rows = [compared(f"{case.name}, winners", "us CPU", times["ours"], base, name, case.goal)]
    if zen:
        best = min(zen, key=lambda name: statistics.median(times[name]))
        beside = f"the fastest of zen, {best}"
        rows.append(compared(f"{case.name}, winners", "us CPU", times["ours"], times[best], beside, case.zen_goal))
    if "whole" in times:
        rows.append(compared(f"{case.name}, whole decision", "us CPU", times["whole"], base, name, 10))
    if case.rules == 10_000:
        loading = deciding.loading(workload.rules(case.rules, sparse=case.sparse))
        rows.append(bounded(f"{case.name}, loaded from the artefact", "ms CPU", loading, 10))
    return rows


def _engines(case: Case, rules: Sequence[Rule], factories: Sequence[Factory]) -> dict[str, Engine]:
    """Return every engine, each made sure to find what the generated function finds."""
    carts = workload.carts(CARTS)
    quick = [each for each in factories if case.rules == 12 or each not in SLOW]
    asked = {each.__name__: each(rules) for each in quick}
    if case.rules == 12:
        asked["by_hand"] = rivals.by_hand
    expected = [rivals.winners(rules, asked["generated"](cart)) for cart in carts]
    for name, ask in asked.items():
        for cart, winners in list(zip(carts, expected, strict=True))[:CHECKED]:
            assert rivals.winners(rules, ask(cart)) == winners, name
    matcher, facts = ours.rule_set(rules).matcher, [ours.facts(cart) for cart in carts]
    for each, winners in zip(facts, expected, strict=True):
        assert [rules[n].id for n in matcher.winners(each, 0)] == winners
    return {"ours": (_ours(matcher.winners), facts), **{name: (_theirs(ask), carts) for name, ask in asked.items()}}


def _ours(winners: Callable[[Any, int], Any]) -> Turn:
    def turn(carts: Sequence[Any]) -> None:
        for cart in carts:
            winners(cart, 0)

    return turn


def _theirs(ask: Callable[[Any], Any]) -> Turn:
    def turn(carts: Sequence[Any]) -> None:
        for cart in carts:
            ask(cart)

    return turn


def _measure(engines: dict[str, Engine], rounds: int) -> dict[str, list[float]]:
    """Return the microseconds of CPU per cart of every engine and round; they take turns."""
    times: dict[str, list[float]] = {name: [] for name in engines}
    plans = {name: _plan(*engine) for name, engine in engines.items()}
    gc.disable()
    try:
        for n in range(rounds):
            for name, (turn, carts) in engines.items():
                number, repeats = plans[name]
                some = [carts[(n * number + place) % len(carts)] for place in range(number)]
                started = time.process_time_ns()
                for _ in range(repeats):
                    turn(some)
                times[name].append((time.process_time_ns() - started) / 1e3 / number / repeats)
            gc.collect()
    finally:
        gc.enable()
    return times


def _plan(turn: Turn, carts: Sequence[Any]) -> tuple[int, int]:
    """Return how many carts an engine is asked about in its turn, and how many times."""
    # What it does once, when it is first asked, is no part of it.
    turn(carts[:4])
    started = time.process_time_ns()
    turn(carts[:4])
    each = max((time.process_time_ns() - started) / 1e9 / 4, 1e-7)
    number = max(2, min(len(carts), int(TURN_S / each)))
    return number, max(1, int(TURN_S / each / number))
