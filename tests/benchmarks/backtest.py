"""A back-test of 100,000 carts with 100 rules: how long it takes, beside the same with each rule read one by one."""

import random
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from shared.domain.backtest.order import BacktestOrder
from shared.domain.backtest.run import backtest
from shared.domain.cart import Cart, Line, Shipping
from shared.domain.decisions import Basis, Intent
from shared.domain.rules.model import RuleSet
from shared.domain.rules.reading import parse_rule_set
from tests.benchmarks.report import bounded, compared, publish
from tests.domain.engine.plain import PlainMatcher

CARTS: Final = 100_000
RULES: Final = 100
ROUNDS: Final = 15
OURS: Final = 400
PLAIN: Final = 40
BOUND_S: Final = 60.0
GOAL: Final = 0.5
BEGAN: Final = 1_795_338_000_000
APART_MS: Final = 600
GROUPS: Final = 4
KINDS: Final = 12


def run(carts: int = CARTS, rounds: int = ROUNDS) -> None:
    """Measure the whole run once, and what a cart costs in it by turns."""
    document = rule_set()
    served, draft = read(document), read(dearer(document))
    slow = tuple(one_by_one(read(each)) for each in (document, dearer(document)))
    whole = measured(carts, served, draft) * carts / 1000
    pairs = [(measured(OURS, served, draft, n * OURS), measured(PLAIN, *slow, n * OURS)) for n in range(rounds)]
    rows = [
        bounded(f"{carts:,} carts x {RULES} rules, both sides", "s CPU", whole, BOUND_S),
        compared("one cart", "ms CPU", *zip(*pairs, strict=True), "with every rule read one by one", GOAL),
    ]
    publish("backtest", rounds, rows)
    print(f"{carts / whole:,.0f} carts a second")


def measured(count: int, served: RuleSet, draft: RuleSet, first: int = 0) -> float:
    """Return the CPU milliseconds per cart; what it takes to make the records up is left out."""
    records = Records(count, first)
    order = BacktestOrder("default", 1, BEGAN, BEGAN + (first + count) * APART_MS + 86_400_000, count)
    started = time.process_time_ns()
    report = backtest(records, order, draft, lambda _: served)
    spent = time.process_time_ns() - started - records.spent
    if report["carts"] != count or not report["changed"]:
        raise AssertionError(report)
    return spent / 1e6 / count


class Records:
    """Made-up records of ``count`` sessions with a cart each, a third of them bought; ``spent`` on them in ns."""

    def __init__(self, count: int, first: int) -> None:
        self.spent = 0
        self._numbers = range(first, first + count)

    def __iter__(self) -> Iterator[Basis]:
        for n in self._numbers:
            started = time.process_time_ns()
            left = record(n)
            bought = replace(left, sequence=2, cart=replace(left.cart, stage="completed")) if n % 3 == 0 else None
            self.spent += time.process_time_ns() - started
            yield left
            if bought:
                yield bought


def record(n: int) -> Basis:
    """Return what a decision on the n-th cart was made of: one to five lines, some twenty to three hundred euro."""
    lines = tuple(
        Line(
            f"l-{k}", f"sku-{(n + k) % 90}", 1 + (n + k) % 3, 990 + (n * 37 + k * 911) % 9000, f"kind-{(n + k) % KINDS}"
        )
        for k in range(1 + n % 5)
    )
    now = BEGAN + n * APART_MS
    return Basis(
        session_id=f"s-{n}",
        sequence=1,
        ruleset="default@1",
        decided_at=now,
        cart=Cart(f"c-{n}", 1, "EUR", lines, shipping=Shipping(n % 2 == 0, 590)),
        floors=tuple(line.unit_price * 6 // 10 for line in lines),
        messages=(),
        cart_hash="",
        changed_at=now,
        began_at=now,
        intent=Intent(0.1, "prior@1"),
        observed={"session.events.add_to_cart": n % 5},
    )


def rule_set() -> dict[str, Any]:
    """Return a document of 100 rules as shops have them: value bands, kinds of goods, some that wait or are entered."""
    rng = random.Random(100)  # noqa: S311 - a fixed set of rules, the same every time
    groups = [{"id": f"group-{n}", "policy": "first"} for n in range(GROUPS)]
    return {
        "name": "default",
        "version": 1,
        "currency": "EUR",
        "ceiling": {"basis_points": 3500},
        "offer_ttl_s": 1800,
        "groups": groups,
        "rules": [rule(n, rng) for n in range(RULES)],
    }


def rule(n: int, rng: random.Random) -> dict[str, Any]:
    low = rng.randrange(2_000, 40_000)
    when: list[dict[str, Any]] = [
        {"fact": "cart.subtotal", "op": "gt", "value": low},
        {"fact": "cart.subtotal", "op": "le", "value": low + rng.randrange(3_000, 30_000)},
        {"fact": "cart.quantity", "op": "gt", "value": rng.randrange(5)},
    ]
    if n % 3 == 0:
        when.append({"fact": "cart.categories", "op": "contains", "value": f"kind-{rng.randrange(KINDS)}"})
    if n % 7 == 0:
        when.append({"fact": "session.adds", "op": "ge", "value": rng.randrange(1, 5)})
    made: dict[str, Any] = {
        "id": f"rule-{n}",
        "priority": n + 1,
        "title": {"en": f"Rule {n}"},
        "when": {"all": when},
        "then": {"discount": {"type": "percent", "basis_points": rng.randrange(2, 20) * 100}},
    }
    if n % 5:
        made["group"] = f"group-{n % GROUPS}"
    if n % 10 == 0:
        made["enter"] = {"fact": "cart.idle_ms", "op": "gt", "value": rng.randrange(60, 900) * 1000}
    if n % 9 == 0:
        made["then"]["free_shipping"] = True
    return made


def dearer(document: dict[str, Any]) -> dict[str, Any]:
    """Return the draft: every tenth rule gives 25 %."""
    richer = {"discount": {"type": "percent", "basis_points": 2500}}
    rules = [
        {**each, "then": each["then"] | richer} if n % 10 == 1 else each for n, each in enumerate(document["rules"])
    ]
    return {**document, "rules": rules}


def read(document: dict[str, Any]) -> RuleSet:
    return parse_rule_set(document, currency="EUR", time_zone="Europe/Rome")


def one_by_one(rules: RuleSet) -> RuleSet:
    """Return ``rules`` with the plain interpreter in the place of what was compiled."""
    vars(rules)["matcher"] = PlainMatcher(rules)
    return rules
