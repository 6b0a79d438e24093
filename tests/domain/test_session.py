"""A session's cart moves on by what the browser sends and by the time that passes, and by nothing else."""

from shared.domain.decisions import Intent
from shared.domain.items import priced
from shared.domain.rechecks import Recheck, due_after, next_hop
from shared.domain.rules.reading import parse_rule_set
from shared.domain.session import Observed, receive, restore, wake
from tests.domain.offers import rule, rules
from tests.factories import DAY, HOUR, MINUTE, NOW, RULES, amounts, cart, session

QUIET = Observed({}, Intent(0.1, "prior@1"))


def received(state, shopping, now=NOW, observed=QUIET):
    return receive(state, shopping, priced(shopping, {}), observed, RULES, now)


def test_what_was_bought_stays_bought_whatever_the_browser_says():
    state, _ = received(session(), cart(20000, stage="completed"))

    again, verdict = received(state, cart(20000, revision=2))

    assert again.cart.stage == "completed"
    assert amounts(verdict) == {}


def test_idle_time_counts_from_the_last_change_of_the_hash():
    state, _ = received(session(), cart(4000, 4000, 4000, 4000))

    same, verdict = received(state, cart(4000, 4000, 4000, 4000, revision=2, stage="checkout_prep"), now=NOW + 300_001)

    assert same.basis.changed_at == NOW
    assert verdict.winner.id == "compound"


def test_another_line_starts_the_idle_time_anew():
    state, _ = received(session(), cart(4000, 4000, 4000, 4000))

    moved, verdict = received(state, cart(4000, 4000, 4000, 4000, 100, revision=2), now=NOW + 300_001)

    assert moved.basis.changed_at == NOW + 300_001
    assert verdict.winner.id == "high_value"


def test_what_compound_promised_stays_when_the_shopper_goes_on_shopping():
    state, _ = received(session(), cart(4000, 4000, 4000, 4000))
    state, _ = wake(state, QUIET, RULES, NOW + 300_001)

    state, verdict = received(state, cart(4000, 4000, 4000, 4000, 100, revision=2), now=NOW + 301_000)

    assert amounts(verdict) == {"compound": 3220}


def test_waking_twice_changes_nothing():
    state, _ = received(session(), cart(4000, 4000, 4000, 4000))
    woken, verdict = wake(state, QUIET, RULES, NOW + 300_001)

    again, nothing = wake(woken, QUIET, RULES, NOW + 300_002)

    assert verdict.winner.id == "compound"
    assert again is woken
    assert nothing is None


def test_waking_too_early_changes_nothing():
    state, _ = received(session(), cart(4000, 4000, 4000, 4000))

    assert wake(state, QUIET, RULES, NOW + 300_000) == (state, None)


def test_a_third_add_brings_the_tender_rule_without_another_cart_update():
    state, _ = received(session(), cart(4000))

    _, verdict = wake(state, Observed({"session.events.add_to_cart": 3}, QUIET.intent), RULES, NOW + MINUTE)

    assert amounts(verdict) == {"tender": 200}


def test_an_expired_session_is_not_woken():
    state, _ = received(session(), cart(16000))

    assert wake(state, QUIET, RULES, NOW + 2 * HOUR) == (state, None)


def test_a_restored_cart_is_idle_since_it_was_left():
    left, _ = received(session(), cart(4000, 4000, 4000, 4000))

    back = restore(session(session_id="s-1"), left.basis, QUIET, RULES, NOW + DAY)

    assert back.cart == left.cart
    assert back.basis.changed_at == NOW
    assert back.basis.sequence == 1


def test_a_new_moment_calls_for_one_message_and_an_old_message_is_stale():
    before = session()
    after, _ = received(before, cart(4000, 4000, 4000, 4000))
    message = due_after(before, after)

    later, _ = received(after, cart(4000, 4000, 4000, 4000, 1, revision=2), now=NOW + MINUTE)

    assert message == Recheck("s-0", NOW + 300_001)
    assert due_after(after, after) is None
    assert message.is_stale(later)
    assert next_hop(message, after, NOW + 1000) == 300
    assert next_hop(message, after, NOW + 300_001) is None


def test_a_moment_after_the_sessions_end_calls_for_no_message():
    after, _ = received(session(), cart(1000))

    assert after.next_check_at > after.expires_at
    assert due_after(None, after) is None


def test_a_wait_of_more_than_fifteen_minutes_takes_several_hops():
    after, _ = received(session(), cart(16000))
    message = due_after(None, after)

    assert next_hop(message, after, NOW) == 900
    assert next_hop(message, after, NOW + 20 * MINUTE) == 600


HELPFUL = parse_rule_set(
    {
        "name": "default",
        "version": 2,
        "offer_ttl_s": 1800,
        "ceiling": {"basis_points": 3500},
        "rules": [
            {
                "id": "helpful",
                "priority": 1,
                "title": {"en": "Help with the size"},
                "when": {
                    "weighted": [
                        {"weight": 2, "if": {"fact": "session.events.use_size_chart", "op": "ge", "value": 2}},
                        {"weight": 1, "if": {"fact": "session.removes", "op": "ge", "value": 1}},
                    ],
                    "at_least": 3,
                },
                "then": {"interventions": [{"type": "open_chat"}]},
            }
        ],
    },
    currency="EUR",
    time_zone="Europe/Rome",
)


def test_a_session_waits_for_the_events_that_its_rules_ask_of():
    shopping = cart(4000)

    state, _ = receive(session(), shopping, priced(shopping, {}), QUIET, HELPFUL, NOW)

    assert state.awaited == ("remove_from_cart", "use_size_chart")
    assert received(session(), shopping)[0].awaited == ("add_to_cart",)


def test_a_session_waits_for_the_events_that_tiers_and_gifts_count():
    tiered = {"type": "tiered", "by": "session.removes", "tiers": [{"from": 1, "basis_points": 500}]}
    gift = {"item_id": "mug", "fact": "session.events.share", "from": 1}
    counting = rules(rule("counted", then={"discount": tiered, "gift": gift}))

    state, _ = receive(session(), cart(4000), priced(cart(4000), {}), QUIET, counting, NOW)

    assert state.awaited == ("remove_from_cart", "share")


def test_events_bring_an_intervention_to_the_cart_as_it_stands():
    shopping = cart(4000)
    state, _ = receive(session(), shopping, priced(shopping, {}), QUIET, HELPFUL, NOW)
    news = Observed({"session.events.use_size_chart": 2, "session.events.remove_from_cart": 1}, QUIET.intent)

    _, verdict = wake(state, news, HELPFUL, NOW + MINUTE)

    assert [(each.type, each.rule) for each in verdict.interventions] == [("open_chat", "helpful")]
