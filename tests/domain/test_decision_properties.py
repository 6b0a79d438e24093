"""What holds of every decision, whatever the rules and the cart."""

from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from shared.domain.basis import Promise
from shared.domain.conditions.holding import holds
from shared.domain.decisions import Verdict, decide
from shared.domain.earning import earn
from shared.domain.explanations import explain
from shared.domain.facts.gathered import Facts
from tests.domain.decision_cases import bases, carts, documents, later, plain_documents, read
from tests.domain.engine.plain import PlainMatcher
from tests.factories import DAY, HOUR, MINUTE

many = settings(max_examples=150, deadline=None)


def given_away(verdict: Verdict) -> dict[str, tuple[tuple[int, ...], int]]:
    return {each.rule.id: (each.allocations, each.shipping) for each in verdict.applied}


@many
@given(documents(), bases())
def test_no_total_falls_below_zero_no_line_below_its_floor_and_all_stays_below_the_ceiling(document, shopping):
    verdict = decide(read(document), shopping)

    cart = shopping.cart
    taken = [sum(parts) for parts in zip(*(each.allocations for each in verdict.applied), strict=True)]
    for line, floor, off in zip(cart.lines, shopping.floors, taken, strict=False):
        assert 0 <= off <= max(0, line.amount - floor * line.quantity)
    assert sum(taken) <= cart.subtotal * document["ceiling"]["basis_points"] // 10_000
    assert 0 <= sum(each.shipping for each in verdict.applied) <= cart.shipping.amount
    assert all(part >= 0 for each in verdict.applied for part in each.allocations)
    assert all(any(each.allocations) or each.shipping for each in verdict.applied)


@many
@given(documents(), bases(), st.randoms(use_true_random=False))
def test_the_order_in_the_document_never_matters(document, shopping, order):
    shuffled = {**document, "rules": order.sample(document["rules"], len(document["rules"]))}

    assert decide(read(shuffled), shopping) == decide(read(document), shopping)


@many
@given(documents(), bases(), st.sampled_from((None, "a", "b")))
def test_a_rule_that_is_not_met_changes_nothing(document, shopping, group):
    unmet = {
        "id": "unmet",
        "priority": 99,
        "title": {"en": "never"},
        "group": group,
        "when": {"fact": "cart.subtotal", "op": "lt", "value": 0},
        "then": {"discount": {"type": "percent", "basis_points": 10_000}, "free_shipping": True},
    }
    before = decide(read(document), shopping)

    after = decide(read({**document, "rules": [unmet, *document["rules"]]}), shopping)

    assert given_away(after) == given_away(before)
    assert (after.held, after.suppressed) == (before.held, before.suppressed)
    assert (after.interventions, after.nearest, after.codes) == (before.interventions, before.nearest, before.codes)
    assert (after.next_check_at, after.offer_expires_at) == (before.next_check_at, before.offer_expires_at)


@many
@given(documents(), bases())
def test_deciding_again_on_what_was_recorded_gives_the_same(document, shopping):
    rules = read(document)

    verdict = decide(rules, shopping)

    assert decide(rules, verdict.basis) == verdict


@many
@given(documents(), bases())
def test_an_explanation_agrees_with_the_decision_on_every_rule(document, shopping):
    rules = read(document)
    verdict = decide(rules, shopping)
    entered = {grant.rule for grant in verdict.basis.grants}
    facts = Facts(verdict.basis, rules.zone)

    told = explain(rules, verdict)

    assert [each.rule for each in told] == [rule.id for rule in rules.rules]
    taken = given_away(verdict)
    for why, rule in zip(told, rules.rules, strict=True):
        given = taken.get(rule.id, ((), 0))
        assert why.amount == sum(given[0]) + given[1]
        assert why.when["met"] == holds(rule.when, facts)
        met = why.when["met"] and (why.enter is None or why.enter["met"] or rule.id in entered)
        is_open = why.schedule is None or why.schedule.open
        if rule.id in taken:
            assert (why.outcome, why.cause) == ("applied", None)
            assert met
            assert is_open
        elif why.outcome == "applied":
            assert met
            assert is_open
            assert not rule.gives
        elif why.outcome == "suppressed":
            assert met
            assert (why.cause == "schedule") is not is_open
        else:
            # A promise needs no entering, and gives way to nothing but its own conditions.
            assert not met


@many
@given(documents(), bases())
def test_the_compiled_rules_decide_as_the_plain_ones_do(document, shopping):
    compiled, plain = read(document), read(document)
    plain.__dict__["matcher"] = PlainMatcher(plain)

    assert decide(compiled, shopping) == decide(plain, shopping)


@settings(max_examples=1_000, deadline=None)
@given(plain_documents(), bases(), st.sampled_from((0, None)))
def test_the_short_ways_through_a_decision_come_to_what_the_long_ones_do(document, shopping, floor):
    floors = shopping.floors if floor is None else (floor,) * len(shopping.floors)
    short, long = read(document), read(document)
    # No first of each group without all that hold, and no percentages without settling, for they mind a promise.
    long.__dict__["order_decides"] = False
    unrelated = Promise("none", 100, "another cart", shopping.decided_at - 1)

    quick = earn(short, replace(shopping, promise=None, floors=floors))
    slow = earn(long, replace(shopping, promise=unrelated, floors=floors))

    assert (quick.giving, quick.held) == (slow.giving, slow.held)
    assert (quick.taken, quick.shipping, quick.causes) == (slow.taken, slow.shipping, slow.causes)


@many
@given(documents(), bases(), st.data())
def test_nothing_changes_before_the_next_check(document, shopping, data):
    rules = read(document)
    verdict = decide(rules, shopping)
    now, end = shopping.decided_at, verdict.next_check_at or shopping.decided_at + 9 * DAY
    assume(end > now + 1)

    moment = data.draw(st.one_of(st.integers(now + 1, end - 1), st.just(end - 1)))

    at_that_moment = decide(rules, later(verdict.basis, moment))
    assert at_that_moment.held == verdict.held
    assert given_away(at_that_moment) == given_away(verdict)
    assert [each for each in at_that_moment.interventions if each.type != "gift_progress"] == []


@many
@given(documents(), bases(), carts(), st.sampled_from((MINUTE, HOUR)))
def test_what_was_granted_stays_while_its_condition_holds(document, shopping, other, after):
    rules = read(document)
    first = decide(rules, shopping)
    floors = (0,) * len(other.lines)

    then = later(first.basis, shopping.decided_at + after, cart=other, floors=floors)
    second = decide(rules, then)

    facts = Facts(then, rules.zone)
    for grant in first.basis.grants:
        rule = next(rule for rule in rules.rules if rule.id == grant.rule)
        is_open = rule.schedule is None or rule.schedule.is_open(then.decided_at)
        if grant.expires_at > then.decided_at and holds(rule.when, facts) and is_open:
            assert rule in second.held
