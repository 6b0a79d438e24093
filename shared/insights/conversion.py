"""How long a purchase takes, from the visitor's first step and from the first add to the cart.

What a visitor does between two visits with a purchase belongs to the later one. Looks back 30 days before the period.
"""

import ibis
import ibis.expr.types as ir

from shared.domain.reports.conversion import BUCKETS_MS, LOOK_BACK_MS, MEASURES
from shared.domain.reports.period import DAY_MS, Period
from shared.insights.lake import when
from shared.insights.visits import along, visits

_SHARES = {"median": 0.5, "p90": 0.9}


def conversion(period: Period, currency: str, *, bots: bool) -> ir.Table:
    """Return a row per measure and bucket of duration: how many purchases fell there, and the measure's quantiles.

    A quantile is the nearest rank: the least duration that at least such a share of the purchases kept to.
    """
    taken = _purchases(period, currency, bots=bots)
    return ibis.union(*[_measured(taken, name) for name in MEASURES]).order_by("measure", "bucket")


def _purchases(period: Period, currency: str, *, bots: bool) -> ir.Table:
    """Return a row per visit of the period with a purchase: how long it took, and in how many visits."""
    each = visits(along(period, currency, bots=bots, before_ms=LOOK_BACK_MS + DAY_MS))
    so_far = ibis.window(group_by="visitor_id", order_by="visit", preceding=None, following=0)
    bought = each.purchased_at.notnull().cast("int64")
    each = each.mutate(turn=bought.sum().over(so_far) - bought)
    turns = each.group_by("visitor_id", "turn").agg(
        purchased_at=each.purchased_at.max(),
        bought_from=when(each.purchased_at.notnull(), each.started_at).max(),
        first_at=each.started_at.min(),
        cart_at=when(each.purchased_at.isnull() | (each.cart_at <= each.purchased_at), each.cart_at).min(),
        visits=each.count(),
    )
    turns = turns.filter(turns.purchased_at.notnull(), turns.bought_from >= period.begins_at)
    return turns.select(
        "visits", first_event=turns.purchased_at - turns.first_at, add_to_cart=turns.purchased_at - turns.cart_at
    )


def _measured(taken: ir.Table, name: str) -> ir.Table:
    measured = taken.filter(taken[name].notnull()).select("visits", took=taken[name])
    ordered = ibis.window(order_by="took")
    everything = ibis.window()
    measured = measured.mutate(
        place=ibis.row_number().over(ordered) + 1,
        purchases=measured.count().over(everything),
        returned=(measured.visits > 1).cast("int64").sum().over(everything),
    )
    quantiles = {
        name: when(measured.place >= share * measured.purchases, measured.took).min().over(everything)
        for name, share in _SHARES.items()
    }
    measured = measured.mutate(**quantiles)
    upper = [(measured.took < limit, n) for n, limit in enumerate(BUCKETS_MS)]
    return measured.group_by(bucket=ibis.cases(*upper, else_=len(BUCKETS_MS))).agg(
        measure=ibis.literal(name),
        count=measured.count(),
        purchases=measured.purchases.max(),
        returned=measured.returned.max(),
        **{share: measured[share].max() for share in _SHARES},
    )
