"""A draft tried on what really happened: every recorded cart decided anew, before anybody is given anything (G3)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from shared.domain.backtest.examples import Examples
from shared.domain.backtest.gate import judged
from shared.domain.backtest.histogram import histogram
from shared.domain.backtest.history import History
from shared.domain.backtest.order import BacktestOrder
from shared.domain.backtest.sessions import Recorded, sessions_in
from shared.domain.backtest.tally import RuleSums, Tally
from shared.domain.decisions import Basis
from shared.domain.rules.model import Gate, RuleSet

# So many rules are listed although they gave nothing on either side.
MOST_IDLE_RULES = 300

Report = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a back-test is; ``reached`` is the moment (epoch ms) of the decisions it is at."""

    sessions: int
    decisions: int
    carts: int
    reached: int


def backtest(
    bases: Iterable[Basis],
    order: BacktestOrder,
    draft: RuleSet,
    served: Callable[[str], RuleSet],
    watch: Callable[[Progress], None] = lambda _: None,
) -> Report:
    """Return the report on ``draft`` over the recorded ``bases``, which come in order of their moments.

    ``served`` gives the rule set of a label that a recorded decision carries. ``watch`` is told after every session,
    and may raise to stop. The same records give the same report; a draft equal to what served changes no cart.
    """
    comparison = _Comparison(order, draft, served)
    for recorded in sessions_in(bases):
        comparison.play(recorded)
        watch(comparison.progress)
        if comparison.tally.carts >= order.carts:
            break
    return comparison.report()


class _Comparison:
    """Both sides of a back-test, fed with one session after the other."""

    def __init__(self, order: BacktestOrder, draft: RuleSet, served: Callable[[str], RuleSet]) -> None:
        self.tally = Tally()
        self.progress = Progress(0, 0, 0, order.start)
        self._order = order
        self._draft = draft
        self._served = served
        self._sets: dict[str, RuleSet] = {}
        self._before = History(self._rules_of, order.end)
        self._after = History(lambda _: draft, order.end)
        self._examples = Examples()
        self._cut_off = 0

    def _rules_of(self, basis: Basis) -> RuleSet:
        rules = self._sets.get(basis.ruleset)
        if rules is None:
            rules = self._sets[basis.ruleset] = self._served(basis.ruleset)
        return rules

    def play(self, recorded: Recorded) -> None:
        """Live one session through on both sides; one that began before the period is left out, as its past is."""
        if recorded[0].sequence != 1:
            self._cut_off += 1
        else:
            before, after = self._before.play(recorded), self._after.play(recorded)
            for cart_id, old in before.items():
                new = after[cart_id]
                self._examples.see(old, new, *self.tally.add(old, new))
        done = self.progress
        self.progress = Progress(
            done.sessions + 1,
            done.decisions + len(recorded),
            self.tally.carts,
            max(done.reached, recorded[-1].decided_at),
        )

    def report(self) -> Report:
        """Return the report, ready to be written as JSON."""
        tally, order = self.tally, self._order
        members: dict[str, Any] = {
            "draft": {"name": order.name, "revision": order.revision},
            "against": ", ".join(self._sets),
            "from": order.start,
            "to": order.end,
            "reached": self.progress.reached if tally.carts >= order.carts else order.end,
            "currency": self._draft.currency,
            "sessions": self.progress.sessions,
            "cut_off": self._cut_off,
            "decisions": self.progress.decisions,
            "carts": tally.carts,
            "changed": tally.changed,
            "cost": asdict(tally.cost),
            "revenue": asdict(tally.revenue),
            "margin": asdict(tally.margin) | {"carts": tally.margin_carts, "revenue": asdict(tally.margin_revenue)},
            "bought": {
                "carts": tally.bought,
                "cost": asdict(tally.bought_cost),
                "revenue": asdict(tally.bought_revenue),
            },
            "rules": self._rules(),
            "lost_carts": tally.lost,
            "lost": self._examples.lost(),
            "examples": self._examples.documents(),
            "histogram": histogram(tally.changes),
        }
        gate = self._draft.gate or Gate()
        return members | {"gate": asdict(gate) | judged(self._draft.gate, members)}

    def _rules(self) -> list[dict[str, Any]]:
        """Return each rule's line, in the draft's order, then those that only served; the idle ones up to a bound."""
        titles = {rule.id: dict(rule.title) for rules in (self._draft, *self._sets.values()) for rule in rules.rules}
        idle = [rule_id for rule_id in titles if rule_id not in self.tally.rules][MOST_IDLE_RULES:]
        lines: list[dict[str, Any]] = []
        for rule_id in dict.fromkeys(titles):
            if rule_id not in idle:
                sums = self.tally.rules.get(rule_id) or RuleSums()
                lines.append(
                    {
                        "rule": rule_id,
                        "title": titles[rule_id],
                        "carts_before": sums.carts.before,
                        "carts_after": sums.carts.after,
                        "cost_before": sums.cost.before,
                        "cost_after": sums.cost.after,
                    }
                )
        return lines
