"""Session rules: what goes out because of which events, once, within limits, and what it leaves behind for carts."""

from dataclasses import replace

from shared.domain.basis import Grant, Intent
from shared.domain.conditions.tree import AnyOf
from shared.domain.items import Priced
from shared.domain.prompting import asked, prompt, prompt_when_due
from shared.domain.rules.reading import parse_rule_set
from shared.domain.session import Observed, receive, restore, wake
from tests.factories import HOUR, MINUTE, NOW, RULES, amounts, cart, session

SECOND = 1000
MIDNIGHT = NOW + 14 * HOUR
BADGE = {"session.events.click_trust_badge": 1}
EXIT = {"session.exit_after_shipping": True}


def observed(**facts):
    return Observed(facts, Intent(0.1, "prior@1"))


def seen(facts, **changes):
    return replace(observed(), facts=facts, **changes)


def shop(*rules, **members):
    return parse_rule_set({"name": "default", "rules": [*rules], **members}, currency="EUR", time_zone="Europe/Rome")


def told(rule_id, priority, event_name, *kinds, **members):
    return {
        "id": rule_id,
        "priority": priority,
        "on": "events",
        "title": {"en": rule_id},
        "when": {"fact": f"session.events.{event_name}", "op": "ge", "value": 1},
        "then": {"interventions": [{"type": kind} for kind in kinds or (rule_id,)]},
        **members,
    }


def names(shown):
    return [(each.rule, each.type) for each in shown]


def test_the_default_rules_ask_of_these_events_and_of_no_search():
    assert asked(session(), RULES, {"click_trust_badge"}) == {"session.events.click_trust_badge"}
    assert asked(session(), RULES, {"search", "view_item_list"}) == frozenset()


def test_what_was_shown_is_asked_of_no_more():
    state, shown = prompt(session(), seen(BADGE), RULES, NOW, {"click_trust_badge"})

    assert names(shown) == [("trust_in_summary", "highlight_trust_badge")]
    assert state.told == {"trust_in_summary:highlight_trust_badge": NOW}
    assert asked(state, RULES, {"click_trust_badge"}) == frozenset()
    assert prompt(state, seen(BADGE), RULES, NOW, {"click_trust_badge"}) == (state, ())


def test_a_rule_that_no_event_of_the_batch_touches_keeps_quiet():
    state = session()

    after, shown = prompt(state, seen(BADGE), RULES, NOW, {"begin_checkout"})

    assert after is state
    assert shown == ()


def test_a_session_that_is_over_is_shown_nothing():
    state = session()

    assert prompt(state, seen(BADGE), RULES, state.expires_at, {"click_trust_badge"}) == (state, ())


def test_interventions_go_out_in_the_order_of_the_rules_within_the_sessions_limit():
    rules = shop(told("late", 2, "search"), told("early", 1, "search"), interventions={"per_session": 1})

    state, shown = prompt(session(), seen({"session.events.search": 1}), rules, NOW, {"search"})

    assert names(shown) == [("early", "early")]
    assert asked(state, rules, {"search"}) == frozenset()


def test_a_rules_own_limit_holds_back_its_other_interventions():
    rules = shop(told("chatty", 1, "search", "one", "two", limits={"per_session": 1}))

    state, shown = prompt(session(), seen({"session.events.search": 1}), rules, NOW, {"search"})

    assert names(shown) == [("chatty", "one")]
    assert prompt(state, seen({"session.events.search": 2}), rules, NOW, {"search"})[1] == ()


def test_the_gap_makes_the_second_wait_and_then_brings_it_by_itself():
    rules = shop(told("first", 1, "search"), told("second", 2, "search"), interventions={"gap_s": 30})
    facts = seen({"session.events.search": 1})

    state, shown = prompt(session(), facts, rules, NOW, {"search"})
    later, then = prompt_when_due(state, facts, rules, NOW + 30 * SECOND)

    assert names(shown) == [("first", "first")]
    assert (state.prompt_at, state.next_check_at) == (NOW + 30 * SECOND, NOW + 30 * SECOND)
    assert names(then) == [("second", "second")]
    assert later.next_check_at is None


