"""A whole rule document is read; whatever cannot be is named with its path, all of it at once."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

import shared.domain
from shared.domain.conditions.tree import ALWAYS, All, Comparison
from shared.domain.errors import RuleSetError
from shared.domain.rules.actions import (
    Fixed,
    Gift,
    Intervention,
    NthArticle,
    PerArticle,
    Percent,
    PriceCap,
    Tier,
    Tiered,
)
from shared.domain.rules.model import Budget, Ceiling, Codes, Gate, Group, Limits, RuleSet
from shared.domain.rules.reading import parse_rule_set

DEFAULT = json.loads((Path(shared.domain.__file__).parent / "rulesets" / "default.json").read_text())
PLAIN: dict[str, Any] = {
    "id": "ten",
    "priority": 1,
    "title": {"en": "Ten percent"},
    "then": {"discount": {"type": "percent", "basis_points": 1000}},
}


def read(*rules: dict[str, Any], **settings: Any) -> RuleSet:
    return parse_rule_set({"name": "spring", "rules": list(rules), **settings}, currency="EUR", time_zone="Europe/Rome")


def faults(*rules: dict[str, Any], **settings: Any) -> list[tuple[str, str]]:
    with pytest.raises(RuleSetError) as refusal:
        read(*rules, **settings)
    return [(each.path, each.code) for each in refusal.value.errors]


def giving(**then: Any) -> Any:
    return read({**PLAIN, "then": then}).rules[0]


def taking(**discount: Any) -> Any:
    return giving(discount=discount).discount


def test_the_least_that_a_rule_set_says():
    rules = read(PLAIN)

    assert (rules.name, rules.version, rules.currency, rules.zone.key) == ("spring", 0, "EUR", "Europe/Rome")
    assert (rules.ceiling_basis_points, rules.offer_ttl_ms, rules.groups, rules.gate) == (10_000, 1_800_000, (), None)
    assert (rules.rules[0].when, rules.rules[0].enter, rules.rules[0].group) == (ALWAYS, None, None)


def test_the_most_that_a_rule_set_says():
    rules = read(
        PLAIN,
        version=12,
        currency="PLN",
        time_zone="Europe/Warsaw",
        ceiling={"basis_points": 3500},
        offer_ttl_s=600,
        groups=[{"id": "profile", "policy": "best_for_shopper"}, {"id": "season"}],
        author="ania",
        note="spring",
        gate={"max_cost_increase": 500, "min_margin": 2000},
    )

    assert (rules.label, rules.currency, rules.zone.key) == ("spring@12", "PLN", "Europe/Warsaw")
    assert (rules.ceiling_basis_points, rules.offer_ttl_ms) == (3500, 600_000)
    assert rules.groups == (Group("profile", "best_for_shopper"), Group("season", "first"))
    assert (rules.author, rules.note, rules.gate) == ("ania", "spring", Gate(500, 2000))


def test_the_order_in_the_document_never_matters():
    second = {**PLAIN, "id": "five", "priority": 2}

    assert read(PLAIN, second) == read(second, PLAIN)


def test_each_kind_of_discount():
    assert taking(type="percent", basis_points=1000) == Percent(1000)
    assert taking(type="fixed", amount=500) == Fixed(500)
    assert taking(type="per_article", amount=500, beyond=2) == PerArticle(500, 2)
    assert taking(type="nth_article", every=3) == NthArticle(3, 10_000)
    assert taking(type="price_cap", amount=900) == PriceCap(900)
    assert taking(
        type="tiered",
        by="cart.subtotal",
        tiers=[{"from": 5000, "basis_points": 500}, {"from": 9000, "amount": 900}],
    ) == Tiered("cart.subtotal", (Tier(5000, basis_points=500), Tier(9000, amount=900)))


def test_tags_are_the_short_form_of_a_condition_on_lines():
    tagged = Comparison("line.tags", "contains_any", frozenset({"seasonal:panettone"}))

    assert taking(type="percent", basis_points=2000, tags=["seasonal:panettone"]) == Percent(2000, tagged)


def test_shipping_gift_and_interventions():
    rule = giving(
        free_shipping=True,
        gift={"item_id": "mug", "from": 5000},
        interventions=[{"type": "badge", "text": {"pl": "Nowość"}, "params": {"seconds": 30, "top": True}}],
    )

    assert rule.shipping_basis_points == 10_000
    assert rule.gift == Gift("mug", "cart.subtotal", 5000)
    assert rule.interventions == (Intervention("badge", ALWAYS, {"pl": "Nowość"}, {"seconds": 30, "top": True}),)
    assert giving(shipping_basis_points=5000).shipping_basis_points == 5000


def test_limits_ceiling_and_exclusions():
    limits = {"per_session": 1, "per_customer": 2, "total": 100, "budget": {"amount": 50_000, "per": "week"}}
    other = {**PLAIN, "id": "five", "priority": 2}

    rule = read({**PLAIN, "limits": limits, "ceiling": {"amount": 2000}, "excludes": ["five"]}, other).rules[0]

    assert rule.limits == Limits(1, 2, 100, Budget(50_000, "week"))
    assert rule.ceiling == Ceiling(amount=2000)
    assert rule.excludes == {"five"}


def test_codes_become_part_of_the_condition():
    words = read({**PLAIN, "codes": ["WELCOME", "Ciao"]}).rules[0]
    batch = read({**PLAIN, "codes": {"batch": "spring"}}).rules[0]

    assert words.codes == Codes(frozenset({"welcome", "ciao"}))
    assert words.when == All((Comparison("cart.codes", "contains_any", frozenset({"welcome", "ciao"})),))
    assert batch.codes == Codes(batch="spring")
    assert batch.when == All((Comparison("cart.codes", "contains_any", frozenset({"batch:spring"})),))


def test_null_says_nothing():
    assert read({**PLAIN, "group": None, "enter": None, "schedule": None}) == read(PLAIN)


def test_every_fault_is_named_at_once():
    wrong = copy.deepcopy(DEFAULT)
    wrong["rules"][0]["when"]["all"][0]["fact"] = "cart.weight"
    wrong["rules"][2]["then"]["discount"]["basis_points"] = 20_000
    wrong["rules"][6]["schedule"] = "on Saturdays"
    del wrong["rules"][7]["title"]

    with pytest.raises(RuleSetError) as refusal:
        parse_rule_set(wrong, currency="EUR", time_zone="Europe/Rome")

    assert {(each.path, each.code) for each in refusal.value.errors} == {
        ("$.rules[0].when.all[0].fact", "unknown_fact"),
        ("$.rules[2].then.discount.basis_points", "out_of_range"),
        ("$.rules[6].schedule", "wrong_type"),
        ("$.rules[7].title", "missing"),
    }


@pytest.mark.parametrize(
    ("change", "path", "code"),
    [
        ({"prioritty": 1}, "$.rules[0].prioritty", "unknown_member"),
        ({"priority": "1"}, "$.rules[0].priority", "wrong_type"),
        ({"priority": True}, "$.rules[0].priority", "wrong_type"),
        ({"priority": 0}, "$.rules[0].priority", "out_of_range"),
        ({"id": "ten percent"}, "$.rules[0].id", "invalid_id"),
        ({"title": {"de": "Zehn"}}, "$.rules[0].title", "missing"),
        ({"title": {"en": ""}}, "$.rules[0].title.en", "out_of_range"),
        ({"group": "profil"}, "$.rules[0].group", "unknown_group"),
        ({"excludes": ["twelve"]}, "$.rules[0].excludes", "unknown_rule"),
        ({"codes": ["A:B"]}, "$.rules[0].codes[0]", "invalid_code"),
        ({"codes": {"bach": "spring"}}, "$.rules[0].codes.bach", "unknown_member"),
        ({"limits": {"per_session": 0}}, "$.rules[0].limits.per_session", "out_of_range"),
        ({"limits": {"budget": {"amount": 1, "per": "year"}}}, "$.rules[0].limits.budget.per", "unknown_value"),
        ({"ceiling": {}}, "$.rules[0].ceiling", "missing"),
        ({"then": {}}, "$.rules[0].then", "gives_nothing"),
        ({"then": {"discount": {"type": "percentage"}}}, "$.rules[0].then.discount.type", "unknown_value"),
        ({"then": {"discount": {"type": "percent"}}}, "$.rules[0].then.discount.basis_points", "missing"),
        ({"then": {"discount": {"type": "fixed", "amount": 0}}}, "$.rules[0].then.discount.amount", "out_of_range"),
        ({"then": {"free_shiping": True}}, "$.rules[0].then.free_shiping", "unknown_member"),
        (
            {"then": {"free_shipping": True, "shipping_basis_points": 5000}},
            "$.rules[0].then.shipping_basis_points",
            "contradiction",
        ),
        ({"then": {"gift": {"item_id": "mug", "fact": "cart.tags"}}}, "$.rules[0].then.gift.fact", "unknown_fact"),
        (
            {"then": {"interventions": [{"type": "badge", "params": {"sizes": [1]}}]}},
            "$.rules[0].then.interventions[0].params.sizes",
            "wrong_type",
        ),
    ],
)
def test_a_fault_is_refused_with_its_path(change: dict[str, Any], path: str, code: str):
    assert (path, code) in faults({**PLAIN, **change})


def test_tiers_ascend_and_say_one_thing():
    tiers = [{"from": 9000, "amount": 900}, {"from": 5000, "basis_points": 500, "amount": 1}]

    found = faults({**PLAIN, "then": {"discount": {"type": "tiered", "by": "cart.subtotal", "tiers": tiers}}})

    assert found == [
        ("$.rules[0].then.discount.tiers[1]", "contradiction"),
        ("$.rules[0].then.discount.tiers", "out_of_order"),
    ]


def test_a_misspelt_member_is_answered_with_the_one_meant():
    with pytest.raises(RuleSetError, match="did you mean 'priority'"):
        read({**PLAIN, "prioritty": 1})


def test_settings_that_cannot_be_read():
    assert faults(PLAIN, time_zone="Europe/Roma") == [("$.time_zone", "unknown_time_zone")]
    assert faults(PLAIN, colour="red") == [("$.colour", "unknown_member")]


def test_a_document_may_name_its_schema_for_the_editor():
    assert read(PLAIN, **{"$schema": "https://shop.example/v1/rulesets/schema.json"}) == read(PLAIN)
    assert faults(PLAIN, groups=[{"id": "a"}, {"id": "a"}]) == [("$.groups[1].id", "duplicate")]
