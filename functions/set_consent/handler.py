"""The shopper changes what may be kept; a withdrawal deletes what was kept on the strength of it."""

from dataclasses import dataclass, replace

from shared.domain.consent import Choice, Consent
from shared.domain.session import Session
from shared.edge.clock import pause
from shared.edge.function import Function
from shared.edge.http import Call
from shared.edge.settings import settings
from shared.store.reminders import ReminderStore
from shared.store.sessions import Loaded, SessionStore
from shared.store.table import Table
from shared.store.visitors import VisitorStore

table = Table(settings.table_name)
sessions = SessionStore(table, pause)
visitors = VisitorStore(table)
reminders = ReminderStore(table)

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

    def step(seen: Loaded) -> tuple[Session, bool]:
        if seen.session.consent == consent:
            return seen.session, seen.session.consent.allows_analytics
        return replace(seen.session, consent=consent), seen.session.consent.allows_analytics

    was_allowed = sessions.change(session_id, step, call.now)
    if consent.allows_analytics and not was_allowed:
        visitors.greet(visitor_id, session_id, None, call.now)
    if not consent.allows_analytics:
        sessions.forget_events(session_id)
        reminders.erase(visitor_id)
        visitors.forget(visitor_id)
    visitors.consented(visitor_id, consent, call.now)
    return ConsentKept(consent)