def test_a_product_page_is_looked_at_again_after_25_seconds():
    facts = seen({"session.page_type": "product", "session.on_page_ms": NOW})

    state, shown = prompt(session(), facts, RULES, NOW, {"page_view"})

    assert shown == ()
    assert (state.prompt_at, state.next_check_at) == (NOW + 25 * SECOND, NOW + 25 * SECOND)
    assert names(prompt_when_due(state, facts, RULES, NOW + 25 * SECOND)[1]) == [("proactive_chat", "open_chat")]


def test_a_cart_update_in_between_does_not_forget_the_moment():
    facts = seen({"session.page_type": "product", "session.on_page_ms": NOW})
    state, _ = prompt(session(), facts, RULES, NOW, {"page_view"})
    shopping = cart(2500)

    updated, _ = receive(state, shopping, Priced(shopping, (0,), ()), facts, RULES, NOW + SECOND)

    assert updated.next_check_at == NOW + 25 * SECOND
    assert wake(updated, facts, RULES, NOW + 2 * SECOND)[0] is updated


def test_what_a_session_rule_gives_is_granted_until_midnight_and_found_by_the_cart():
    state, shown = prompt(session(), seen(EXIT), RULES, NOW, {"exit_intent"})
    shopping = cart(2500)

    after, verdict = receive(state, shopping, Priced(shopping, (0,), ()), seen(EXIT), RULES, NOW + MINUTE)

    assert state.granted == (Grant("exit_offer", NOW, MIDNIGHT),)
    assert shown[0].params["expires_at"] == MIDNIGHT
    assert amounts(verdict) == {"exit_offer": 590}
    assert (verdict.offer_expires_at, after.basis.grants) == (MIDNIGHT, state.granted)


def test_without_the_grant_the_same_session_ships_as_ever():
    shopping = cart(2500)

    _, verdict = receive(session(), shopping, Priced(shopping, (0,), ()), seen(EXIT), RULES, NOW)

    assert amounts(verdict) == {}


def test_at_midnight_it_is_over_and_not_granted_again():
    state, _ = prompt(session(expires_at=MIDNIGHT + HOUR), seen(EXIT), RULES, NOW, {"exit_intent"})
    shopping = cart(2500)
    before, _ = receive(state, shopping, Priced(shopping, (0,), ()), seen(EXIT), RULES, MIDNIGHT - 1)

    after, verdict = wake(before, seen(EXIT), RULES, MIDNIGHT)

    assert before.next_check_at == MIDNIGHT
    assert amounts(verdict) == {}
    assert prompt(after, seen(EXIT), RULES, MIDNIGHT, {"exit_intent"})[1] == ()


def test_the_standing_cart_has_it_at_the_next_look():
    shopping = cart(2500)
    before, _ = receive(session(), shopping, Priced(shopping, (0,), ()), seen({}), RULES, NOW)
    state, _ = prompt(before, seen(EXIT), RULES, NOW, {"exit_intent"})

    after, verdict = wake(state, seen(EXIT), RULES, NOW + SECOND)

    assert state.basis is before.basis
    assert amounts(verdict) == {"exit_offer": 590}
    assert after.basis.sequence == before.basis.sequence + 1


def test_a_session_opened_anew_keeps_what_stands_until_midnight():
    state, _ = prompt(session(), seen(EXIT), RULES, NOW, {"exit_intent"})
    shopping = cart(2500)
    before, _ = receive(state, shopping, Priced(shopping, (0,), ()), seen(EXIT), RULES, NOW)

    fresh = restore(session(expires_at=NOW + 4 * HOUR), before.basis, seen({}), RULES, NOW + HOUR)

    assert fresh.granted == state.granted
    assert fresh.basis.grants == state.granted


def test_carts_are_decided_without_the_session_rules_that_only_tell():
    assert [rule.id for rule in RULES.rules[8:]] == ["exit_offer"]
    assert (RULES.rules[8].enter, RULES.rules[8].interventions) == (AnyOf(()), ())
    assert RULES.matcher.events == ("add_to_cart",)
