"""Try a draft on the carts of a period: a job of minutes, asked for by ``POST /v1/rulesets/{name}/draft/backtest``.

A message that comes twice is carried out once. Whatever stops a run, its job ends as ``failed`` and says why: in time,
if it can still be said, else by its lease.
"""

import secrets

from shared.domain.backtest.gate import worded
from shared.domain.backtest.order import BacktestError, BacktestOrder, BacktestRun
from shared.domain.backtest.run import Progress, Report, backtest
from shared.domain.errors import DomainError
from shared.domain.jobs import LEASE_MS, UNFORESEEN
from shared.domain.rules import editions
from shared.domain.rules.checking import Shop, check
from shared.domain.rules.model import RuleSet
from shared.edge import clock
from shared.edge.clock import pause
from shared.edge.faults import log_fault
from shared.edge.function import Function
from shared.edge.settings import settings
from shared.store.backtest_jobs import OrderedJobs
from shared.store.decisions import DecisionStore
from shared.store.rule_drafts import RuleDrafts
from shared.store.rulesets import RuleSets
from shared.store.table import Table

# The function is stopped after 15 minutes: by then its job has given up, or its lease is over soon after.
TIME_MS = 14 * 60_000
TOLD_EVERY_MS = 2_000

shop = Shop(settings.shop_currency, settings.shop_time_zone)
table = Table(settings.table_name)
jobs = OrderedJobs(table, BacktestOrder)
drafts = RuleDrafts(table, pause)
decisions = DecisionStore(table)
rule_sets = RuleSets(
    table,
    shop.currency,
    shop.time_zone,
    pause=pause,
    clock=clock.real_now,
    report=lambda what, error: log_fault(what, error, "backtest_rules"),
)

handler = Function("backtest_rules")


@handler.queue(BacktestRun)
def run(message: BacktestRun, now: int) -> None:
    """Carry out a back-test; do nothing when another run has it or had it."""
    order = jobs.take(message.job_id, secrets.token_hex(8), now, LEASE_MS)
    if order is None:
        return
    try:
        report = _report(message.job_id, order)
    except DomainError as error:
        jobs.fail(message.job_id, error.detail, clock.now())
    except Exception:
        jobs.fail(message.job_id, UNFORESEEN, clock.now())
        raise
    else:
        # First, so that a draft whose job is done can be published. One saved anew meanwhile keeps no result.
        drafts.reported(order.name, _result(message.job_id, order, report))
        jobs.finish(message.job_id, report, clock.now())


def _report(job_id: str, order: BacktestOrder) -> Report:
    bases = decisions.decided_between(order.start, order.end, pause)
    return backtest(bases, order, _draft(order), rule_sets.labelled, Watch(job_id))


def _draft(order: BacktestOrder) -> RuleSet:
    stored = drafts.load(order.name)
    if stored is None or stored.draft.revision != order.revision:
        raise BacktestError(f"revision {order.revision} of the draft is not there any more: back-test the one that is")
    return check(stored.draft.document, shop, name=order.name).valid


def _result(job_id: str, order: BacktestOrder, report: Report) -> editions.Report:
    reasons = tuple(worded(reason) for reason in report["gate"]["reasons"])
    return editions.Report(job_id, order.revision, report["gate"]["passed"], reasons)


class Watch:
    """Writes every two seconds how far a run is, and stops it before AWS does."""

    def __init__(self, job_id: str) -> None:
        self._job_id = job_id
        self._began = clock.started()
        self._told_ms = 0.0

    def __call__(self, progress: Progress) -> None:
        """Look at the clock; raise ``BacktestError`` when the time is up."""
        spent_ms = clock.elapsed_ms(self._began)
        if spent_ms > TIME_MS:
            raise BacktestError(
                f"out of time after {progress.carts} carts: choose a shorter period, or a smaller limit"
            )
        if spent_ms - self._told_ms > TOLD_EVERY_MS:
            self._told_ms = spent_ms
            jobs.proceed(
                self._job_id,
                {"decisions": progress.decisions, "carts": progress.carts, "reached": progress.reached},
            )
