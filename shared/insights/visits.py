"""Visits: what a visitor does without a pause of 30 minutes, also across midnight.

As Google Analytics counts sessions (support.google.com/analytics/answer/12798876): half an hour without an event ends
one, midnight does not. A visit belongs to the day on which it began. Orders are steps of a visit like events, since a
blocked script must not hide a sale; an order beside no event makes no visit.
"""

import ibis
import ibis.expr.types as ir

from shared.domain.reports.period import DAY_MS, Period
from shared.insights.lake import people, table, when, within

PAUSE_MS = 30 * 60_000
STAGES = ("awareness", "interest", "consideration", "cart", "checkout")
ORDER = "order"


def steps(period: Period, currency: str, *, bots: bool, before_ms: int = DAY_MS) -> ir.Table:
    """Return every event and order around the period, one row each.

    A day more on either side, so that a visit over the period's edge is seen whole.
    """
    events = people(within(table("events"), "ts", period, before_ms, DAY_MS), bots=bots)
    events = events.filter(events.visitor_id.notnull())
    orders = within(table("orders"), "placed_at", period, before_ms, DAY_MS)
    orders = orders.filter(orders.visitor_id.notnull(), orders.currency == currency)
    claimed = (events.event_name == "purchase") & (events.currency == currency)
    nothing = ibis.null("int64")
    text = ibis.null("string")
    return ibis.union(
        events.select(
            "visitor_id",
            "event_id",
            "event_name",
            "ts",
            # That something was shown is no step of the shopper's.
            stage=when(events.category != "intervention", events.stage),
            paid=nothing,
            claimed=when(claimed, events.value),
            rule=events.p_rule,
            kind=events.p_type,
        ),
        orders.select(
            "visitor_id",
            event_id=ibis.literal("order:") + orders.order_id,
            event_name=ibis.literal(ORDER),
            ts=orders.placed_at,
            stage=ibis.literal("purchase"),
            paid=orders.total,
            claimed=nothing,
            rule=text,
            kind=text,
        ),
    )


def told_apart(walked: ir.Table) -> ir.Table:
    """Return the steps with ``visit``, which numbers each visitor's visits from 1."""
    in_order = ibis.window(group_by="visitor_id", order_by=["ts", "event_id"])
    walked = walked.mutate(pause=walked.ts - walked.ts.lag().over(in_order))
    opens = (walked.pause.isnull() | (walked.pause >= PAUSE_MS)).cast("int64")
    so_far = ibis.window(group_by="visitor_id", order_by=["ts", "event_id"], preceding=None, following=0)
    return walked.mutate(visit=opens.sum().over(so_far)).drop("pause")


def along(period: Period, currency: str, *, bots: bool, before_ms: int = DAY_MS) -> ir.Table:
    """Return the steps of the visits that began in the period or, at most ``before_ms - DAY_MS``, before it.

    Each step knows of its visit ``started_at``, ``purchased_at`` (the first purchase event or order) and the moments
    of the purchase journey, each the first that follows the one before: ``viewed_at`` a product, ``added_at``,
    ``checkout_at``, ``bought_at``. A moment that did not come is null.
    """
    each = ibis.window(group_by=["visitor_id", "visit"])
    walked = told_apart(steps(period, currency, bots=bots, before_ms=before_ms))

    def first(condition: ir.BooleanValue) -> ir.Value:
        return when(condition, walked.ts).min().over(each)

    purchase = walked.event_name.isin(["purchase", ORDER])
    walked = walked.mutate(
        started_at=walked.ts.min().over(each),
        events=(walked.event_name != ORDER).cast("int64").sum().over(each),
        purchased_at=first(purchase),
        viewed_at=first(walked.event_name == "view_item"),
    )
    walked = walked.filter(
        walked.events > 0,
        walked.started_at >= period.begins_at - before_ms + DAY_MS,
        walked.started_at < period.ends_at,
    )
    walked = walked.mutate(added_at=first((walked.event_name == "add_to_cart") & (walked.ts >= walked.viewed_at)))
    walked = walked.mutate(checkout_at=first((walked.event_name == "begin_checkout") & (walked.ts >= walked.added_at)))
    return walked.mutate(
        bought_at=first(walked.event_name.isin(["purchase", ORDER]) & (walked.ts >= walked.checkout_at))
    )


def visits(walked: ir.Table) -> ir.Table:
    """Return one row per visit of the steps of ``along``.

    ``at_<stage>`` and ``cart_at`` are the first event of the stage, and the first add to the cart; ``worth`` is what
    was bought: the orders' totals, and where the backend told of none the largest purchase event's value, since a
    reloaded thank-you page sends its event again.
    """
    stages = {f"at_{stage}": walked.ts.min(where=walked.stage == stage) for stage in STAGES}
    moments = ("started_at", "purchased_at", "viewed_at", "added_at", "checkout_at", "bought_at")
    return walked.group_by("visitor_id", "visit").agg(
        **{name: walked[name].min() for name in moments},
        **stages,
        cart_at=walked.ts.min(where=walked.event_name == "add_to_cart"),
        begun_at=walked.ts.min(where=walked.event_name == "begin_checkout"),
        orders=walked.count(where=walked.event_name == ORDER),
        worth=ibis.coalesce(walked.paid.sum(), walked.claimed.max()),
    )
