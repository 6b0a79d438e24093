"""Report to the marketer: ``GET /v1/insights/{report}``, of which there are ``activity`` and ``reminders``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from shared.domain.activity import SHOWN, SINCE_MS, LiveDecision, LiveEvent, live_decision, live_events
from shared.domain.errors import NotFoundError
from shared.domain.reminders import ReminderLine, line_of
from shared.domain.session import current
from shared.edge.clock import pause, real_now
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

handler = Function("report_insights")


@dataclass(frozen=True, slots=True)
class ActivityReport:
    """What happens in the shop now: current decisions and events of the last hour, the latest first."""

    decisions: tuple[LiveDecision, ...]
    events: tuple[LiveEvent, ...]
    now: int


@dataclass(frozen=True, slots=True)
class RemindersReport:
    """The reminders that are planned, the next one first, then those that are over, the latest first."""

    reminders: tuple[ReminderLine, ...]
    now: int


@handler.http("GET /v1/insights/{report}", reply=ActivityReport | RemindersReport, callers=("admin",))
def report(call: Call) -> ActivityReport | RemindersReport:
    """Return the report of this name."""
    answer = REPORTS.get(call.path["report"])
    if answer is None:
        raise NotFoundError(f"there is no such report; there are: {', '.join(REPORTS)}")
    return answer(call.now)


def _activity(now: int) -> ActivityReport:
    active, ledgers = sessions.latest(now - SINCE_MS, now, 4 * SHOWN)
    verdicts = [verdict for session in active if (verdict := current(session, rule_sets.labelled_or_active))]
    decisions = sorted(map(live_decision, verdicts), key=lambda decision: -decision.evaluated_at)
    return ActivityReport(tuple(decisions[:SHOWN]), live_events(ledgers), now)


def _reminders(now: int) -> RemindersReport:
    listed = [*lists.planned(SHOWN), *lists.past(SHOWN)]
    return RemindersReport(tuple(line_of(reminder) for reminder in listed), now)


REPORTS: Mapping[str, Callable[[int], ActivityReport | RemindersReport]] = {
    "activity": _activity,
    "reminders": _reminders,
}
