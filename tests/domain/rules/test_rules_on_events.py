"""Documents of rules on events: what they may say, what is refused, and what of them a stored version keeps."""

import pytest

from shared.domain.basis import Grant, Intent
from shared.domain.cart import Cart
from shared.domain.engine import artefact
from shared.domain.errors import RuleSetError
from shared.domain.facts.gathered import Facts
from shared.domain.interventions import worded
from shared.domain.rules.model import Prompting
from shared.domain.rules.reading import parse_rule_set
from tests.factories import amounts, basis, cart, decided

BADGE = {"fact": "session.events.click_trust_badge", "op": "ge", "value": 1}


def rule(**members):
    shown = {"interventions": [{"type": "highlight_trust_badge"}]}
    return {
        "id": "badge",
        "priority": 1,
        "on": "events",
        "title": {"en": "Badge"},
        "when": BADGE,
        "then": shown,
    } | members


def read(*rules, **members):
    return parse_rule_set({"name": "default", "rules": [*rules], **members}, currency="EUR", time_zone="Europe/Rome")


def faults(document):
    with pytest.raises(RuleSetError) as refusal:
        read(document)
    return [(each.path, each.code) for each in refusal.value.errors]


def refused():
    raise AssertionError("the artefact was not read")


def test_a_rule_on_events_that_shows_nothing_is_refused():
    assert faults(rule(then={"free_shipping": True})) == [("$.rules[0].then", "missing")]


def test_an_occasion_or_a_span_that_there_is_not_is_refused():
    assert faults(rule(on="monday", lasts="for_ever")) == [
        ("$.rules[0].on", "unknown_value"),
        ("$.rules[0].lasts", "unknown_value"),
    ]


def test_a_rule_on_carts_grants_nothing_until_midnight():
    ten = {"id": "ten", "priority": 3, "title": {"en": "Ten"}, "then": {"discount": {"type": "fixed", "amount": 10}}}

    assert faults(ten | {"lasts": "day"}) == [("$.rules[0].lasts", "contradiction")]


def test_a_parameter_may_name_a_fact_that_there_is():
    telling = rule(then={"interventions": [{"type": "low_stock", "params": {"item_id": {"fact": "session.scarce"}}}]})

    assert faults(telling) == [("$.rules[0].then.interventions[0].params.item_id", "unknown_fact")]


def test_a_parameter_is_what_its_fact_says_and_is_left_out_when_that_says_nothing():
    params = {"seen": {"fact": "customer.last_filters"}, "item_id": {"fact": "session.scarce_wish"}, "place": "top"}
    (telling,) = read(rule(then={"interventions": [{"type": "personalise_home", "params": params}]})).prompts
    known = basis(cart(1000), observed={"customer.last_filters": ("size=m", "category=food")})

    shown = worded(telling.interventions[0], telling, Facts(known), "en")

    assert shown.params == {"place": "top", "seen": ("category=food", "size=m")}


def test_a_disabled_rule_on_events_is_left_out():
    assert read(rule(enabled=False)).prompts == ()


def test_a_rule_on_events_is_none_of_the_carts_unless_it_gives():
    giving = rule(id="ship", priority=2, then={"free_shipping": True, "interventions": [{"type": "notify"}]})

    rules = read(rule(), giving)

    assert [each.id for each in rules.prompts] == ["badge", "ship"]
    assert [each.id for each in rules.rules] == ["ship"]


def test_what_a_stored_version_is_asked_is_what_was_published():
    giving = rule(
        id="ship", priority=2, lasts="day", then={"free_shipping": True, "interventions": [{"type": "notify"}]}
    )
    carts = {"id": "ten", "priority": 3, "title": {"en": "Ten"}, "then": {"discount": {"type": "fixed", "amount": 10}}}
    document = {
        "name": "default",
        "rules": [rule(excludes=["ten"]), giving, carts],
        "interventions": {"per_session": 3, "gap_s": 20},
    }
    published = parse_rule_set(document, currency="EUR", time_zone="Europe/Rome")

    stored = artefact.load(
        artefact.build(document, published), currency="EUR", time_zone="Europe/Rome", otherwise=refused
    )

    assert tuple(stored.rules) == published.rules
    assert [each.id for each in stored.prompts] == ["badge", "ship"]
    assert stored.prompts[1] == published.prompts[1]
    assert stored.prompting == published.prompting == Prompting(3, 20_000)


def test_the_cents_of_the_default_rules_are_the_same_with_the_exit_offer_beside_them():
    grant = Grant("exit_offer", 0, 10**15)

    assert amounts(decided(cart(4000, 4000, 4000), grants=(grant,))) == {"high_intent": 1200 + 590}
    assert amounts(decided(cart(16_001), grants=(grant,))) == {"high_value": 3200, "exit_offer": 590}
    assert amounts(decided(cart(2500), prime=True, grants=(grant,))) == {"prime": 125 + 590}


def test_facts_of_an_empty_cart_are_those_of_a_session_without_one():
    empty = basis(Cart("", 0, "EUR", ()), intent=Intent(0.1, "prior@1"))

    assert (Facts(empty)["cart.subtotal"], Facts(empty)["cart.quantity"], Facts(empty)["cart.stage"]) == (0, 0, "cart")
