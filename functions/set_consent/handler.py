"""The shopper changes what may be kept; a withdrawal deletes what was kept on the strength of it."""

from dataclasses import dataclass, replace

from shared.domain.consent import Choice, Consent
from shared.domain.state import Session
from shared.edge.clock import pause
from shared.edge.function import Function
from shared.edge.http import Call
from shared.edge.settings import settings
from shared.store.customers import CustomerStore
from shared.store.reminders import ReminderStore
from shared.store.sessions import Loaded, SessionStore
from shared.store.table import Table
from shared.store.usage import Counters
from shared.store.visitors import VisitorStore

table = Table(settings.table_name)
sessions = SessionStore(table, pause)
visitors = VisitorStore(table)
customers = CustomerStore(table)
reminders = ReminderStore(table)
counters = Counters(table, pause)

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


@handler.http("PUT /v1/consent", body=ConsentChange, reply=ConsentKept, callers=("session",))
def set_consent(change: ConsentChange, call: Call) -> ConsentKept:
    """Keep the consent with its moment; without ``analytics_storage``, stop and delete."""
    visitor_id, session_id, consent = call.caller.visitor_id, call.caller.session_id, change.choices

    def step(seen: Loaded) -> tuple[Session, Session]:
        session = seen.session
        return (session if session.consent == consent else replace(session, consent=consent)), session

    session = sessions.change(session_id, step, call.now)
    # Beside what the profile says, not the session: a repeat finishes what a crash left undone.
    changed = consent if visitors.load(visitor_id).consent != consent else None
    if consent.allows_analytics:
        customer_id = session.customer.customer_id if session.customer else None
        visitors.greet(visitor_id, session_id, customer_id, call.now, consent=changed)
        if customer_id:
            customers.link(customer_id, visitor_id)
        return ConsentKept(consent)
    sessions.forget_events(session_id)
    reminders.erase(visitor_id)
    visitors.forget(visitor_id)
    counters.forget_person(f"visitor#{visitor_id}")
    if changed:
        visitors.consented(visitor_id, changed, call.now)
    return ConsentKept(consent)
