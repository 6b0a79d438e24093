"""A draft over recorded carts: what changes, what it costs, and that nothing changes when nothing is different."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.domain.backtest.order import BacktestOrder
from shared.domain.backtest.run import Progress, backtest
from shared.domain.decisions import Basis, Grant, Promise, decide
from shared.domain.rules.model import RuleSet
from shared.domain.rules.reading import parse_rule_set
from shared.domain.usage import Usage
from tests.factories import DAY, HOUR, MINUTE, NOW, RULES, basis, cart

ORDER = BacktestOrder("default", 7, NOW, NOW + DAY)
PERCENT = {"type": "percent", "basis_points": 1000}


def rule(name: str, priority: int, above: int, basis_points: int = 1000, **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "priority": priority,
        "title": {"en": name},
        "when": {"fact": "cart.subtotal", "op": "gt", "value": above},
        "then": {"discount": {"type": "percent", "basis_points": basis_points}},
    } | more


def rules(*documents: dict[str, Any], version: int = 1, **more: Any) -> RuleSet:
    document = {
        "name": "default",
        "version": version,
        "currency": "EUR",
        "ceiling": {"basis_points": 10000},
        "offer_ttl_s": 1800,
        "rules": list(documents),
    }
    return parse_rule_set(document | more, currency="EUR", time_zone="Europe/Rome")


TEN = rules(rule("ten", 1, 10000))


def lived(served: RuleSet, *steps: Basis, session_id: str = "s-0") -> list[Basis]:
    """Return what the stack would have recorded of a session that served these steps."""
    recorded: list[Basis] = []
    for n, step in enumerate(steps):
        before = recorded[-1] if recorded else None
        grants, told = (before.grants, before.told) if before else ((), None)
        asked = replace(step, session_id=session_id, sequence=n + 1, grants=grants, told=told)
        recorded.append(decide(served, asked).basis)
    return recorded


def report(recorded: Iterable[Basis], draft: RuleSet, served: RuleSet = TEN, **more: Any) -> Any:
    return backtest(recorded, more.pop("order", ORDER), draft, lambda _: served, **more)


def one(step: Basis, draft: RuleSet, served: RuleSet = TEN) -> Any:
    return report(lived(served, step), draft, served)


def test_the_same_rules_change_no_cart() -> None:
    found = one(basis(cart(12000)), TEN)

    assert (found["carts"], found["changed"], found["cost"]) == (1, 0, {"before": 1200, "after": 1200})
    assert found["histogram"] == [{"from": 0, "to": 0, "carts": 1}]
    assert found["examples"] == []


def test_what_a_session_rule_promised_costs_what_it_did_and_nothing_in_a_draft_without_it() -> None:
    promised = basis(cart(2500), grants=(Grant("exit_offer", NOW, NOW + DAY),))
    recorded = [decide(RULES, promised).basis]

    assert report(recorded, RULES, RULES)["cost"] == {"before": 590, "after": 590}
    assert report(recorded, TEN, RULES)["cost"] == {"before": 590, "after": 0}


def test_a_dearer_rule_costs_more_and_brings_less() -> None:
    found = one(basis(cart(12000)), rules(rule("ten", 1, 10000, 1500)))

    assert (found["changed"], found["cost"]) == (1, {"before": 1200, "after": 1800})
    assert found["revenue"] == {"before": 10800, "after": 10200}
    assert found["histogram"][-1] == {"from": 500, "to": 999, "carts": 1}


def test_every_rule_has_its_line_those_of_the_draft_first() -> None:
    found = one(basis(cart(12000)), rules(rule("never", 1, 99999), rule("twelve", 2, 10000, 1200)))

    assert [(each["rule"], each["carts_before"], each["carts_after"]) for each in found["rules"]] == [
        ("never", 0, 0),
        ("twelve", 0, 1),
        ("ten", 1, 0),
    ]
    assert [(each["cost_before"], each["cost_after"]) for each in found["rules"]] == [(0, 0), (0, 1440), (1200, 0)]


def test_a_cart_that_loses_its_offer_is_named() -> None:
    found = one(basis(cart(12000)), rules(rule("ten", 1, 20000)))

    assert found["lost_carts"] == 1
    assert [(each["cart_id"], each["before"], each["after"]) for each in found["lost"]] == [("c-1", 1200, 0)]


def test_the_last_state_of_a_cart_counts() -> None:
    recorded = lived(TEN, basis(cart(20000)), basis(cart(11000), now=NOW + MINUTE))

    found = report(recorded, TEN)

    assert (found["carts"], found["decisions"], found["cost"]["before"]) == (1, 2, 1100)


def test_a_cart_that_was_emptied_counts_not() -> None:
    recorded = lived(TEN, basis(cart(20000)), basis(cart(), now=NOW + MINUTE))

    assert report(recorded, TEN)["carts"] == 0


def test_a_bought_cart_counts_as_it_was_when_it_was_bought() -> None:
    bought = basis(cart(20000, stage="completed"), now=NOW + MINUTE)

    found = report(lived(TEN, basis(cart(20000)), bought), TEN)

    assert found["cost"] == {"before": 2000, "after": 2000}
    assert found["bought"]["carts"] == 1
    assert found["bought"]["revenue"] == {"before": 18000, "after": 18000}


def test_the_next_cart_of_a_session_is_another_cart() -> None:
    bought = basis(cart(20000, stage="completed"), now=NOW + MINUTE)
    following = basis(cart(30000, cart_id="c-2"), now=NOW + 2 * MINUTE)

    found = report(lived(TEN, basis(cart(20000)), bought, following), TEN)

    assert (found["carts"], found["cost"]["before"], found["bought"]["carts"]) == (2, 5000, 1)


def test_shipping_is_a_cost_and_no_loss_of_revenue() -> None:
    shipped = rule("ten", 1, 10000) | {"then": {"discount": PERCENT, "free_shipping": True}}

    found = one(basis(cart(12000)), rules(shipped))

    assert found["cost"] == {"before": 1200, "after": 1790}
    assert found["revenue"] == {"before": 10800, "after": 10800}


def test_the_margin_is_of_the_lines_whose_floor_is_known() -> None:
    with_floor = basis(cart(10000, 2000), floors=(7000, 0))

    found = one(with_floor, rules(rule("ten", 1, 10000, 2000)))

    # 100 euro less 70 leave 30; 10 % take 10 of them, 20 % take 20.
    assert found["margin"] == {"before": 2000, "after": 1000, "carts": 1, "revenue": {"before": 9000, "after": 8000}}


def test_the_draft_has_its_own_history_of_grants() -> None:
    once_entered = rule("ten", 1, 10000, enter={"fact": "cart.shipping_selected", "op": "eq", "value": False})
    never_entered = rule("ten", 1, 10000, enter={"fact": "cart.quantity", "op": "gt", "value": 9})
    served = rules(once_entered)
    chosen, bought = (
        basis(cart(12000, selected=True, stage=stage), now=NOW + MINUTE) for stage in ("cart", "completed")
    )
    recorded = lived(served, basis(cart(12000)), chosen, bought)

    same, other = report(recorded, served, served), report(recorded, rules(never_entered), served)

    assert same["cost"] == {"before": 1200, "after": 1200}
    assert other["cost"] == {"before": 1200, "after": 0}


def test_a_rule_of_the_draft_that_waits_fires_though_nothing_was_recorded_then() -> None:
    patient = rule("ten", 1, 10000, enter={"fact": "cart.idle_ms", "op": "gt", "value": 10 * MINUTE})

    found = report(lived(TEN, basis(cart(12000))), rules(patient))

    assert found["cost"] == {"before": 1200, "after": 1200}


def test_a_cart_bought_before_the_draft_would_have_waited_enough_gets_nothing() -> None:
    patient = rule("ten", 1, 10000, enter={"fact": "cart.idle_ms", "op": "gt", "value": 10 * MINUTE})
    bought = basis(cart(12000, stage="completed"), now=NOW + 9 * MINUTE)

    assert report(lived(TEN, basis(cart(12000)), bought), rules(patient))["cost"] == {"before": 1200, "after": 0}


def test_a_reminder_would_have_promised_what_the_draft_gives() -> None:
    back = basis(cart(8000), returned_after_ms=8 * DAY, promise=Promise("dormant", 1500, "c-1", NOW + DAY))
    generous = rule("dormant", 1, 6000, 1800)
    without = rule("another", 1, 99999)

    assert one(back, rules(generous), RULES)["cost"] == {"before": 1200, "after": 1440}
    assert one(back, rules(without), RULES)["cost"] == {"before": 1200, "after": 0}


def test_a_limited_rule_is_used_up_by_what_is_bought_under_it() -> None:
    limited = rules(rule("ten", 1, 10000, limits={"total": 2}))
    recorded = [
        each
        for n in range(4)
        for each in lived(
            TEN,
            basis(cart(12000), now=NOW + n * 10 * MINUTE),
            basis(cart(12000, stage="completed"), now=NOW + n * 10 * MINUTE + 1000),
            session_id=f"s-{n}",
        )
    ]

    found = report(recorded, limited)

    assert (found["carts"], found["cost"]) == (4, {"before": 4800, "after": 2400})


def test_a_cart_bought_after_others_does_not_see_them_twice() -> None:
    twice = rules(rule("ten", 1, 10000, limits={"total": 2}))
    used = {"ten": Usage(uses=1)}
    slow = (
        basis(cart(12000)),
        basis(cart(12000), now=NOW + HOUR, used=used),
        basis(cart(12000, stage="completed"), now=NOW + HOUR + 1000, used=used),
    )
    quick = (
        basis(cart(12000), now=NOW + MINUTE),
        basis(cart(12000, stage="completed"), now=NOW + 2 * MINUTE),
    )
    recorded = lived(twice, *slow) + lived(twice, *quick, session_id="s-1")

    found = report(sorted(recorded, key=lambda each: each.decided_at), twice, twice)

    assert found["bought"]["cost"] == {"before": 2400, "after": 2400}


def test_a_session_that_began_before_the_period_is_left_out() -> None:
    recorded = lived(TEN, basis(cart(20000)), basis(cart(11000), now=NOW + MINUTE))[1:]

    found = report(recorded, TEN)

    assert (found["carts"], found["sessions"], found["cut_off"]) == (0, 1, 1)


def test_no_more_carts_are_looked_at_than_asked_for() -> None:
    recorded = [
        each
        for n in range(5)
        for each in lived(TEN, basis(cart(12000), now=NOW + n * 3 * 60 * MINUTE), session_id=f"s-{n}")
    ]

    found = report(recorded, TEN, order=replace(ORDER, carts=2))

    assert (found["carts"], found["reached"]) == (2, NOW + 3 * 60 * MINUTE)


def test_what_is_recorded_twice_counts_once() -> None:
    recorded = lived(TEN, basis(cart(12000)))

    assert report([*recorded, *recorded], TEN)["carts"] == 1


def test_an_example_has_both_decisions_and_both_reasons_and_names_nobody() -> None:
    found = one(basis(cart(12000)), rules(rule("ten", 1, 10000, 1500)))

    (example,) = found["examples"]
    before, after = example["before"], example["after"]
    assert before["decision"]["decision_id"] == after["decision"]["decision_id"] == example["decision_id"]
    assert [each["amount"] for each in before["decision"]["totals"]] == [12000, -1200, 590, 0, 11390]
    assert [each["amount"] for each in after["decision"]["totals"]] == [12000, -1800, 590, 0, 10790]
    assert (after["explanation"][0]["rule"], after["explanation"][0]["outcome"]) == ("ten", "applied")
    assert after["decision"]["ruleset"] == "default@draft"
    assert "s-0" not in repr(found)


def test_the_examples_are_the_largest_changes_each_way() -> None:
    served, draft = rules(rule("ten", 1, 10000)), rules(rule("ten", 1, 20000, 2000))
    recorded = [
        each
        for n in range(40)
        for each in lived(served, basis(cart(11000 + n * 500), now=NOW + n), session_id=f"s-{n}")
    ]

    examples = report(recorded, draft, served)["examples"]

    subtotals = [example["cart"]["lines"][0]["unit_price"] for example in examples]
    assert subtotals == [30500, 30000, 29500, 29000, 20000, 19500, 19000, 18500]


def test_who_watches_is_told_and_may_stop_it() -> None:
    told: list[Progress] = []

    def stop(progress: Progress) -> None:
        told.append(progress)
        raise TimeoutError

    with pytest.raises(TimeoutError):
        report(lived(TEN, basis(cart(12000))), TEN, watch=stop)

    assert [(each.sessions, each.decisions, each.carts) for each in told] == [(1, 1, 1)]


STEP = st.tuples(
    st.lists(st.integers(100, 20_000), max_size=4),
    st.integers(0, 40 * MINUTE),
    st.booleans(),
    st.sampled_from(["cart", "checkout", "completed"]),
    st.integers(0, 5),
)


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(STEP, min_size=1, max_size=6), min_size=1, max_size=4))
def test_a_draft_equal_to_what_served_changes_nothing_whatever_happened(sessions: list[Any]) -> None:
    recorded: list[Basis] = []
    for n, steps in enumerate(sessions):
        now, shoppings = NOW, []
        for prices, pause, selected, stage, adds in steps:
            now += pause
            shoppings.append(basis(cart(*prices, selected=selected, stage=stage), now=now, adds=adds))
        recorded += lived(RULES, *shoppings, session_id=f"s-{n}")
    recorded.sort(key=lambda each: each.decided_at)

    found = report(recorded, RULES, RULES)

    assert (found["changed"], found["cost"]["before"]) == (0, found["cost"]["after"])
    assert found == report(recorded, RULES, RULES)
