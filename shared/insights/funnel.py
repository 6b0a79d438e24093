"""The funnel by day: how deep into the shop the visits that began on it went."""

import ibis
import ibis.expr.types as ir

from shared.domain.reports.funnel import JOURNEY, STEPS
from shared.domain.reports.period import Period
from shared.insights.lake import day_index
from shared.insights.visits import STAGES, along, visits

_JOURNEY_MOMENTS = ("viewed_at", "added_at", "checkout_at", "bought_at")


def funnel(period: Period, currency: str, *, bots: bool) -> ir.Table:
    """Return a row per day that had visits: counts of visits and what they bought.

    ``touched_<stage>`` had an event of this very stage; ``reached_<stage>`` of this or a deeper one, so that a shopper
    who went straight from the product to the cart has passed what lies between. ``journey_<step>`` took this step after
    all earlier ones.
    """
    each = visits(along(period, currency, bots=bots))
    moments = [each[f"at_{stage}"] for stage in STAGES] + [each.purchased_at]
    return (
        each.group_by(day=day_index(each.started_at, period))
        .agg(
            visits=each.count(),
            **{f"touched_{step}": each.count(where=at.notnull()) for step, at in zip(STEPS, moments, strict=True)},
            **{
                f"reached_{step}": each.count(where=ibis.coalesce(*moments[depth:]).notnull())
                for depth, step in enumerate(STEPS)
            },
            **{
                f"journey_{step}": each.count(where=each[name].notnull())
                for step, name in zip(JOURNEY, _JOURNEY_MOMENTS, strict=True)
            },
            carts=each.count(where=each.cart_at.notnull()),
            carts_bought=each.count(where=each.cart_at.notnull() & each.purchased_at.notnull()),
            checkouts=each.count(where=each.begun_at.notnull()),
            checkouts_bought=each.count(where=each.begun_at.notnull() & each.purchased_at.notnull()),
            bought=each.count(where=each.purchased_at.notnull()),
            orders=each.orders.sum(),
            worth=each.worth.sum(),
        )
        .order_by("day")
    )
