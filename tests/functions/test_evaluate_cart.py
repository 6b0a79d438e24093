"""evaluate_cart beyond its samples: what it costs in calls, and what it does when others write at the same moment."""

import json

import pytest

from functions.evaluate_cart import handler as function
from shared.domain.items import Item
from shared.domain.state import Customer
from tests.aws import messages
from tests.calls import counted
from tests.factories import HOUR, MINUTE, NOW, cart, session
from tests.requests import evaluation, frame, queued


@pytest.fixture
def shopper(clock, table):
    function.sessions.create(session(), NOW)


def evaluated(shopping):
    reply = function.handler(evaluation(shopping), None)
    return reply["statusCode"], json.loads(reply["body"])


def test_a_cart_change_costs_one_query_and_one_conditional_write(shopper):
    evaluated(cart(4000))

    with counted(function.table.client) as calls:
        evaluated(cart(4000, 4000, revision=2))

    assert calls == ["Query", "BatchGetItem", "UpdateItem"]
    with counted(function.table.client) as calls:
        evaluated(cart(4000, 4100, revision=3))
    assert calls == ["Query", "UpdateItem"]


def test_known_items_cost_one_batch_get_while_the_cache_is_cold(shopper, clock):
    function.items.put([Item("sku-0", 4000, "EUR"), Item("sku-1", 500, "EUR")])

    with counted(function.table.client) as cold:
        evaluated(cart(4000, 500))
    clock.move(NOW + 60_000)
    with counted(function.table.client) as warm:
        evaluated(cart(4000, 500, revision=2))

    # The first call of all reads which rule set serves, as one in 20 s does.
    assert cold == ["BatchGetItem", "Query", "BatchGetItem", "UpdateItem"]
    assert warm == ["Query", "UpdateItem"]


def test_a_repeated_revision_costs_one_query(shopper):
    evaluated(cart(4000))

    with counted(function.table.client) as calls:
        evaluated(cart(4000))

    assert calls == ["Query"]


def test_a_revision_that_comes_to_the_same_at_the_shops_prices_is_no_conflict(shopper):
    function.items.put([Item("sku-0", 4000, "EUR")])
    first = evaluated(cart(1))

    corrected = evaluated(cart(4000))
    of_another_item = evaluated(cart(4000, 500))

    assert corrected == first
    assert (of_another_item[0], of_another_item[1]["code"]) == (409, "revision_conflict")


def test_a_socket_frame_costs_the_same(shopper):
    evaluated(cart(4000))

    with counted(function.table.client) as calls:
        function.handler(
            frame({"action": "cart.update", "request_id": "q", "cart": as_json(cart(4100, revision=2))}), None
        )

    assert calls == ["Query", "UpdateItem"]


def test_somebody_else_wrote_in_between_and_nothing_is_lost(shopper):
    interrupt_next_write(lambda: evaluated(cart(4000, revision=8)))

    status, decision = evaluated(cart(16000, revision=9))

    assert (status, decision["revision"], decision["sequence"]) == (200, 9, 2)


def test_an_older_revision_that_lost_the_race_gets_the_newer_decision(shopper):
    interrupt_next_write(lambda: evaluated(cart(16000, revision=9)))

    status, decision = evaluated(cart(4000, revision=8))

    assert (status, decision["revision"]) == (200, 9)


def test_after_three_repeats_the_caller_is_asked_to_come_back(shopper):
    revisions = iter(range(100, 200))
    interrupt_every_write(lambda: function.sessions.change("s-0", someone_elses_change(next(revisions)), NOW))
    try:
        reply = function.handler(evaluation(cart(4000)), None)
    finally:
        stop_interrupting()

    assert reply["statusCode"] == 429
    assert reply["headers"]["retry-after"] == "1"


def test_our_own_write_that_timed_out_after_its_effect_is_found_again(shopper):
    # The first attempt wrote; botocore's repeat of it finds the version moved on.
    interrupt_next_write(lambda: evaluated(cart(4000, revision=2)))

    status, decision = evaluated(cart(4000, revision=2))

    assert (status, decision["revision"], decision["sequence"]) == (200, 2, 1)


def test_prime_is_what_the_backend_vouched_for_at_the_sessions_opening(clock, table):
    function.sessions.create(session(customer=Customer("customer-1", prime=True)), NOW)

    _, decision = evaluated(cart(1000))

    assert [each["rule"] for each in decision["discounts"]["applied"]] == ["prime"]


def test_a_recheck_before_its_time_waits_on(shopper, clock):
    evaluated(cart(16000))

    clock.move(NOW + 10 * MINUTE)
    function.handler(queued({"session_id": "s-0", "due_at": NOW + 30 * MINUTE}), None)

    assert messages("recheck") == [{"session_id": "s-0", "due_at": NOW + 30 * MINUTE}]


def test_a_recheck_of_a_moment_that_moved_on_does_nothing(shopper, clock):
    evaluated(cart(4000, 4000, 4000, 4000))
    clock.move(NOW + HOUR)

    with counted(function.table.client) as calls:
        function.handler(queued({"session_id": "s-0", "due_at": NOW + 1}), None)

    assert calls == ["Query"]
    assert messages("recheck") == []


def test_a_recheck_of_an_erased_session_is_dropped(clock, table):
    assert function.handler(queued({"session_id": "s-9", "due_at": None}), None) == {"batchItemFailures": []}


@pytest.mark.parametrize(
    ("stage", "answer"),
    [
        (5, (400, "wrong_type")),
        (None, (400, "wrong_type")),
        (True, (400, "wrong_type")),
        ("nowhere", (422, "out_of_range")),
    ],
)
def test_a_stage_of_another_type_is_no_stage_out_of_range(shopper, stage, answer):
    event = evaluation(cart(4000))
    event["body"] = json.dumps(json.loads(event["body"]) | {"stage": stage})

    reply = function.handler(event, None)

    assert (reply["statusCode"], json.loads(reply["body"])["code"]) == answer


def test_the_cart_may_be_of_200_lines(shopper):
    status, decision = evaluated(cart(*[100] * 200))

    assert status == 200
    assert sum(each["amount"] for each in decision["totals"] if each["type"] == "total") == decision_total(decision)


def decision_total(decision):
    amounts = {each["type"]: each["amount"] for each in decision["totals"]}
    return amounts["subtotal"] + amounts["items_discount"] + amounts["shipping"] + amounts["shipping_discount"]


def as_json(shopping):
    return json.loads(evaluation(shopping)["body"])


def someone_elses_change(revision):
    from dataclasses import replace

    def step(seen):
        return replace(seen.session, locale=f"x-{revision}"), None

    return step


_hooks = []


def interrupt_every_write(interruption):
    """Run ``interruption`` just before each UpdateItem of the function is sent."""
    client = function.table.client
    busy = []

    def interrupt(**_):
        if not busy:
            busy.append(True)
            try:
                interruption()
            finally:
                busy.clear()

    client.meta.events.register("before-call.dynamodb.UpdateItem", interrupt)
    _hooks.append(interrupt)


def interrupt_next_write(interruption):
    """Run ``interruption`` just before the next UpdateItem of the function is sent, once."""

    def once():
        stop_interrupting()
        interruption()

    interrupt_every_write(once)


def stop_interrupting():
    while _hooks:
        function.table.client.meta.events.unregister("before-call.dynamodb.UpdateItem", _hooks.pop())
