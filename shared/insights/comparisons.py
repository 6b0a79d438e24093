"""Visits with an event against visits without it, for each event name."""

from typing import Any

import ibis
import ibis.expr.types as ir

from shared.domain.reports.period import Period
from shared.insights.visits import ORDER, along, visits

# They are the purchase itself, or happen because of it.
_NOT_COMPARED = (ORDER, "purchase", "refund")


def comparisons(period: Period, currency: str, *, bots: bool) -> ir.Table:
    """Return a row per event name: its visits, how many of them bought, for how much; and one of all visits, nameless.

    Only an event before the purchase counts: what a shopper does on the thank-you page has not led there.
    """
    walked = along(period, currency, bots=bots)
    everyone = visits(walked)
    had = walked.filter(
        walked.event_name.notin(_NOT_COMPARED), walked.purchased_at.isnull() | (walked.ts <= walked.purchased_at)
    )
    had = had.select("visitor_id", "visit", "event_name").distinct()
    with_event = had.join(everyone, ["visitor_id", "visit"])
    named = with_event.group_by("event_name").agg(**_sums(with_event))
    in_all = everyone.agg(event_name=ibis.null("string"), **_sums(everyone))
    return ibis.union(named, in_all).order_by("event_name")


def _sums(each: ir.Table) -> dict[str, Any]:
    bought = each.purchased_at.notnull()
    return {
        "visits": each.count(),
        "bought": each.count(where=bought),
        "priced": each.count(where=each.worth.notnull()),
        "worth": each.worth.sum(),
    }
