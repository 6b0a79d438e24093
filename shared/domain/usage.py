"""How often a rule was redeemed and what it has cost: what a decision may know of it, and what its limits then say.

A pure check over numbers that were read before: it keeps an exhausted rule from being offered. Two carts that are
decided at the same moment may both be offered the last of a budget. Holding a budget under concurrency is the
ledger's: it reserves by a conditional write when the shop's server redeems the offer, and is the last to say no.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from shared.domain.frozen import frozen
from shared.domain.money import Minor

if TYPE_CHECKING:
    from shared.domain.rules.model import Limits, Period


@frozen
class Usage:
    """What is counted of one rule, by the orders that redeemed it.

    ``uses`` in all, ``customer_uses`` by this customer (by this visitor, when nobody has logged in), ``session_uses``
    in this session; ``spent`` in minor units, shipping included, within the budget's current period.
    """

    uses: int = 0
    customer_uses: int = 0
    session_uses: int = 0
    spent: Minor = 0


UNUSED = Usage()


def refusal(limits: "Limits", usage: Usage) -> Literal["limit", "budget"] | None:
    """Return which of ``limits`` is used up, or ``None`` when the rule may be offered once more."""
    counted = (
        (limits.per_session, usage.session_uses),
        (limits.per_customer, usage.customer_uses),
        (limits.total, usage.uses),
    )
    if any(most is not None and uses >= most for most, uses in counted):
        return "limit"
    return "budget" if remaining(limits, usage) == 0 else None


def remaining(limits: "Limits", usage: Usage) -> Minor | None:
    """Return what is left of the budget, never below zero; ``None`` when there is none to keep."""
    return max(0, limits.budget.amount - usage.spent) if limits.budget else None


def period_key(per: "Period", now: int, zone: ZoneInfo) -> str:
    """Return the name of the budget period that ``now`` (epoch ms) lies in, by the shop's own calendar.

    ``2026-11-22`` for a day, ``2026-W47`` for a week (ISO 8601: from Monday), ``2026-11`` for a month, ``campaign``.
    """
    today = _today(now, zone)
    if per == "day":
        return today.isoformat()
    if per == "week":
        year, week, _ = today.isocalendar()
        return f"{year}-W{week:02}"
    return f"{today:%Y-%m}" if per == "month" else "campaign"


def period_end(per: "Period", now: int, zone: ZoneInfo) -> int | None:
    """Return the moment (epoch ms) at which the period of ``now`` ends and the budget is whole again."""
    today = _today(now, zone)
    if per == "day":
        following = today + timedelta(days=1)
    elif per == "week":
        following = today + timedelta(days=7 - today.weekday())
    elif per == "month":
        following = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    else:
        return None
    return round(datetime.combine(following, time(), zone).timestamp() * 1000)


def _today(now: int, zone: ZoneInfo) -> date:
    return datetime.fromtimestamp(now // 1000, UTC).astimezone(zone).date()
