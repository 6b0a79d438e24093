"""The facts of the customer, whom nobody but the shop's backend can vouch for, and of the visitor's last visit."""

from shared.domain.facts.fact import DAY_MS, Fact, observed, since

_LAST_ORDER = since("customer.since_last_order_ms")
_LAST_VISIT = since("customer.since_last_visit_ms")

CUSTOMER_FACTS = (
    Fact(
        name="customer.known",
        type="boolean",
        source="backend",
        example=True,
        meaning="the shop's backend vouched for who it is",
        default=False,
        of=observed("customer.known", default=False),
    ),
    Fact(
        name="customer.prime",
        type="boolean",
        source="backend",
        example=True,
        meaning="the shop's backend vouched for Prime",
        default=False,
        of=observed("customer.prime", default=False),
    ),
    Fact(
        name="customer.tier",
        type="text",
        source="backend",
        example="gold",
        meaning="the tier in the customer token, in small letters",
        of=observed("customer.tier"),
    ),
    Fact(
        name="customer.orders",
        type="integer",
        unit="orders",
        source="backend",
        example=4,
        meaning="orders of the customer that we were told of; none when the customer is not known",
        of=observed("customer.orders"),
    ),
    Fact(
        name="customer.lifetime_value",
        type="integer",
        unit="minor units",
        source="backend",
        example=45_900,
        meaning="sum of those orders' totals; none when the customer is not known",
        of=observed("customer.lifetime_value"),
    ),
    Fact(
        name="customer.since_last_order_ms",
        type="integer",
        unit="ms",
        source="backend",
        example=2_592_000_000,
        meaning="since the last of those orders was placed; none before the first",
        origin=_LAST_ORDER,
    ),
    Fact(
        name="customer.since_last_order_days",
        type="integer",
        unit="days",
        source="backend",
        example=30,
        meaning="the same in full days of 24 hours",
        origin=_LAST_ORDER,
        scale_ms=DAY_MS,
    ),
    Fact(
        name="customer.since_last_visit_ms",
        type="integer",
        unit="ms",
        source="opening",
        example=604_800_000,
        meaning="since the visit before this one, with consent; none on the first",
        origin=_LAST_VISIT,
    ),
    Fact(
        name="customer.since_last_visit_days",
        type="integer",
        unit="days",
        source="opening",
        example=7,
        meaning="the same in full days of 24 hours",
        origin=_LAST_VISIT,
        scale_ms=DAY_MS,
    ),
)
