"""A visitor: the browser that comes back, known across sessions only while ``analytics_storage`` is granted."""

from dataclasses import dataclass

from shared.domain.consent import Consent


@dataclass(frozen=True, slots=True)
class Visitor:
    """What is remembered of a visitor; moments in epoch ms, ``None`` when it never happened."""

    visitor_id: str
    consent: Consent = Consent()
    last_seen_at: int | None = None
    cart_session_id: str | None = None
    customer_id: str | None = None
    last_purchase_at: int | None = None
    last_filters: tuple[str, ...] = ()
