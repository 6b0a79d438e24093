"""A rule set that does not validate is refused with the path to what is wrong."""

import copy
import json
from pathlib import Path

import pytest

import shared.domain
from shared.domain.conditions.holding import holds
from shared.domain.conditions.reading import parse_condition
from shared.domain.conditions.reasons import explained
from shared.domain.conditions.timing import changes_at
from shared.domain.conditions.tree import AnyOf, Comparison, Not
from shared.domain.errors import RuleSetError
from shared.domain.rules.model import localised
from shared.domain.rules.reading import parse_rule_set
from tests.factories import NOW, RULES, basis, cart

DOCUMENT = json.loads((Path(shared.domain.__file__).parent / "rulesets" / "default.json").read_text())
SUBTOTAL = {"fact": "cart.subtotal", "op": "gt", "value": 100}


def facts(**changes):
    return basis(cart(4000, 4000), **changes).facts


def test_the_default_rule_set_has_its_rules_in_order():
    assert [rule.id for rule in RULES.rules] == [
        "compound",
        "high_intent",
        "high_value",
        "dormant",
        "tender",
        "prime",
        "peak_hours",
        "seasonal",
        "exit_offer",
    ]
    assert [rule.id for rule in RULES.prompts] == [
        "proactive_chat",
        "exit_offer",
        "trust_in_summary",
        "home_by_filters",
        "low_stock",
        "ready_to_buy",
        "stuck_at_checkout",
    ]
    assert RULES.label == "default@1"


def test_the_rules_that_wait_for_experiments_parse_too():
    everything_on = copy.deepcopy(DOCUMENT)
    for rule in everything_on["rules"]:
        rule["enabled"] = True

    names = [rule.id for rule in parse_rule_set(everything_on, currency="EUR", time_zone="Europe/Rome").rules]

    assert names[9:] == ["fixed_10", "patient_15", "per_article", "few_but_dear", "add_ons"]


@pytest.mark.parametrize(
    ("condition", "path", "code"),
    [
        ({"fact": "cart.weight", "op": "gt", "value": 1}, "$.when.fact", "unknown_fact"),
        ({"fact": "cart.subtotal", "op": "like", "value": 1}, "$.when.op", "unknown_operator"),
        ({"fact": "cart.subtotal", "op": "gt", "value": "100"}, "$.when.value", "wrong_type"),
        ({"fact": "cart.subtotal", "op": "gt", "value": True}, "$.when.value", "wrong_type"),
        ({"fact": ["cart.subtotal"], "op": "gt", "value": 1}, "$.when.fact", "unknown_fact"),
        ({"all": [SUBTOTAL, {"any": 5}]}, "$.when.all[1].any", "wrong_type"),
        ({"none": []}, "$.when", "unknown_key"),
        ("cart.subtotal > 100", "$.when", "wrong_type"),
    ],
)
def test_a_condition_that_cannot_be_read_is_refused_with_its_path(condition, path, code):
    with pytest.raises(RuleSetError) as refusal:
        parse_condition(condition, "$.when")

    assert (refusal.value.errors[0].path, refusal.value.errors[0].code) == (path, code)


def test_two_rules_cannot_share_a_priority():
    document = copy.deepcopy(DOCUMENT)
    document["rules"][1]["priority"] = 1

    with pytest.raises(RuleSetError, match="share an id or a priority"):
        parse_rule_set(document, currency="EUR", time_zone="Europe/Rome")


def test_any_and_not_are_what_they_say():
    cheap, many = Comparison("cart.subtotal", "lt", 100), Comparison("cart.quantity", "ge", 2)

    assert holds(AnyOf((cheap, many)), facts())
    assert not holds(AnyOf(()), facts())
    assert not holds(Not(many), facts())


def test_a_condition_on_a_running_fact_knows_when_it_changes():
    long_idle, short_idle = Comparison("cart.idle_ms", "gt", 300_000), Comparison("cart.idle_ms", "le", 1000)

    assert changes_at(long_idle, facts(), NOW) == NOW + 300_001
    assert changes_at(Not(short_idle), facts(), NOW) == NOW + 1001
    assert changes_at(AnyOf((long_idle, short_idle)), facts(), NOW) == NOW + 1001
    assert changes_at(Comparison("cart.subtotal", "gt", 1), facts(), NOW) is None


def test_an_explanation_says_actual_required_and_what_is_missing():
    assert explained(Comparison("cart.subtotal", "gt", 10_000), basis(cart(4000, 4000)).facts) == {
        "fact": "cart.subtotal",
        "op": "gt",
        "required": 10_000,
        "actual": 8000,
        "met": False,
        "short_by": 2001,
    }


def test_a_text_that_is_missing_in_a_language_is_read_in_english():
    assert localised({"it": "ciao", "en": "hello"}, "pl-PL") == "hello"
    assert localised({"it": "ciao"}, None) == "ciao"
