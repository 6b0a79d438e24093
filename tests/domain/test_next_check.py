"""A decision knows when it will change by itself (G9)."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from shared.domain.decisions import decide
from tests.domain.offers import rule, rules
from tests.factories import DAY, MINUTE, NOW, RULES, amounts, basis, cart, decided

ROME = ZoneInfo("Europe/Rome")


def rome(text):
    return int(datetime.fromisoformat(text).replace(tzinfo=ROME).timestamp() * 1000)


def test_a_cart_above_150_euro_is_looked_at_after_five_minutes_and_a_millisecond():
    verdict = decided(cart(4000, 4000, 4000, 4000))

    assert verdict.next_check_at == NOW + 300_001


def test_a_cart_that_the_compound_rule_cannot_reach_waits_for_its_offer_to_expire():
    assert decided(cart(16000)).next_check_at == NOW + 30 * MINUTE


def test_a_cart_without_any_offer_waits_for_saturday_evening():
    assert decided(cart(1000)).next_check_at == rome("2026-11-28T18:00:00")


def test_a_panettone_waits_for_its_season():
    plain = cart(1000)
    panettone = replace(plain, lines=(replace(plain.lines[0], tags=("seasonal:panettone",)),))

    assert decided(panettone, now=rome("2026-10-31T22:30:00")).next_check_at == rome("2026-11-01T00:00:00")
    assert decided(plain, now=rome("2026-10-31T22:30:00")).next_check_at == rome("2026-11-07T18:00:00")


def test_an_empty_cart_waits_for_nothing():
    assert decided(cart()).next_check_at is None


def test_nothing_changes_before_the_next_check():
    now, end = NOW, NOW + DAY
    verdict = decided(cart(4000, 4000, 4000, 4001), now=now)

    while (moment := verdict.next_check_at) is not None and moment < end:
        just_before = decide(RULES, basis_at(verdict, moment - 1))
        at_last = decide(RULES, basis_at(verdict, moment))

        assert substance(just_before) == substance(verdict)
        verdict = at_last


def test_the_compound_rule_is_granted_exactly_at_its_check():
    verdict = decided(cart(4000, 4000, 4000, 4000))

    woken = decide(RULES, basis_at(verdict, verdict.next_check_at))

    assert woken.winner.id == "compound"


def test_a_tier_that_only_time_reaches_is_looked_at_when_it_does():
    tiers = [{"from": 0, "basis_points": 500}, {"from": 11, "basis_points": 1000}]
    by_hour = rules(rule("late", then={"discount": {"type": "tiered", "by": "clock.hour", "tiers": tiers}}))

    verdict = decide(by_hour, basis(cart(10_000), now=rome("2026-11-22T10:45")))

    assert verdict.next_check_at == rome("2026-11-22T11:00")
    assert amounts(verdict) == {"late": 500}
    assert amounts(decide(by_hour, basis_at(verdict, verdict.next_check_at))) == {"late": 1000}


def test_a_gift_that_only_time_brings_is_looked_at_when_it_does():
    gift = {"item_id": "sku-0", "fact": "cart.idle_ms", "from": 60_000}

    verdict = decide(rules(rule("patience", then={"gift": gift})), basis(cart(10_000)))

    assert (amounts(verdict), verdict.next_check_at) == ({}, NOW + MINUTE)


def basis_at(verdict, moment):
    before = verdict.basis
    return basis(
        before.cart, now=moment, idle_ms=moment - before.changed_at, grants=before.grants, told=before.told, sequence=1
    )


def substance(verdict):
    return verdict.held, verdict.applied, verdict.offer_expires_at
