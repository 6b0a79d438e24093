"""The funnel report: how many visits reach each stage, day by day, and the rates that shops are compared by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.domain.reports.period import Period
from shared.domain.reports.proportion import Proportion, proportion

STEPS = ("awareness", "interest", "consideration", "cart", "checkout", "purchase")
JOURNEY = ("view_item", "add_to_cart", "begin_checkout", "purchase")

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Benchmark:
    """What other shops come to: a share from ``low`` to ``high``."""

    low: float
    high: float


# Mission F5, from the sources: Mastercard Dynamic Yield's global average, and the usual range of abandonment.
BENCHMARKS = {"add_to_cart": Benchmark(0.06, 0.07), "cart_abandonment": Benchmark(0.7, 0.8)}


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """One stage: visits with an event of it, visits that went so far or deeper, and of those of the step before."""

    stage: str
    touched: int
    reached: int
    rate: Proportion


@dataclass(frozen=True, slots=True)
class JourneyStep:
    """One step of the purchase journey, taken after all earlier ones; ``rate`` is of the step before."""

    event: str
    visits: int
    rate: Proportion


@dataclass(frozen=True, slots=True)
class FunnelDay:
    """One day: its visits, how many reached each stage, and what they bought, in minor units."""

    day: str
    visits: int
    reached: Mapping[str, int]
    carts: int
    bought: int
    worth: int


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate that shops are compared by, beside what other shops come to where that is known."""

    name: str
    value: Proportion
    benchmark: Benchmark | None


@dataclass(frozen=True, slots=True)
class FunnelReport:
    """The visits of a period by how far they went; days are the shop's, both included.

    ``worth`` is what the visits bought, in minor units of ``currency``; ``as_of`` is the moment (epoch ms) up to which
    the lake has taken in what arrived.
    """

    since: str
    until: str
    bots: bool
    as_of: int | None
    currency: str
    visits: int
    orders: int
    worth: int
    steps: tuple[FunnelStep, ...]
    journey: tuple[JourneyStep, ...]
    rates: tuple[Rate, ...]
    days: tuple[FunnelDay, ...]


def funnel_report(rows: Rows, period: Period, currency: str, *, bots: bool, as_of: int | None) -> FunnelReport:
    """Return the report on the days' counts; a day without visits is there with zeros."""
    by_day = {row["day"]: row for row in rows}

    def total(name: str) -> int:
        return sum(row[name] or 0 for row in rows)

    def rate(name: str, part: int, whole: int) -> Rate:
        return Rate(name, proportion(part, whole), BENCHMARKS.get(name))

    visits, carts, checkouts = total("visits"), total("carts"), total("checkouts")
    return FunnelReport(
        since=period.days[0].isoformat(),
        until=period.days[-1].isoformat(),
        bots=bots,
        as_of=as_of,
        currency=currency,
        visits=visits,
        orders=total("orders"),
        worth=total("worth"),
        steps=_steps(total, visits),
        journey=_journey(total, visits),
        rates=(
            rate("conversion", total("bought"), visits),
            rate("add_to_cart", carts, visits),
            rate("cart_abandonment", carts - total("carts_bought"), carts),
            rate("checkout_abandonment", checkouts - total("checkouts_bought"), checkouts),
        ),
        days=tuple(_day(day.isoformat(), by_day.get(n, {})) for n, day in enumerate(period.days)),
    )


def _steps(total: Any, visits: int) -> tuple[FunnelStep, ...]:
    reached = [total(f"reached_{stage}") for stage in STEPS]
    before = [visits, *reached]
    return tuple(
        FunnelStep(stage, total(f"touched_{stage}"), here, proportion(here, there))
        for stage, here, there in zip(STEPS, reached, before, strict=False)
    )


def _journey(total: Any, visits: int) -> tuple[JourneyStep, ...]:
    taken = [total(f"journey_{event}") for event in JOURNEY]
    return tuple(
        JourneyStep(event, here, proportion(here, there))
        for event, here, there in zip(JOURNEY, taken, [visits, *taken], strict=False)
    )


def _day(day: str, row: Mapping[str, Any]) -> FunnelDay:
    reached = {stage: row.get(f"reached_{stage}", 0) for stage in STEPS}
    return FunnelDay(
        day, row.get("visits", 0), reached, row.get("carts", 0), row.get("bought", 0), row.get("worth") or 0
    )
