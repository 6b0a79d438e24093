"""Report to the marketer: ``GET /v1/insights/{report}``.

``activity`` and ``reminders`` come from the table and are of this moment; the others come
from the lake, as of its last merge.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any
from zoneinfo import ZoneInfo

from shared.adapters.warehouse import warehouse_of
from shared.domain.activity import (
    SHOWN,
    SINCE_MS,
    LiveDecision,
    LiveEvent,
    LiveOutcome,
    live_decision,
    live_events,
    live_outcomes,
)
from shared.domain.errors import NotFoundError
from shared.domain.reminders import ReminderLine, line_of
from shared.domain.reports.audit import AuditReport
from shared.domain.reports.comparisons import ComparisonsReport
from shared.domain.reports.conversion import ConversionReport
from shared.domain.reports.funnel import FunnelReport
from shared.domain.reports.interventions import InterventionsReport
from shared.domain.reports.period import read_bots, read_period
from shared.domain.session import current
from shared.edge.clock import elapsed_ms, pause, real_now, started
from shared.edge.faults import rule_set_failed
from shared.edge.function import Function
from shared.edge.http import Call
from shared.edge.settings import settings
from shared.store.activity import ActivityStore
from shared.store.reminder_lists import ReminderLists
from shared.store.rulesets import RuleSets
from shared.store.table import Table

table = Table(settings.table_name)
sessions = ActivityStore(table, pause)
lists = ReminderLists(table, pause)
rule_sets = RuleSets(
    table, settings.shop_currency, settings.shop_time_zone, pause=pause, clock=real_now, report=rule_set_failed
)

zone = ZoneInfo(settings.shop_time_zone)

# API Gateway waits 30 seconds; what is left pays for a cold start and for reading the answer.
ANSWERED_WITHIN_S = 24
FROM_THE_LAKE = ("funnel", "conversion", "comparisons", "audit", "interventions")

handler = Function("report_insights")


@dataclass(frozen=True, slots=True)
class ActivityReport:
    """What happens in the shop now, the latest first: current decisions and events of the last hour.

    ``outcomes`` are single events as they were taken in or rejected, of each session the last thirty.
    """

    decisions: tuple[LiveDecision, ...]
    events: tuple[LiveEvent, ...]
    outcomes: tuple[LiveOutcome, ...]
    now: int


@dataclass(frozen=True, slots=True)
class RemindersReport:
    """The reminders that are planned, the next one first, then those that are over, the latest first."""

    reminders: tuple[ReminderLine, ...]
    now: int


LakeReport = FunnelReport | ConversionReport | ComparisonsReport | AuditReport | InterventionsReport
Report = ActivityReport | RemindersReport | LakeReport
QUERY = {
    "from": "the first day of a report from the lake, by the shop's clock; six days before the last",
    "until": "the last day, such as ``2026-11-30``, included; today",
    "bots": "``true`` to leave bots in",
}


@handler.http("GET /v1/insights/{report}", reply=Report, callers=("admin",), query=QUERY)
def report(call: Call) -> Report:
    """Return the report of this name.

    ``activity``, ``reminders``; and from the lake, as of its last merge: ``funnel``, ``conversion``, ``comparisons``,
    ``audit``, ``interventions``. One that takes the lake longer than 24 s is answered 429: it goes on, and asking
    again gets its answer.
    """
    name = call.path["report"]
    if name in FROM_THE_LAKE:
        return _from_the_lake(name, call)
    answer = REPORTS.get(name)
    if answer is None:
        raise NotFoundError(f"there is no such report; there are: {', '.join((*REPORTS, *FROM_THE_LAKE))}")
    return answer(call.now)


def _from_the_lake(name: str, call: Call) -> LakeReport:
    begun = started()
    period, bots = read_period(call.query, call.now, zone), read_bots(call.query)
    from functions.report_insights.lake_reports import Asked, lake_report  # noqa: PLC0415 - ibis takes a second

    left_s = partial(_left_s, begun)
    return lake_report(name, Asked(_warehouse(), settings.shop_currency, period, bots, left_s))


@cache
def _warehouse() -> Any:
    return warehouse_of(settings)


def _left_s(begun: float) -> float:
    return max(0.0, ANSWERED_WITHIN_S - elapsed_ms(begun) / 1000)


def _activity(now: int) -> ActivityReport:
    active, ledgers = sessions.latest(now - SINCE_MS, now, 4 * SHOWN)
    verdicts = [verdict for session in active if (verdict := current(session, rule_sets.labelled_or_active))]
    decisions = sorted(map(live_decision, verdicts), key=lambda decision: -decision.evaluated_at)
    return ActivityReport(tuple(decisions[:SHOWN]), live_events(ledgers), live_outcomes(ledgers), now)


def _reminders(now: int) -> RemindersReport:
    listed = [*lists.planned(SHOWN), *lists.past(SHOWN)]
    return RemindersReport(tuple(line_of(reminder) for reminder in listed), now)


REPORTS: Mapping[str, Callable[[int], ActivityReport | RemindersReport]] = {
    "activity": _activity,
    "reminders": _reminders,
}
