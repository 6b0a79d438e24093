"""Visitors: ``visitor#<id>`` / ``profile``, one ``session#<id>`` item per session, and what waits for them beside.

The profile is plain attributes, since each writer touches its own: a session's opening, the cart that was left, the
purchase. Access patterns:

- ``load``: the profile
- ``greet``: a session opens: last visit, customer, consent, and the session's trace for later erasure
- ``consented``: consent changed, kept with its moment
- ``filtered``: the filters that the next visit may begin with
- ``left_cart``: the session whose cart comes back next time
- ``purchased``: an order was placed
- ``forget``: consent was withdrawn
- ``sessions_of``, ``forget_sessions``: by their traces
- ``everything``: all items under the visitor, for its erasure
"""

from collections.abc import Iterable

from shared.domain.consent import Consent
from shared.domain.visitor import Visitor
from shared.store.states import CONSENT
from shared.store.table import Attributes, Table, key, number, plain

KEPT_S = 400 * 86_400
TRACE_KEPT_S = 40 * 86_400


class VisitorStore:
    """Reads and writes visitors."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def load(self, visitor_id: str) -> Visitor:
        """Return the visitor; one that is not known has everything at its default."""
        # Consistent: a purchase or a withdrawal of the moment before must keep a reminder from going out.
        item = self._table.client.get_item(
            TableName=self._table.name, Key=_profile(visitor_id), ConsistentRead=True
        ).get("Item")
        return visitor_of(visitor_id, item) if item else Visitor(visitor_id)

    def greet(
        self, visitor_id: str, session_id: str, customer_id: str | None, now: int, *, consent: Consent | None = None
    ) -> None:
        """Remember the visit, the session, and whom the shop's backend says this is. Only with consent.

        ``consent`` is given when it is not the one that is known.
        """
        self.seen(visitor_id, customer_id, now, consent=consent)
        self._table.client.put_item(TableName=self._table.name, Item=trace(visitor_id, session_id, now))

    def seen(self, visitor_id: str, customer_id: str | None, now: int, *, consent: Consent | None = None) -> None:
        """Remember the visit as ``greet`` does, but not its session."""
        self._set(visitor_id, _seen(customer_id, now), now, consent)

    def consented(self, visitor_id: str, consent: Consent, now: int) -> None:
        """Keep the consent given at ``now``, as the current one and in the history."""
        self._set(visitor_id, {}, now, consent)

    def left_cart(self, visitor_id: str, session_id: str, now: int) -> None:
        """Remember that the visitor's latest cart is in ``session_id``."""
        self._set(visitor_id, {"cart_session_id": {"S": session_id}}, now)

    def filtered(self, visitor_id: str, filters: tuple[str, ...], now: int) -> None:
        """Remember the filters that the visitor used last, the latest first."""
        self._set(visitor_id, {"last_filters": {"L": [{"S": each} for each in filters]}}, now)

    def purchased(self, visitor_id: str, placed_at: int, now: int) -> None:
        """Remember a purchase of ``placed_at``, unless a later one is known already."""
        try:
            self._table.client.update_item(
                TableName=self._table.name,
                Key=_profile(visitor_id),
                UpdateExpression="SET last_purchase_at = :placed, expires_at = :kept",
                ConditionExpression="attribute_not_exists(last_purchase_at) OR last_purchase_at < :placed",
                ExpressionAttributeValues={":placed": number(placed_at), ":kept": number(now // 1000 + KEPT_S)},
            )
        except self._table.client.exceptions.ConditionalCheckFailedException:
            return

    def forget(self, visitor_id: str) -> None:
        """Take from the profile, if there is one, what may not be kept once ``analytics_storage`` is denied."""
        try:
            self._table.client.update_item(
                TableName=self._table.name,
                Key=_profile(visitor_id),
                UpdateExpression="REMOVE last_seen_at, cart_session_id, customer_id, last_purchase_at, last_filters",
                ConditionExpression="attribute_exists(pk)",
            )
        except self._table.client.exceptions.ConditionalCheckFailedException:
            return

    def sessions_of(self, visitor_id: str) -> list[str]:
        """Return the ids of the visitor's sessions of the last forty days."""
        pages = self._table.client.get_paginator("query").paginate(
            TableName=self._table.name,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :session)",
            ExpressionAttributeValues={":pk": {"S": f"visitor#{visitor_id}"}, ":session": {"S": "session#"}},
            ConsistentRead=True,
        )
        return [item["sk"]["S"].removeprefix("session#") for page in pages for item in page["Items"]]

    def forget_sessions(self, visitor_id: str, session_ids: Iterable[str]) -> None:
        """Delete the traces of these sessions, there or not."""
        for session_id in session_ids:
            own = key(f"visitor#{visitor_id}", f"session#{session_id}")
            self._table.client.delete_item(TableName=self._table.name, Key=own)

    def everything(self, visitor_id: str) -> list[Attributes]:
        """Return every item under the visitor, as stored: profile, session traces, wishes, reminders."""
        pages = self._table.client.get_paginator("query").paginate(
            TableName=self._table.name,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": f"visitor#{visitor_id}"}},
            ConsistentRead=True,
        )
        return [item for page in pages for item in page["Items"]]

    def _set(self, visitor_id: str, attributes: Attributes, now: int, consent: Consent | None = None) -> None:
        attributes = attributes | {"expires_at": number(now // 1000 + KEPT_S)}
        history, entry = "", {}
        if consent:
            attributes["consent"] = {"B": CONSENT.write(consent)}
            history = ", consent_history = list_append(if_not_exists(consent_history, :none), :entry)"
            entry = {":none": {"L": []}, ":entry": _history(attributes["consent"], now)}
        self._table.client.update_item(
            TableName=self._table.name,
            Key=_profile(visitor_id),
            UpdateExpression="SET " + ", ".join(f"{name} = :{name}" for name in attributes) + history,
            ExpressionAttributeValues={f":{name}": value for name, value in attributes.items()} | entry,
        )


def visitor_of(visitor_id: str, item: Attributes) -> Visitor:
    """Return the visitor that a ``profile`` item holds."""
    known = plain(item)
    return Visitor(
        visitor_id,
        CONSENT.read(known["consent"]) if "consent" in known else Consent(),
        last_seen_at=known.get("last_seen_at"),
        cart_session_id=known.get("cart_session_id"),
        customer_id=known.get("customer_id"),
        last_purchase_at=known.get("last_purchase_at"),
        last_filters=tuple(each["S"] for each in known.get("last_filters", ())),
    )


def first_profile(visitor_id: str, customer_id: str | None, consent: Consent, now: int) -> Attributes:
    """Return the profile of a visitor who was never here before."""
    given = {"B": CONSENT.write(consent)}
    kept = {"expires_at": number(now // 1000 + KEPT_S), "consent": given, "consent_history": _history(given, now)}
    return _profile(visitor_id) | _seen(customer_id, now) | kept


def trace(visitor_id: str, session_id: str, now: int) -> Attributes:
    """Return the item by which a visitor's session is found again when it is to be erased."""
    return key(f"visitor#{visitor_id}", f"session#{session_id}") | {"expires_at": number(now // 1000 + TRACE_KEPT_S)}


def _seen(customer_id: str | None, now: int) -> Attributes:
    return {"last_seen_at": number(now)} | ({"customer_id": {"S": customer_id}} if customer_id else {})


def _history(consent: dict[str, bytes], now: int) -> dict[str, list[Attributes]]:
    return {"L": [{"M": {"at": number(now), "consent": consent}}]}


def _profile(visitor_id: str) -> Attributes:
    return key(f"visitor#{visitor_id}", "profile")
