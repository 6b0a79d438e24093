"""Which carts and wishes call for a reminder, when it falls due, and what becomes of it at the moment of sending."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from shared.domain.conditions.tree import Comparison
from shared.domain.contacts import Contact, Marketing
from shared.domain.fates import Circumstances, End, Invite, PutOff, Recall, fate, promise_of
from shared.domain.items import Item
from shared.domain.ledger import Ledger, Tally, Wish
from shared.domain.reminders import (
    CLAIM_MS,
    DORMANT_ABOVE,
    DORMANT_AFTER_MS,
    Reminder,
    ReminderKey,
    Wished,
    due_dormant_cart,
    due_wishes,
    sorted_out,
)
from shared.domain.session import Session
from shared.domain.visitor import Visitor
from tests.factories import DAY, GRANTED, HOUR, MINUTE, NOW, RULES, basis, cart, session

ROME = ZoneInfo("Europe/Rome")
CART = ReminderKey("v-1", "dormant_cart", "c-1")
WISH = ReminderKey("v-1", "wishlist", "sku-0")
ADA = Contact("customer-1", "ada@example.com", marketing=Marketing(email=True))
A_WEEK_LATER = NOW + 7 * DAY + 1


def left(*prices: int, now: int = NOW, **changes: Any) -> Session:
    """Return a session, with consent, that holds a cart changed at ``now``."""
    return replace(session(consent=GRANTED), basis=basis(cart(*prices), now=now), **changes)


def due(*prices: int, before: Session | None = None, **changes: Any) -> int | None:
    reminder = due_dormant_cart(before, left(*prices, **changes))
    return reminder and reminder.due_at


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ROME).timestamp() * 1000)


def outcome(now: int = A_WEEK_LATER, key: ReminderKey = CART, **known: Any) -> Any:
    """Return the fate of a reminder about a cart of 70 EUR left at ``NOW`` by somebody who may be written to."""
    usual = Circumstances(Visitor("v-1", GRANTED), ADA, basis(cart(3500, 3500)))
    return fate(Reminder(key, "scheduled", NOW, now), replace(usual, **known), RULES, now)


def wish_outcome(now: int = NOW + 25 * HOUR, price: int = 3500, stock: int | None = None, **known: Any) -> Any:
    usual = {"wish": Wished("sku-0", NOW, 3500), "items": {"sku-0": Item("sku-0", price, "EUR", stock=stock)}}
    return outcome(now, WISH, **usual | known)


def test_a_cart_above_60_euro_is_reminded_after_a_week() -> None:
    assert due(6001) == NOW + 7 * DAY + HOUR
    assert due(6000) is None


def test_only_a_cart_that_becomes_worth_it_is_scheduled() -> None:
    assert due(7000, before=left(5000)) is not None
    assert due(8000, before=left(7000)) is None


def test_another_cart_of_the_session_is_another_reason() -> None:
    first = left(7000)
    second = replace(first, basis=basis(replace(cart(8000), cart_id="c-2")))

    assert due_dormant_cart(first, second).key.subject == "c-2"


def test_without_consent_or_cart_there_is_no_reminder() -> None:
    assert due(7000, consent=replace(GRANTED, analytics_storage="denied")) is None
    assert due_dormant_cart(None, session(consent=GRANTED)) is None
    assert due() is None


def test_a_completed_cart_is_not_reminded() -> None:
    completed = replace(left(7000), basis=basis(cart(7000, stage="completed")))

    assert due_dormant_cart(None, completed) is None


def test_a_cart_for_which_the_shops_own_rules_have_nothing_calls_for_no_reminder():
    assert due_dormant_cart(None, left(9000), lambda _: False) is None
    assert due_dormant_cart(None, left(500), lambda _: True).due_at == due_dormant_cart(None, left(9000)).due_at


def test_due_moments_are_full_hours_after_more_than_a_week() -> None:
    assert due(7000, now=at("2026-11-02 10:00:00")) == at("2026-11-09 11:00:00")
    assert due(7000, now=at("2026-11-02 10:00:01")) == at("2026-11-09 11:00:00")
    assert due(7000, now=at("2026-11-02 09:59:59.999")) == at("2026-11-09 11:00:00") - HOUR


def test_a_week_has_168_hours_when_the_clocks_change() -> None:
    assert due(7000, now=at("2026-10-24 09:30:00")) == at("2026-10-31 09:00:00")
    assert due(7000, now=at("2027-03-27 09:30:00")) == at("2027-04-03 11:00:00")


def test_the_sweeps_threshold_is_that_of_the_packaged_rule() -> None:
    rule = next(rule for rule in RULES.rules if rule.id == "dormant")

    assert rule.when == Comparison("cart.subtotal", "gt", DORMANT_ABOVE)
    assert rule.enter == Comparison("session.returned_after_ms", "gt", DORMANT_AFTER_MS)


def test_a_wish_is_due_a_day_later_and_goes_when_it_is_taken_back() -> None:
    wished = Ledger(wishes={"sku-0": Wish(added=True, ts=NOW, price=990)})
    taken_back = Ledger(wishes={"sku-0": Wish(added=False, ts=NOW + HOUR, price=None)})

    (added,) = due_wishes("v-1", None, wished)
    (removed,) = due_wishes("v-1", wished, taken_back)

    assert (added.wish, added.reminder.due_at) == (Wished("sku-0", NOW, 990), NOW + DAY)
    assert (removed.key, removed.removed_at) == (WISH, NOW + HOUR)
    assert list(due_wishes("v-1", wished, wished)) == []


def test_a_claim_is_lost_after_a_quarter_of_an_hour() -> None:
    claimed = Reminder(CART, "claimed", NOW, NOW + CLAIM_MS, claimed_at=NOW, attempts=1)

    assert sorted_out([claimed], NOW + 15 * MINUTE - 1) == ([], [])
    assert sorted_out([claimed], NOW + 15 * MINUTE) == ([], [claimed])


def test_what_waits_is_sent_and_what_is_over_is_left_alone() -> None:
    waiting = Reminder(CART, "scheduled", NOW, NOW)
    sent = Reminder(WISH, "sent", NOW, NOW)

    assert sorted_out([waiting, sent], NOW) == ([CART], [])


def test_a_cart_left_for_more_than_a_week_is_promised_the_rules_percentage() -> None:
    invite = outcome()

    assert isinstance(invite, Invite)
    assert (invite.promise.rule, invite.promise.basis_points) == ("dormant", 1500)
    assert (invite.promise.cart_id, invite.promise.expires_at) == ("c-1", A_WEEK_LATER + 7 * DAY)


def test_exactly_a_week_is_not_more_than_a_week() -> None:
    assert outcome(NOW + 7 * DAY) == PutOff(NOW, NOW + 7 * DAY + HOUR)


def test_the_last_visit_or_event_counts_as_activity() -> None:
    seen = Visitor("v-1", GRANTED, last_seen_at=NOW + DAY)
    scrolled = Ledger(tallies={"scroll": Tally(1, NOW + 2 * DAY, NOW + 2 * DAY)})

    assert outcome(visitor=seen) == PutOff(NOW + DAY, NOW + 8 * DAY + HOUR)
    assert outcome(ledger=scrolled) == PutOff(NOW + 2 * DAY, NOW + 9 * DAY + HOUR)


def test_a_purchase_since_then_cancels() -> None:
    assert outcome(visitor=Visitor("v-1", GRANTED, last_purchase_at=NOW)) == End("cancelled", "purchased")
    assert isinstance(outcome(visitor=Visitor("v-1", GRANTED, last_purchase_at=NOW - 1)), Invite)
    assert outcome(basis=basis(cart(7000, stage="completed"))) == End("cancelled", "purchased")


def test_consent_withdrawn_cancels() -> None:
    assert outcome(visitor=Visitor("v-1")) == End("cancelled", "consent_withdrawn")


def test_a_cart_that_is_gone_emptied_small_or_another_cancels() -> None:
    assert outcome(basis=None) == End("cancelled", "cart_gone")
    assert outcome(basis=basis(cart())) == End("cancelled", "cart_emptied")
    assert outcome(basis=basis(cart(6000))) == End("cancelled", "no_offer_for_this_cart")
    assert outcome(basis=basis(cart(7000, cart_id="c-2"))) == End("cancelled", "another_cart")


@pytest.mark.parametrize(
    ("contact", "reason"),
    [
        (None, "no_customer"),
        (Contact("customer-1", marketing=Marketing(email=True)), "no_email"),
        (Contact("customer-1", "ada@example.com", marketing=Marketing(sms=True)), "no_marketing_consent"),
    ],
)
def test_who_may_not_be_written_to_is_skipped(contact: Contact | None, reason: str) -> None:
    assert outcome(contact=contact) == End("skipped", reason)
    assert wish_outcome(contact=contact) == End("skipped", reason)


def test_a_cart_is_skipped_only_when_all_of_it_is_sold_out() -> None:
    none = {"sku-0": Item("sku-0", 3500, "EUR", stock=0), "sku-1": Item("sku-1", 3500, "EUR", stock=0)}
    one = none | {"sku-1": Item("sku-1", 3500, "EUR", stock=1)}

    assert outcome(items=none) == End("skipped", "out_of_stock")
    assert isinstance(outcome(items=one), Invite)


def test_without_the_rule_nothing_is_promised() -> None:
    others = replace(RULES, rules=tuple(rule for rule in RULES.rules if rule.id != "dormant"))

    assert promise_of(others, basis(cart(7000)), NOW) is None


def test_a_wish_is_recalled_between_24_and_48_hours() -> None:
    assert wish_outcome(NOW + 24 * HOUR - 1) == PutOff(NOW, NOW + 24 * HOUR)
    assert isinstance(wish_outcome(NOW + 24 * HOUR), Recall)
    assert isinstance(wish_outcome(NOW + 48 * HOUR), Recall)
    assert wish_outcome(NOW + 48 * HOUR + 1) == End("skipped", "too_late")


def test_a_wish_bought_removed_or_sold_out_is_not_recalled() -> None:
    assert wish_outcome(visitor=Visitor("v-1", GRANTED, last_purchase_at=NOW)) == End("cancelled", "purchased")
    assert wish_outcome(wish=None) == End("cancelled", "removed")
    assert wish_outcome(stock=0) == End("skipped", "out_of_stock")
    assert wish_outcome(items={}) == End("skipped", "unknown_item")
