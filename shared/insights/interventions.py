"""What became of the interventions: shown, clicked, dismissed, and the purchases after them."""

import ibis
import ibis.expr.types as ir

from shared.domain.reports.period import Period
from shared.insights.lake import when
from shared.insights.visits import ORDER, along

SHOWN, CLICKED, DISMISSED = "intervention_shown", "intervention_clicked", "intervention_dismissed"


def interventions(period: Period, currency: str, *, bots: bool) -> ir.Table:
    """Return a row per rule and type: in how many visits it was shown, clicked, dismissed, and followed by a purchase.

    Only what came after the showing counts. ``orders`` and ``worth`` are those of the purchases that followed: the
    orders' totals, and where the backend told of none the largest purchase event's value.
    """
    walked = along(period, currency, bots=bots)
    visit = ["visitor_id", "visit"]
    told = walked.filter(
        walked.event_name.isin([SHOWN, CLICKED, DISMISSED]), walked.rule.notnull(), walked.kind.notnull()
    )
    told = told.group_by(*visit, "rule", "kind").agg(
        shown_at=when(told.event_name == SHOWN, told.ts).min(),
        clicked_at=when(told.event_name == CLICKED, told.ts).max(),
        dismissed_at=when(told.event_name == DISMISSED, told.ts).max(),
    )
    told = told.filter(told.shown_at.notnull())
    bought = walked.filter(walked.event_name.isin(["purchase", ORDER])).select(
        *visit, "event_name", "paid", "claimed", bought_at="ts"
    )
    followed = told.join(bought, visit)
    followed = followed.filter(followed.bought_at >= followed.shown_at)
    followed = followed.group_by(*visit, "rule", "kind").agg(
        orders=(followed.event_name == ORDER).cast("int64").sum(),
        worth=ibis.coalesce(followed.paid.sum(), followed.claimed.max()),
    )
    shown = told.left_join(followed, [*visit, "rule", "kind"])
    return (
        shown.group_by("rule", "kind")
        .agg(
            shown=shown.count(),
            clicked=shown.count(where=shown.clicked_at >= shown.shown_at),
            dismissed=shown.count(where=shown.dismissed_at >= shown.shown_at),
            converted=shown.count(where=shown.orders.notnull()),
            orders=shown.orders.sum(),
            worth=shown.worth.sum(),
        )
        .order_by("rule", "kind")
    )
