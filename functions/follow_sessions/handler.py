"""What follows from a change of a session: the decision's record, the timer, the reminder, and the push to other tabs.

The table's stream delivers each change at least once and in order per item; each of these may be done twice.
"""

from collections.abc import Mapping
from typing import Any

from shared.adapters.lake import Lake
from shared.adapters.queue import Queue
from shared.adapters.sockets import Sockets
from shared.domain.answers import answer
from shared.domain.basis import Basis
from shared.domain.decision_rows import lake_row
from shared.domain.decisions import Verdict, decide
from shared.domain.fates import promise_of
from shared.domain.rechecks import Recheck, delay_s, due_after, is_promised_more, tells_news
from shared.domain.reminders import due_dormant_cart, due_wishes
from shared.domain.session import Session, has_new_decision, may_come_back
from shared.edge.bodies import write
from shared.edge.clock import pause, real_now
from shared.edge.faults import rule_set_failed
from shared.edge.function import Function
from shared.edge.offers import sign_offer
from shared.edge.settings import settings
from shared.edge.stream import age_ms, images
from shared.store.decisions import DecisionStore
from shared.store.reminders import ReminderStore
from shared.store.rulesets import RuleSets
from shared.store.session_items import is_emptied, ledger_of, session_of
from shared.store.sessions import SessionStore
from shared.store.sockets import SocketStore
from shared.store.table import Attributes, Table
from shared.store.visitors import VisitorStore

# What is younger is deleted by an erasure's later steps; an older change may come after the last of them.
LATE_MS = 5_000

table = Table(settings.table_name)
sessions = SessionStore(table, pause)
decisions = DecisionStore(table)
reminders = ReminderStore(table)
visitors = VisitorStore(table)
rechecks = Queue(lambda: settings.recheck_queue_url)
lake = Lake(settings.lake_stream, pause)
sockets = Sockets(lambda: settings.socket_endpoint)
listening = SocketStore(table)
rule_sets = RuleSets(
    table, settings.shop_currency, settings.shop_time_zone, pause=pause, clock=real_now, report=rule_set_failed
)

handler = Function("follow_sessions")


@handler.stream
def follow(change: Mapping[str, Any], now: int) -> None:
    """Carry out what follows from one changed item.

    Deletions and other items have no consequences, nor has what comes late of a session that is erased by then.
    """
    old, new = images(change)
    if new is None or not new["pk"]["S"].startswith("session#"):
        return
    if age_ms(change, real_now()) > LATE_MS and not sessions.exists(new["pk"]["S"].removeprefix("session#")):
        return
    if new["sk"]["S"] == "cart":
        _follow_cart(old, new, now)
    else:
        _follow_events(old, new, now)


def _follow_cart(old: Attributes | None, new: Attributes, now: int) -> None:
    before, after = session_of(old) if old else None, session_of(new)
    if before and before.consent.allows_analytics and not after.consent.allows_analytics:
        _forget(after.visitor_id)
    if recheck := due_after(before, after):
        rechecks.send(recheck, delay_s(recheck.due_at or now, now))
    if is_promised_more(before, after):
        rechecks.send(Recheck(after.session_id))
    if may_come_back(after) and not may_come_back(before):
        visitors.left_cart(after.visitor_id, after.session_id, now)
    if reminder := due_dormant_cart(before, after, _is_worth_a_reminder):
        reminders.schedule(reminder, now)
    if after.basis and has_new_decision(before, after):
        decisions.record(after.basis, now)
        verdict = decide(rule_sets.kept_or_active(after.basis.ruleset), after.basis)
        _push(verdict, after, new.get("sockets", {}).get("SS", ()))
        if after.consent.allows_analytics:
            lake.put("decisions", [write(lake_row(verdict, after.visitor_id)).encode()])


def _is_worth_a_reminder(basis: Basis) -> bool:
    return promise_of(rule_sets.active(), basis, basis.decided_at) is not None


def _follow_events(old: Attributes | None, new: Attributes, now: int) -> None:
    session_id, visitor_id = new["pk"]["S"].removeprefix("session#"), new["visitor_id"]["S"]
    if is_emptied(new):
        _forget(visitor_id)
        return
    before, after = ledger_of(old) if old else None, ledger_of(new)
    if tells_news(before, after, rule_sets.active().matcher.events):
        rechecks.send(Recheck(session_id))
    if after.attention.last_filters and not (before and before.attention.filters == after.attention.filters):
        visitors.filtered(visitor_id, after.attention.last_filters, now)
    for change in due_wishes(visitor_id, before, after):
        reminders.wished(change, now)


def _forget(visitor_id: str) -> None:
    """Delete once more what a withdrawal deleted: changes of before it may have arrived here only after it."""
    reminders.erase(visitor_id)
    visitors.forget(visitor_id)


def _push(verdict: Verdict, session: Session, connection_ids: tuple[str, ...]) -> None:
    """Push the current decision to all sockets of the session but the one that was answered with it."""
    others = [connection_id for connection_id in connection_ids if connection_id != session.asker]
    if not others:
        return
    frame = write({"type": "decision", "request_id": None, "decision": answer(verdict, sign_offer)})
    for gone in sockets.push_all(others, frame):
        listening.drop(session.session_id, gone)
