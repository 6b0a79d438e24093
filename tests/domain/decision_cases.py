"""Any rule set and any cart, as Hypothesis draws them: few facts and few values, so that rules collide."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from shared.domain.basis import Basis, Promise
from shared.domain.cart import Cart, Line, Shipping
from shared.domain.rules.model import RuleSet
from shared.domain.rules.reading import parse_rule_set
from shared.domain.usage import Usage
from tests.factories import DAY, HOUR, MINUTE, NOW, basis

NAMES = [f"r{n}" for n in range(8)]
TAGS = ("sale", "new")
ITEMS = ("sku-0", "sku-1", "sku-2", "mug")
# Of prices and thresholds alike.
AMOUNTS = (0, 1, 7, 500, 999, 1000, 2500, 4000, 9999)

amounts = st.sampled_from(AMOUNTS)


def _compared(fact: str, ops: tuple[str, ...], values: Any) -> Any:
    return st.fixed_dictionaries({"fact": st.just(fact), "op": st.sampled_from(ops), "value": values})


ORDER = ("gt", "ge", "lt", "le")
line_conditions = st.one_of(
    _compared("line.amount", ORDER, amounts),
    _compared("line.item_id", ("eq", "ne"), st.sampled_from(ITEMS)),
    _compared("line.tags", ("contains",), st.sampled_from(TAGS)),
)
leaves = st.one_of(
    _compared("cart.subtotal", ORDER, amounts),
    _compared("cart.quantity", ORDER, st.integers(0, 6)),
    _compared("cart.tags", ("contains",), st.sampled_from(TAGS)),
    _compared("cart.idle_ms", ("gt", "le"), st.sampled_from((0, MINUTE, HOUR))),
    _compared("customer.prime", ("eq",), st.booleans()),
    _compared("clock.hour", ORDER, st.integers(0, 23)),
    _compared("clock.weekday", ("eq",), st.sampled_from(("sun", "mon"))),
    st.fixed_dictionaries({"any_line": line_conditions}),
)
conditions = st.one_of(
    leaves,
    st.fixed_dictionaries({"all": st.lists(leaves, max_size=3)}),
    st.fixed_dictionaries({"any": st.lists(leaves, min_size=1, max_size=2)}),
    st.fixed_dictionaries({"not": leaves}),
)
lines = {"lines": line_conditions}
points = st.sampled_from((1, 333, 1000, 2000, 10_000))


def _discount(kind: str, required: dict[str, Any], optional: dict[str, Any] = lines) -> Any:
    return st.fixed_dictionaries({"type": st.just(kind), **required}, optional=optional)


some = st.sampled_from(AMOUNTS[1:])
discounts = st.one_of(
    _discount("percent", {"basis_points": points}),
    _discount("percent", {"basis_points": points}, {}),
    _discount("fixed", {"amount": some}),
    _discount("per_article", {"amount": some, "beyond": st.integers(0, 3)}),
    _discount(
        "tiered",
        {
            "by": st.sampled_from(("cart.subtotal", "cart.quantity")),
            "tiers": st.sampled_from(
                ([{"from": 0, "basis_points": 500}], [{"from": 2, "amount": 300}, {"from": 3000, "basis_points": 1500}])
            ),
        },
    ),
    _discount("nth_article", {"every": st.integers(2, 4), "basis_points": points}),
    _discount("price_cap", {"amount": amounts}),
    _discount(
        "bundle",
        {
            "price": amounts,
            "parts": st.lists(
                st.fixed_dictionaries({"lines": line_conditions, "quantity": st.integers(1, 2)}), min_size=1, max_size=2
            ),
        },
        {},
    ),
)
gifts = st.fixed_dictionaries({"item_id": st.just("mug"), "from": amounts})
interventions = st.lists(
    st.fixed_dictionaries({"type": st.sampled_from(("badge", "upsell"))}, optional={"when": conditions}), max_size=2
)
gives = st.fixed_dictionaries(
    {"interventions": interventions, "free_shipping": st.booleans()},
    optional={"discount": discounts, "gift": gifts},
).map(lambda then: then if len(then) > 2 or any(then.values()) else {"free_shipping": True})
schedules = st.sampled_from(
    (
        {"weekly": {"days": ["sun"], "from": "08:00", "until": "12:00"}},
        {"weekly": {"days": ["sun", "mon"], "from": "10:30", "until": "11:00"}},
        {"from": "2026-11-23"},
        {"until": "2026-11-22T18:00"},
    )
)
limits = st.fixed_dictionaries(
    {},
    optional={
        "per_session": st.integers(1, 2),
        "total": st.integers(1, 2),
        "budget": st.fixed_dictionaries({"amount": some, "per": st.sampled_from(("day", "campaign"))}),
    },
)
ceilings = st.one_of(
    st.fixed_dictionaries({"amount": amounts}), st.fixed_dictionaries({"basis_points": st.sampled_from((0, 500, 3000))})
)


@st.composite
def documents(draw: st.DrawFn, most: int = 6) -> dict[str, Any]:
    """Return a rule-set document."""
    names = NAMES[: draw(st.integers(1, most))]
    numbers = draw(st.permutations(range(1, len(names) + 1)))
    optional: dict[str, Any] = {
        "enter": conditions,
        "schedule": schedules,
        "limits": limits,
        "ceiling": ceilings,
        "codes": st.sampled_from((["WELCOME"], {"batch": "spring"})),
        "excludes": st.lists(st.sampled_from(names), max_size=1),
        "enabled": st.booleans(),
    }
    said = st.sets(st.sampled_from(sorted(optional)), max_size=2)
    rules = [
        draw(
            st.fixed_dictionaries(
                {
                    "id": st.just(name),
                    "priority": st.just(number),
                    "title": st.just({"en": name}),
                    "group": st.sampled_from((None, "a", "b")),
                    "when": st.one_of(st.just({"all": []}), conditions),
                    "then": gives,
                },
                optional={each: optional[each] for each in draw(said)},
            )
        )
        for name, number in zip(names, numbers, strict=True)
    ]
    policies = st.sampled_from(("first", "best_for_shopper", "cheapest_for_shop"))
    return {
        "name": "default",
        "version": 1,
        "ceiling": {"basis_points": draw(st.sampled_from((0, 1500, 3500, 10_000)))},
        "groups": [{"id": name, "policy": draw(policies)} for name in ("a", "b")],
        "rules": rules,
    }


@st.composite
def plain_documents(draw: st.DrawFn) -> dict[str, Any]:
    """Return a rule-set document as most shops have it: percentages of the cart, free shipping, the first one wins."""
    document = draw(documents())
    for group in document["groups"]:
        group["policy"] = "first"
    rules = [{name: rule[name] for name in rule if name not in ("limits", "ceiling")} for rule in document["rules"]]
    for rule in rules:
        freed = {"free_shipping": draw(st.booleans())}
        # Some hardly more than a cart's ceiling.
        discount = {"type": "percent", "basis_points": draw(st.sampled_from((1, 333, 1600, 2000, 5000, 10_000)))}
        percent = {"discount": discount | draw(st.fixed_dictionaries({}, optional=lines))}
        rule["then"] = draw(st.sampled_from((percent, percent | freed, {"free_shipping": True}, rule["then"])))
    return document | {"rules": rules}


def read(document: dict[str, Any]) -> RuleSet:
    """Return the rule set of a document."""
    return parse_rule_set(document, currency="EUR", time_zone="Europe/Rome")


@st.composite
def carts(draw: st.DrawFn) -> Cart:
    """Return a cart of one to four lines."""
    shopping = tuple(
        Line(f"l-{n}", draw(st.sampled_from(ITEMS)), draw(st.integers(1, 4)), draw(amounts), tags=tuple(draw(tags)))
        for n in range(draw(st.integers(1, 4)))
    )
    codes = draw(st.sampled_from(((), ("welcome",), ("X7",), ("x7", "WELCOME", "other"))))
    shipping = Shipping(draw(st.booleans()), draw(st.sampled_from((0, 590))))
    return Cart("c-1", 1, "EUR", shopping, shipping=shipping, codes=codes)


tags = st.sets(st.sampled_from(TAGS)).map(sorted)
used = st.dictionaries(
    st.sampled_from(NAMES),
    st.builds(Usage, st.integers(0, 2), st.integers(0, 2), st.integers(0, 2), st.sampled_from((0, 900, 10_000))),
    max_size=3,
)
ends = st.sampled_from((NOW - 1, NOW + HOUR, NOW + DAY))
promises = st.one_of(st.none(), st.builds(Promise, st.sampled_from(NAMES), points, st.just("c-1"), ends))


@st.composite
def bases(draw: st.DrawFn) -> Basis:
    """Return what a decision depends on, within three days of ``NOW``."""
    shopping = draw(carts())
    floors = tuple(draw(st.sampled_from((0, 0, line.unit_price // 2, line.unit_price + 1))) for line in shopping.lines)
    return basis(
        shopping,
        now=NOW + draw(st.integers(-36 * 60, 36 * 60)) * MINUTE,
        idle_ms=draw(st.sampled_from((0, MINUTE, HOUR + 1))),
        prime=draw(st.booleans()),
        floors=floors,
        used=draw(used),
        codes=draw(st.sampled_from(({}, {"x7": "spring"}, {"x7": "used"}))),
        promise=draw(promises),
    )


def later(before: Basis, now: int, **changes: Any) -> Basis:
    """Return the basis of the next decision at ``now``, with no news but ``changes``."""
    return replace(before, sequence=before.sequence + 1, decided_at=now, **changes)
