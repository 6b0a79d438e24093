"""Any condition and any cart that the properties of conditions are tried on."""

from dataclasses import replace

from hypothesis import strategies as st

from shared.domain.facts.gathered import Facts
from tests.factories import DAY, HOUR, MINUTE, NOW, ROME, basis, cart

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ORDERED = ("gt", "ge", "lt", "le", "eq", "ne")


def numbers(fact, least, most):
    """Return comparisons of a number that the drawn carts have values around."""
    value = st.integers(least, most)
    pair = st.tuples(value, value).map(sorted).map(list)
    return st.one_of(
        st.builds(lambda op, value: {"fact": fact, "op": op, "value": value}, st.sampled_from(ORDERED), value),
        pair.map(lambda bounds: {"fact": fact, "op": "between", "value": bounds}),
        st.builds(
            lambda op, values: {"fact": fact, "op": op, "value": values},
            st.sampled_from(["in", "not_in"]),
            st.lists(value, min_size=1, max_size=4),
        ),
        st.booleans().map(lambda there: {"fact": fact, "op": "exists", "value": there}),
    )


def texts(fact, values):
    """Return comparisons of a text."""
    value = st.sampled_from(values)
    return st.one_of(
        st.builds(lambda op, value: {"fact": fact, "op": op, "value": value}, st.sampled_from(["eq", "ne"]), value),
        st.lists(value, min_size=1).map(lambda some: {"fact": fact, "op": "in", "value": some}),
        st.lists(value, min_size=1).map(lambda some: {"fact": fact, "op": "not_in", "value": some}),
    )


def days(fact):
    """Return comparisons of a day within a month of now."""
    value = st.integers(10, 30).map(lambda day: f"2026-11-{day}")
    return st.one_of(
        st.builds(lambda op, value: {"fact": fact, "op": op, "value": value}, st.sampled_from(ORDERED), value),
        st.lists(value, min_size=1, max_size=3).map(lambda some: {"fact": fact, "op": "in", "value": some}),
    )


MOVING = st.one_of(
    numbers("cart.idle_ms", 0, 3 * HOUR),
    numbers("customer.since_last_order_days", 0, 9),
    numbers("clock.hour", 0, 23),
    numbers("clock.days_until.12-24", 28, 36),
    numbers("clock.days_until.2026-11-25", 0, 6),
    texts("clock.weekday", WEEKDAYS),
    days("clock.date"),
)
STILL = st.one_of(
    numbers("cart.subtotal", 0, 9000),
    numbers("cart.quantity", 0, 5),
    numbers("customer.orders", 0, 3),
    texts("customer.tier", ["gold", "silver"]),
    st.sampled_from(["a", "b"]).map(lambda tag: {"fact": "cart.tags", "op": "contains", "value": tag}),
)
LINE = st.one_of(
    numbers("line.quantity", 0, 3),
    numbers("line.margin", 0, 2000),
    texts("line.category", ["food", "toys"]),
    st.lists(st.sampled_from(["a", "b"]), min_size=1).map(
        lambda tags: {"fact": "line.tags", "op": "contains_all", "value": tags}
    ),
)


def trees(leaves):
    """Return all ways to combine ``leaves`` that are not about lines."""
    return st.recursive(
        leaves,
        lambda parts: st.one_of(
            st.lists(parts, max_size=3).map(lambda some: {"all": some}),
            st.lists(parts, max_size=3).map(lambda some: {"any": some}),
            parts.map(lambda part: {"not": part}),
            st.builds(
                lambda some, mark: {"weighted": some, "at_least": mark},
                st.lists(st.builds(lambda w, c: {"weight": w, "if": c}, st.integers(-3, 5), parts), max_size=4),
                st.integers(-2, 8),
            ),
        ),
        max_leaves=6,
    )


OF_LINES = st.one_of(
    trees(LINE).map(lambda where: {"any_line": where}),
    trees(LINE).map(lambda where: {"every_line": where}),
    st.builds(
        lambda where, op, value: {"count_lines": where, "op": op, "value": value},
        trees(LINE),
        st.sampled_from(ORDERED),
        st.integers(0, 3),
    ),
    st.builds(
        lambda fact, where, op, value: {"sum_lines": fact, "where": where, "op": op, "value": value},
        st.sampled_from(["line.amount", "line.quantity", "line.margin"]),
        trees(LINE),
        st.sampled_from(ORDERED),
        st.integers(0, 6000),
    ),
)
CONDITIONS = trees(st.one_of(MOVING, STILL, OF_LINES))


@st.composite
def facts(draw):
    """Return the facts of a small cart at some minute of a fortnight, of a customer known or not."""
    shopping = cart(*draw(st.lists(st.integers(0, 3000), max_size=3)), quantity=draw(st.integers(1, 3)))
    lines = tuple(
        replace(
            line,
            category=draw(st.sampled_from([None, "food", "toys"])),
            tags=draw(st.sampled_from([(), ("a",), ("a", "b")])),
        )
        for line in shopping.lines
    )
    now = NOW + draw(st.integers(-7 * 24 * 60, 7 * 24 * 60)) * MINUTE + draw(st.integers(0, MINUTE))
    observed = draw(
        st.fixed_dictionaries(
            {},
            optional={
                "customer.orders": st.integers(0, 3),
                "customer.tier": st.sampled_from(["gold", "silver"]),
                "customer.since_last_order_ms": st.integers(now - 9 * DAY, now),
            },
        )
    )
    floors = tuple(draw(st.sampled_from([0, 500])) for _ in lines)
    idle_ms = draw(st.integers(0, 3 * HOUR))
    shopping = replace(shopping, lines=lines)
    return Facts(basis(shopping, now=now, idle_ms=idle_ms, observed=observed, floors=floors), ROME)
