"""The shopper changes what may be kept; a withdrawal deletes what was kept on the strength of it.

It does so in all of the visitor's sessions, ended ones included, and the lake hears of it with its next merge. First
every session is told, so that nothing more is counted, then what was counted is deleted, and the profile says so last.
The lake's note is written before all that: a withdrawal that broke on the way is carried out when it is said again.
"""

from contextlib import suppress
from dataclasses import dataclass, replace

from shared.domain.arrivals import REMEMBERED
from shared.domain.consent import Choice, Consent
from shared.domain.errors import SessionGoneError, TokenExpiredError
from shared.domain.lake_work import CLOCKS_APART_MS
from shared.domain.state import Session
from shared.edge import clock
from shared.edge.clock import pause
from shared.edge.function import Function
from shared.edge.http import Call
from shared.edge.settings import settings
from shared.store.customers import CustomerStore
from shared.store.erasures import ErasureStore
from shared.store.reminders import ReminderStore
from shared.store.session_items import Loaded
from shared.store.sessions import SessionStore
from shared.store.table import Table
from shared.store.usage import Counters
from shared.store.visitors import VisitorStore
from shared.store.withdrawals import WithdrawalStore

table = Table(settings.table_name)
sessions = SessionStore(table, pause)
visitors = VisitorStore(table)
customers = CustomerStore(table)
reminders = ReminderStore(table)
counters = Counters(table, pause)
withdrawals = WithdrawalStore(table)
erasures = ErasureStore(table, pause)

ENDED_MS = 60_000
"""So long after a session's end the last of its calls is answered."""

handler = Function("set_consent")


@dataclass(frozen=True, slots=True)
class ConsentChange:
    """The four choices, under ``consent`` or as they are; what is not said is denied."""

    consent: Consent | None = None
    analytics_storage: Choice = "denied"
    ad_storage: Choice = "denied"
    ad_user_data: Choice = "denied"
    ad_personalization: Choice = "denied"

    @property
    def choices(self) -> Consent:
        """The consent that holds from now on."""
        flat = Consent(self.analytics_storage, self.ad_storage, self.ad_user_data, self.ad_personalization)
        return self.consent or flat


@dataclass(frozen=True, slots=True)
class ConsentKept:
    """The consent that holds."""

    consent: Consent


@handler.http("PUT /v1/consent", body=ConsentChange, reply=ConsentKept, callers=("session",), lapsed=True)
def set_consent(change: ConsentChange, call: Call) -> ConsentKept:
    """Keep the consent with its moment; without ``analytics_storage``, stop and delete.

    Who says no may do so by a token that has expired: a browser that comes back after a week has no other.
    """
    visitor_id, session_id, consent = call.caller.visitor_id, call.caller.session_id, change.choices
    if consent.allows_analytics and call.now >= call.caller.expires_at:
        raise TokenExpiredError("the token has expired; open a session that says so")
    # Beside what the profile says, not the session: a repeat finishes what a crash left undone.
    known = visitors.load(visitor_id).consent
    if not consent.allows_analytics:
        _begin_withdrawal(session_id, visitor_id, known)
    session = _tell(session_id, consent, call.now)
    changed = consent if known != consent else None
    if consent.allows_analytics:
        customer_id = session.customer.customer_id if session.customer else None
        visitors.greet(visitor_id, session_id, customer_id, call.now, consent=changed)
        if customer_id:
            customers.link(customer_id, visitor_id)
        return ConsentKept(consent)
    if withdrawals.is_noted(visitor_id):
        _withdraw(session, call.now)
    if changed:
        visitors.consented(visitor_id, changed, call.now)
    return ConsentKept(consent)


def _begin_withdrawal(session_id: str, visitor_id: str, known: Consent) -> None:
    """Note that there is something to withdraw, before nothing shows it any more: a repeat goes by the note."""
    if known.allows_analytics or sessions.load(session_id).session.consent.allows_analytics:
        withdrawals.note(visitor_id, clock.now())


def _tell(session_id: str, consent: Consent, now: int) -> Session:
    """Let ``consent`` hold in a session; return the session after."""

    def step(seen: Loaded) -> tuple[Session, Session]:
        before = seen.session
        known = before.arrival
        if not consent.allows_analytics:
            known = {name: value for name, value in known.items() if name not in REMEMBERED}
        same = (before.consent, before.arrival) == (consent, known)
        after = before if same else replace(before, consent=consent, arrival=known)
        return after, after

    return sessions.change(session_id, step, now)


def _withdraw(session: Session, now: int) -> None:
    """Stop in every session of the visitor, and delete what was kept with the consent that is gone.

    A session that has ended is deleted with its decisions; one that is open keeps its cart and loses the rest.
    """
    visitor_id, told = session.visitor_id, [session]
    ended: dict[str, int] = {}
    for session_id in visitors.sessions_of(visitor_id):
        with suppress(SessionGoneError):
            other = sessions.load(session_id).session
            if other.expires_at + ENDED_MS <= now:
                ended[session_id] = other.basis.sequence if other.basis else 0
            elif session_id != session.session_id:
                told.append(_tell(session_id, session.consent, now))
    # From here on nothing is received: every batch that was let in before was received before this moment.
    withdrawals.note(visitor_id, clock.now() + CLOCKS_APART_MS)
    for each in told:
        sessions.forget_events(each)
    erasures.delete_sessions(ended)
    visitors.forget_sessions(visitor_id, ended)
    reminders.erase(visitor_id)
    visitors.forget(visitor_id)
    counters.forget_person(f"visitor#{visitor_id}")
