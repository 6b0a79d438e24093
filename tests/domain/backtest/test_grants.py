"""What is granted along a session is what a shop would grant that looks again whenever time changes something."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.backtest.grants import granted_until
from shared.domain.decisions import Basis, Grant, Promise, decide
from shared.domain.rules.model import RuleSet
from shared.domain.rules.reading import parse_rule_set
from tests.factories import DAY, HOUR, MINUTE, NOW, basis, cart

IDLE = {"fact": "cart.idle_ms", "op": "gt", "value": 5 * MINUTE}


def entered(number: int, enter: Any, when: Any = None, **more: Any) -> dict[str, Any]:
    return {
        "id": f"r{number}",
        "priority": number,
        "title": {"en": "a rule"},
        "when": when or {"fact": "cart.subtotal", "op": "gt", "value": 5000},
        "enter": enter,
        "then": {"discount": {"type": "percent", "basis_points": 1000}},
    } | more


def rules(*documents: dict[str, Any]) -> RuleSet:
    document = {"name": "default", "version": 1, "currency": "EUR", "ceiling": {"basis_points": 10000}}
    return parse_rule_set(
        document | {"offer_ttl_s": 1800, "rules": list(documents)}, currency="EUR", time_zone="Europe/Rome"
    )


def looked_at(rule_set: RuleSet, begun: Basis, moment: int) -> tuple[Grant, ...]:
    """Return the grants of a shop that decides anew at every moment that the decision before named."""
    verdict = decide(rule_set, begun)
    while verdict.next_check_at is not None and verdict.next_check_at < moment:
        verdict = decide(rule_set, replace(verdict.basis, decided_at=verdict.next_check_at))
    return tuple(grant for grant in verdict.basis.grants if rule_set.rules[rule_set.place_of(grant.rule)].enter)


def test_a_rule_that_waits_is_granted_when_its_time_comes_and_renewed_while_it_lasts():
    found = granted_until(rules(entered(1, IDLE)), basis(cart(6000)), (), NOW + 2 * HOUR)

    first = NOW + 5 * MINUTE + 1
    assert found == (Grant("r1", first + 90 * MINUTE, first + 120 * MINUTE),)


def test_a_grant_outlives_its_entrance_by_the_offers_time():
    enter = {"fact": "cart.idle_ms", "op": "lt", "value": 10 * MINUTE}
    rule_set = rules(entered(1, enter))

    assert granted_until(rule_set, basis(cart(6000)), (), NOW + 30 * MINUTE) == (Grant("r1", NOW, NOW + 30 * MINUTE),)
    assert granted_until(rule_set, basis(cart(6000)), (), NOW + 30 * MINUTE + 1) == ()


def test_a_promise_needs_no_entrance_while_it_lasts():
    rule_set = rules(entered(1, {"fact": "cart.quantity", "op": "gt", "value": 9}))
    promised = basis(cart(6000), promise=Promise("r1", 1000, "c-1", NOW + HOUR))

    assert granted_until(rule_set, promised, (), NOW + HOUR) != ()
    assert granted_until(rule_set, promised, (), NOW + 2 * HOUR) == ()


def test_rules_that_are_not_entered_leave_no_grant():
    plain = entered(1, IDLE)
    del plain["enter"]

    assert granted_until(rules(plain), basis(cart(6000)), (), NOW + DAY) == ()


@pytest.mark.parametrize("count", [1, 60], ids=["few", "many"])
def test_what_was_granted_before_goes_on(count):
    rule_set = rules(
        *[entered(n + 1, {"fact": "cart.shipping_selected", "op": "eq", "value": False}) for n in range(count)]
    )
    chosen = basis(cart(6000, selected=True), grants=(Grant("r1", NOW - MINUTE, NOW + MINUTE),))

    assert granted_until(rule_set, chosen, chosen.grants, NOW + MINUTE) == chosen.grants
    assert granted_until(rule_set, chosen, chosen.grants, NOW + MINUTE + 1) == ()


MINUTES = st.integers(0, 150).map(lambda minutes: minutes * MINUTE)
TIMED = st.builds(
    lambda op, value: {"fact": "cart.idle_ms", "op": op, "value": value}, st.sampled_from(["gt", "le", "ge"]), MINUTES
)
HOURS = st.builds(lambda hour: {"fact": "clock.hour", "op": "eq", "value": hour}, st.sampled_from([10, 11, 12]))
STILL = st.sampled_from(
    [
        {"fact": "cart.subtotal", "op": "gt", "value": 5000},
        {"fact": "cart.subtotal", "op": "gt", "value": 7000},
        {"fact": "cart.shipping_selected", "op": "eq", "value": False},
    ]
)
CONDITION = st.recursive(
    TIMED | HOURS | STILL,
    lambda inner: st.builds(
        lambda kind, parts: {kind: parts}, st.sampled_from(["all", "any"]), st.lists(inner, min_size=1, max_size=3)
    ),
    max_leaves=4,
)
SCHEDULE = st.none() | st.sampled_from(
    [
        {"weekly": {"days": ["sun"], "from": "10:20", "until": "11:10"}},
        {"weekly": {"days": ["sun"], "from": "09:00", "until": "10:45"}},
    ]
)


@settings(max_examples=200)
@given(
    st.lists(st.tuples(CONDITION, CONDITION, SCHEDULE), min_size=1, max_size=3),
    st.sampled_from([4000, 6000, 8000]),
    st.booleans(),
    MINUTES,
    st.integers(1, 3 * HOUR),
    st.none() | st.integers(1, 29 * MINUTE),
)
def test_following_each_rule_is_looking_at_all_of_them_again_and_again(parts, price, selected, idle, span, left):
    documents = [
        entered(n + 1, enter, when) | ({"schedule": schedule} if schedule else {})
        for n, (enter, when, schedule) in enumerate(parts)
    ]
    rule_set = rules(*documents)
    grants = () if left is None else (Grant("r1", NOW + left - 30 * MINUTE, NOW + left),)
    begun = basis(cart(price, selected=selected), idle_ms=idle, grants=grants)

    found = granted_until(rule_set, begun, grants, NOW + span)

    expected = [grant for grant in looked_at(rule_set, begun, NOW + span) if grant.expires_at > NOW + span - 1]
    assert [(grant.rule, grant.expires_at) for grant in found] == [(each.rule, each.expires_at) for each in expected]
