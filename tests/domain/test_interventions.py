"""What is shown or sent beside the discounts, and gifts with their progress."""

from dataclasses import replace
from typing import Any

from shared.domain.basis import Intent
from shared.domain.cart import Cart
from shared.domain.decisions import Verdict, decide
from shared.domain.items import priced
from shared.domain.session import Observed, receive, wake
from tests.domain.offers import above, rule, rules
from tests.factories import MINUTE, NOW, amounts, basis, cart, session

MUG = rule("mug", then={"gift": {"item_id": "mug", "from": 5000}})


def with_mug(*prices: int, mug: int = 900) -> Cart:
    filled = cart(*prices, mug)
    return replace(filled, lines=(*filled.lines[:-1], replace(filled.lines[-1], item_id="mug")))


def shown(verdict: Verdict) -> list[tuple[str, Any]]:
    return [(each.type, dict(each.params)) for each in verdict.interventions]


def test_an_intervention_carries_its_parameters_and_the_text_in_the_shoppers_language():
    texts = {"it": "Ancora poco", "en": "Hurry", "pl": "Ostatnie sztuki"}
    hurry = rule("hurry", then={"interventions": [{"type": "badge", "text": texts, "params": {"seconds": 30}}]})

    verdict = decide(rules(hurry), basis(cart(1000), locale="pl-PL"))

    assert shown(verdict) == [("badge", {"seconds": 30, "text": "Ostatnie sztuki"})]
    assert verdict.suppressed == {}


def test_of_two_of_one_type_the_first_that_may_goes_out():
    kinds = [
        {"type": "notify", "when": above(9000), "params": {"n": 1}},
        {"type": "notify", "params": {"n": 2}},
        {"type": "notify", "params": {"n": 3}},
    ]
    told = rules(rule("told", then={"interventions": kinds}))

    verdict = decide(told, basis(cart(5000)))

    assert [each.params for each in verdict.interventions] == [{"n": 2}]
    assert decide(told, verdict.basis).interventions == verdict.interventions


def test_the_way_to_a_gift_is_part_of_every_decision():
    first = decide(rules(MUG), basis(cart(3760)))
    again = decide(rules(MUG), basis(cart(4000), sequence=2, told=first.basis.told))

    assert shown(first) == [("gift_progress", {"item_id": "mug", "fact": "cart.subtotal", "missing": 1240})]
    assert shown(again) == [("gift_progress", {"item_id": "mug", "fact": "cart.subtotal", "missing": 1000})]


def test_a_gift_that_is_earned_is_said_once():
    first = decide(rules(MUG), basis(cart(5000)))
    again = decide(rules(MUG), basis(cart(5000), sequence=2, told=first.basis.told))

    assert shown(first) == [("gift_earned", {"item_id": "mug"})]
    assert shown(again) == []
    assert first.suppressed == {"mug": "zero_amount"}


def test_one_gift_in_the_cart_is_free():
    filled = with_mug(5000)
    two = replace(filled, lines=(filled.lines[0], replace(filled.lines[1], quantity=2)))

    assert amounts(decide(rules(MUG), basis(filled))) == {"mug": 900}
    assert amounts(decide(rules(MUG), basis(two))) == {"mug": 900}
    assert decide(rules(MUG), basis(filled)).applied[0].allocations == (0, 900)


def test_the_gift_itself_does_not_help_to_earn_it():
    verdict = decide(rules(MUG), basis(with_mug(4200)))

    assert amounts(verdict) == {}
    assert shown(verdict) == [("gift_progress", {"item_id": "mug", "fact": "cart.subtotal", "missing": 800})]


def test_a_discount_and_a_gift_of_one_rule_add_up():
    both = rule("both", then={"gift": {"item_id": "mug"}, "discount": {"type": "percent", "basis_points": 1000}})

    verdict = decide(rules(both), basis(with_mug(4000, mug=1000)))

    # Nothing goes below zero: a tenth of the mug is given already, so the gift is the rest of it.
    assert amounts(verdict) == {"both": 400 + 1000}
    assert verdict.applied[0].allocations == (400, 1000)


def test_progress_alone_is_no_news():
    chosen, quiet = rules(MUG), Observed({}, Intent(0.1, "prior@1"))
    filled = cart(3760)
    state, _ = receive(session(), filled, priced(filled, {}), quiet, chosen, NOW)

    assert wake(state, quiet, chosen, NOW + MINUTE)[1] is None
