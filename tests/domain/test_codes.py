"""Coupon codes: which count, and what is said of the others in the words of the Universal Commerce Protocol."""

from typing import Any

from shared.domain.answers import answer
from shared.domain.decisions import Verdict, decide
from shared.domain.rules.model import RuleSet
from shared.domain.rules.reading import parse_rule_set
from shared.domain.usage import Usage
from tests.factories import NOW, amounts, basis, cart, decided


def rules(*documents: dict[str, Any], **settings: Any) -> RuleSet:
    document = {"groups": [{"id": "deals"}], "rules": list(documents), **settings}
    return parse_rule_set(document, currency="EUR", time_zone="Europe/Rome")


def coded(rule_id: str = "welcome", priority: int = 1, **members: Any) -> dict[str, Any]:
    usual = {
        "id": rule_id,
        "priority": priority,
        "title": {"en": rule_id},
        "codes": ["WELCOME"],
        "then": {"discount": {"type": "percent", "basis_points": 1000}},
    }
    return usual | members


def entering(*codes: str, by: RuleSet, price: int = 10_000, **changes: Any) -> Verdict:
    return decide(by, basis(cart(price, codes=codes), **changes))


def said(verdict: Verdict) -> list[tuple[str, str]]:
    return [(each.code.removeprefix("discount_code_"), each.path) for each in verdict.codes.messages]


def test_a_code_counts_in_whatever_case_it_is_entered():
    verdict = entering("Welcome", by=rules(coded()))

    assert amounts(verdict) == {"welcome": 1000}
    assert verdict.codes.counting == ("Welcome",)
    assert said(verdict) == []


def test_a_code_counts_with_blanks_around_it():
    verdict = entering(" welcome ", by=rules(coded()))

    assert amounts(verdict) == {"welcome": 1000}
    assert verdict.codes.counting == (" welcome ",)


def test_without_its_code_a_rule_gives_nothing():
    assert amounts(entering(by=rules(coded()))) == {}


def test_a_rule_that_needs_a_code_is_not_automatic():
    plain = coded("always", 2)
    del plain["codes"]

    decision = answer(entering("WELCOME", by=rules(coded(), plain)), repr)

    assert {each["rule"]: each["automatic"] for each in decision.discounts.applied} == {
        "welcome": False,
        "always": True,
    }
    assert decision.discounts.codes == ("WELCOME",)


def test_a_discount_names_the_code_that_it_is_for_as_it_was_entered():
    plain, spring = coded("always", 3), coded("spring", 2, codes={"batch": "spring"})
    del plain["codes"]
    verdict = entering("Nope", "Welcome", "ml-1", by=rules(coded(), spring, plain), codes={"ml-1": "spring"})

    discounts = answer(verdict, repr).discounts.applied

    assert {each["rule"]: each.get("code", "none") for each in discounts} == {
        "welcome": "Welcome",
        "spring": "ml-1",
        "always": "none",
    }


def test_a_code_that_there_is_not_is_answered_and_refuses_nothing():
    assert said(decided(cart(100, codes=("WELCOME", "AGAIN")))) == [
        ("invalid", "$.codes[0]"),
        ("invalid", "$.codes[1]"),
    ]
    assert said(decided(cart(codes=("WELCOME",)))) == [("invalid", "$.codes[0]")]


def test_a_code_whose_conditions_are_not_met():
    dear = coded(when={"fact": "cart.subtotal", "op": "gt", "value": 10_000})

    assert said(entering("welcome", by=rules(dear))) == [("user_ineligible", "$.codes[0]")]
    assert said(entering("welcome", by=rules(dear), price=10_001)) == []


def test_a_code_whose_time_is_over():
    spring = coded(schedule={"until": "2026-06-01"})

    assert said(entering("welcome", by=rules(spring))) == [("expired", "$.codes[0]")]


def test_a_code_that_does_not_go_with_another():
    first, second = coded(group="deals"), coded("other", 2, group="deals", codes=["OTHER"])

    verdict = entering("other", "welcome", by=rules(first, second))

    assert amounts(verdict) == {"welcome": 1000}
    assert verdict.codes.counting == ("welcome",)
    assert said(verdict) == [("combination_disallowed", "$.codes[0]")]


def test_a_code_that_is_excluded_by_what_is_given_already():
    always = coded("always", 1, excludes=["welcome"])
    del always["codes"]

    verdict = entering("welcome", by=rules(always, coded(priority=2)))

    assert amounts(verdict) == {"always": 1000}
    assert said(verdict) == [("combination_disallowed", "$.codes[0]")]


def test_a_code_for_one_use():
    spring = rules(coded(codes={"batch": "spring"}))

    good = entering("X7-Q2", by=spring, codes={"x7-q2": "spring"})
    used = entering("X7-Q2", by=spring, codes={"x7-q2": "used"})
    guessed = entering("X7-Q3", by=spring)
    batch_itself = entering("batch:spring", by=spring)

    assert (amounts(good), good.codes.counting) == ({"welcome": 1000}, ("X7-Q2",))
    assert (amounts(used), said(used)) == ({}, [("already_used", "$.codes[0]")])
    assert (amounts(guessed), said(guessed)) == ({}, [("invalid", "$.codes[0]")])
    assert (amounts(batch_itself), said(batch_itself)) == ({}, [("invalid", "$.codes[0]")])


def test_a_code_that_was_redeemed_as_often_as_it_may_be():
    once = rules(coded(limits={"per_customer": 1}))

    verdict = entering("welcome", by=once, used={"welcome": Usage(uses=7, customer_uses=1)})

    assert amounts(verdict) == {}
    assert said(verdict) == [("already_used", "$.codes[0]")]


def test_one_code_of_several_rules_counts_when_one_of_them_is_at_work():
    big = coded("big", 1, when={"fact": "cart.subtotal", "op": "gt", "value": 50_000})

    verdict = entering("welcome", by=rules(big, coded("small", 2)))

    assert amounts(verdict) == {"small": 1000}
    assert (verdict.codes.counting, said(verdict)) == (("welcome",), [])


def test_a_decision_with_codes_is_replayed():
    spring = rules(coded(codes={"batch": "spring"}))

    verdict = entering("X7", "WELCOME", by=spring, codes={"x7": "spring"}, now=NOW)

    assert decide(spring, verdict.basis) == verdict
