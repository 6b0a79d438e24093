"""A withdrawal of consent stops at once and leaves nothing behind, whatever is on its way at that moment."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from functions.follow_sessions import handler as following
from functions.set_consent import handler as consenting
from shared.domain.consent import Consent
from shared.domain.reminders import NewReminder, ReminderKey, WishAdded, Wished
from shared.store.table import key
from tests.aws import lake_rows
from tests.factories import DAY, GRANTED, HOUR, NOW, basis, cart, session
from tests.faults import Fault, failing
from tests.ingesting import Shop, opened, step
from tests.requests import changed, http, token

WISH = {"items": [{"item_id": "sku-1", "price": 990}]}


@pytest.fixture
def shop(table: Any, clock: Any) -> Iterator[Shop]:
    with opened() as found:
        consenting.visitors.greet("v-1", "s-0", None, NOW, consent=GRANTED)
        yield found


def withdraw(session_id: str = "s-0") -> int:
    return say("denied", session_id)


def say(choice: str, session_id: str = "s-0") -> int:
    body = {"consent": {"analytics_storage": choice}}
    return consenting.handler(http("PUT /v1/consent", body, proof=token(session_id)), None)["statusCode"]


def counted(shop: Shop, session_id: str = "s-0") -> dict[str, int]:
    ledger = shop.sessions.load(session_id, arrivals=True).ledger
    return {name: tally.count for name, tally in ledger.tallies.items()}


def item(name: str, session_id: str = "s-0") -> dict[str, Any]:
    stored = consenting.table.client.get_item(TableName="microlift", Key=key(f"session#{session_id}", name))
    return stored.get("Item", {})


def test_a_sessions_first_batch_that_is_in_flight_is_not_counted(shop: Shop) -> None:
    shop.before_write = [withdraw]

    receipt = shop.send(step(1))[1]

    assert (receipt["accepted"], receipt["dropped_for_consent"], counted(shop)) == (0, 1, {})


def test_a_later_batch_that_is_in_flight_is_not_counted(shop: Shop) -> None:
    shop.send(step(1))
    shop.before_write = [withdraw]

    receipt = shop.send(step(2))[1]

    assert (receipt["accepted"], receipt["dropped_for_consent"], counted(shop)) == (0, 1, {})


def test_what_a_batch_in_flight_had_landed_already_is_to_leave_the_lake(shop: Shop) -> None:
    shop.before_write = [withdraw]

    shop.send(step(1))

    assert [row["received_at"] <= consenting.withdrawals.waiting()["v-1"] for row in lake_rows()] == [True]


def test_a_batch_in_flight_does_not_bring_back_what_was_counted_before_a_second_grant(shop: Shop) -> None:
    def withdraw_and_grant() -> None:
        withdraw()
        say("granted")

    shop.send(step(1))
    shop.before_write = [withdraw_and_grant]

    shop.send(step(2))

    assert counted(shop) == {"view_item": 1}


def test_events_count_again_once_it_is_granted_again(shop: Shop) -> None:
    shop.send(step(1), step(2))
    withdraw()
    say("granted")

    assert shop.send(step(3))[1]["accepted"] == 1
    assert counted(shop) == {"view_item": 1}


def test_the_emptied_item_holds_no_more_than_whose_it_is(shop: Shop) -> None:
    shop.send(step(1), step(2, "add_to_wishlist", **WISH))

    withdraw()

    assert set(item("events")) == {"pk", "sk", "visitor_id", "version", "expires_at", "followed"}
    assert int(item("events")["expires_at"]["N"]) == (NOW + 2 * HOUR) // 1000 + 3600


def test_the_session_knows_no_more_of_earlier_visits(shop: Shop) -> None:
    arrival = {"session.channel": "email", "session.returning": True, "customer.since_last_visit_ms": DAY}
    shop.sessions.save(session(consent=GRANTED, arrival=arrival), 1, NOW)

    withdraw()

    assert shop.sessions.load("s-0").session.arrival == {"session.channel": "email"}


def test_the_visitors_other_open_sessions_stop_too(shop: Shop) -> None:
    shop.sessions.create(session(session_id="s-1", consent=GRANTED), NOW)
    consenting.visitors.greet("v-1", "s-1", None, NOW)
    shop.send(step(1))

    withdraw("s-1")

    assert not shop.sessions.load("s-0").session.consent.allows_analytics
    assert counted(shop) == {}
    assert shop.send(step(2))[1]["dropped_for_consent"] == 1


def test_ended_sessions_go_with_their_carts_counts_and_decisions(shop: Shop) -> None:
    from shared.store.decisions import DecisionStore

    ended = replace(
        session(session_id="s-1", consent=GRANTED, expires_at=NOW - HOUR),
        basis=basis(cart(3500), session_id="s-1", sequence=1),
    )
    shop.sessions.create(ended, NOW - DAY)
    consenting.visitors.greet("v-1", "s-1", None, NOW - DAY)
    DecisionStore(consenting.table).record(basis(cart(3500), session_id="s-1", sequence=1), NOW)

    withdraw()

    left = [
        f"{each['pk']['S']}/{each['sk']['S']}" for each in consenting.table.client.scan(TableName="microlift")["Items"]
    ]
    assert [name for name in left if "s-1" in name or "decision" in name] == []


def test_a_token_that_has_expired_is_good_for_a_no_and_for_nothing_else(shop: Shop, clock: Any) -> None:
    shop.send(step(1))
    clock.move(NOW + 7 * DAY)

    yes, no = say("granted"), say("denied")

    assert (yes, no) == (401, 200)
    assert (item("cart"), item("events")) == ({}, {})
    assert not consenting.visitors.load("v-1").consent.allows_analytics


def test_what_the_tables_stream_brings_late_is_deleted(shop: Shop) -> None:
    shop.send(step(1, "add_to_wishlist", **WISH))
    wished = item("events")
    withdraw()

    following.handler(changed(None, wished), None)
    assert consenting.reminders.of_visitor("v-1") != []
    following.handler(changed(wished, item("events")), None)

    assert consenting.reminders.of_visitor("v-1") == []
    assert {each["sk"]["S"] for each in consenting.visitors.everything("v-1")} == {"profile", "session#s-0"}


def test_a_cart_that_the_stream_brings_late_is_not_remembered(shop: Shop) -> None:
    left = replace(session(consent=GRANTED), basis=basis(cart(3500)))
    shop.sessions.save(left, 1, NOW)
    before = item("cart")
    withdraw()

    following.handler(changed(None, before), None)
    following.handler(changed(before, item("cart")), None)

    assert consenting.visitors.load("v-1").cart_session_id is None
    assert consenting.reminders.of_visitor("v-1") == []


@pytest.mark.parametrize(
    ("operation", "faults"),
    [
        ("Query", ("none", "before")),
        ("PutItem", ("before",)),
        ("PutItem", ("after",)),
        ("UpdateItem", ("after",)),
        ("UpdateItem", ("none", "before")),
        ("DeleteItem", ("none", "before")),
        ("UpdateItem", ("none", "none", "none", "before")),
    ],
)
def test_a_withdrawal_that_broke_is_carried_out_when_it_is_said_again(
    shop: Shop, operation: str, faults: tuple[Fault, ...]
) -> None:
    shop.send(step(1))
    wish = NewReminder(ReminderKey("v-1", "wishlist", "sku-9"), NOW, NOW + DAY)
    consenting.reminders.wished(WishAdded(Wished("sku-9", NOW, 990), wish), NOW)

    with failing(consenting.table.client, operation, *faults):
        assert withdraw() == 500
    assert withdraw() == 200

    assert counted(shop) == {}
    assert consenting.reminders.of_visitor("v-1") == []
    assert "v-1" in consenting.withdrawals.waiting()
    assert not consenting.visitors.load("v-1").consent.allows_analytics


@pytest.mark.parametrize("nth", range(3))
def test_a_withdrawal_that_broke_is_finished_though_another_tab_had_said_no_before(shop: Shop, nth: int) -> None:
    shop.send(step(1, "add_to_wishlist", **WISH))
    following.handler(changed(None, item("events")), None)
    consenting.visitors.consented("v-1", Consent(), NOW)
    none: list[Fault] = ["none"] * nth

    with failing(consenting.table.client, "UpdateItem", *none, "after"):
        assert withdraw() == 500
    assert withdraw() == 200

    assert counted(shop) == {}
    assert consenting.reminders.of_visitor("v-1") == []
    assert "v-1" in consenting.withdrawals.waiting()


def test_the_lake_forgets_what_a_clock_five_seconds_ahead_received(shop: Shop) -> None:
    withdraw()

    assert consenting.withdrawals.waiting() == {"v-1": NOW + 5_000}


def test_who_never_granted_leaves_nothing_to_forget(table: Any, clock: Any) -> None:
    consenting.sessions.create(session(), NOW)

    withdraw()

    assert consenting.withdrawals.waiting() == {}
    assert item("events") == {}


def test_of_two_withdrawals_the_later_counts(table: Any, clock: Any) -> None:
    waiting = consenting.withdrawals
    waiting.note("v-1", 2)
    waiting.note("v-1", 1)
    waiting.note("v-2", 1)

    waiting.done({"v-1": 1, "v-2": 1})

    assert waiting.waiting() == {"v-1": 2}
