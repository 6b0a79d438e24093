"""Reminders in the table: one per reason, claimed once, listed by their moment."""

from typing import Any

from shared.domain.reminders import CLAIM_MS, NewReminder, ReminderKey, Wished
from shared.store.reminder_lists import ReminderLists
from shared.store.reminders import ReminderStore, shard_of
from shared.store.wishes import WishStore
from tests.factories import DAY, HOUR, NOW

KEY = ReminderKey("v-1", "dormant_cart", "c-1")
NEW = NewReminder(KEY, NOW, NOW + 7 * DAY, "s-0")


def scheduled(table: Any) -> ReminderStore:
    reminders = ReminderStore(table)
    reminders.schedule(NEW, NOW)
    return reminders


def wait_never(attempt: int) -> None:
    raise AssertionError(f"nothing to wait for at attempt {attempt}")


def due(table: Any, moment: int) -> list[ReminderKey]:
    lists = ReminderLists(table, wait_never)
    return [reminder.key for page in lists.due_before("dormant_cart", moment) for reminder in page]


def test_one_reason_has_one_reminder(table: Any) -> None:
    reminders = scheduled(table)

    later = NewReminder(KEY, NOW + DAY, NOW + 9 * DAY, "s-1")

    assert not reminders.schedule(later, NOW)
    assert reminders.load(KEY).due_at == NOW + 7 * DAY


def test_a_cancelled_reminder_was_never_sent_and_may_come_again(table: Any) -> None:
    reminders = scheduled(table)
    reminders.close(reminders.load(KEY), "cancelled", "cart_emptied", NOW)

    assert reminders.schedule(NEW, NOW + HOUR)
    assert (reminders.load(KEY).state, reminders.load(KEY).reason) == ("scheduled", None)


def test_a_skipped_or_sent_reminder_stays_what_it_is(table: Any) -> None:
    reminders = scheduled(table)
    reminders.claim(reminders.load(KEY), "sender-1", NOW)
    reminders.sent(reminders.load(KEY), NOW + 1)

    assert not reminders.schedule(NEW, NOW + DAY)
    assert (reminders.load(KEY).state, reminders.load(KEY).sent_at) == ("sent", NOW + 1)


def test_a_reminder_is_claimed_by_one(table: Any) -> None:
    reminders = scheduled(table)
    seen = reminders.load(KEY)

    assert reminders.claim(seen, "sender-1", NOW)
    assert reminders.claim(seen, "sender-2", NOW) is None
    assert (reminders.load(KEY).attempts, reminders.load(KEY).claimed_at) == (1, NOW)


def test_a_claim_whose_answer_was_lost_is_the_senders_own(table: Any) -> None:
    reminders = scheduled(table)
    seen = reminders.load(KEY)
    reminders.claim(seen, "sender-1", NOW)

    assert reminders.claim(seen, "sender-1", NOW) == reminders.load(KEY)
    assert reminders.load(KEY).attempts == 1


def test_only_who_holds_a_claim_gives_it_back(table: Any) -> None:
    reminders = scheduled(table)
    reminders.claim(reminders.load(KEY), "sender-1", NOW)

    reminders.release(KEY, "sender-2")
    assert reminders.load(KEY).state == "claimed"

    reminders.release(KEY, "sender-1")
    assert reminders.claim(reminders.load(KEY), "sender-2", NOW)


def test_a_claim_stays_due_until_it_is_settled(table: Any) -> None:
    reminders = scheduled(table)
    reminders.claim(reminders.load(KEY), "sender-1", NOW + 8 * DAY)
    assert due(table, NOW + 8 * DAY) == [KEY]

    reminders.sent(reminders.load(KEY), NOW + 8 * DAY)
    assert due(table, NOW + 9 * DAY) == []


def test_a_mail_known_to_be_out_settles_an_unknown_claim(table: Any) -> None:
    reminders = scheduled(table)
    reminders.claim(reminders.load(KEY), "sender-1", NOW)
    claimed = reminders.load(KEY)
    reminders.close(claimed, "unknown", "never_confirmed", NOW + CLAIM_MS)

    assert reminders.sent(claimed, NOW + CLAIM_MS + 1)
    assert (reminders.load(KEY).state, reminders.load(KEY).reason) == ("sent", None)


def test_what_was_released_is_not_moved_by_who_held_it_before(table: Any) -> None:
    reminders = scheduled(table)
    reminders.claim(reminders.load(KEY), "sender-1", NOW)
    first = reminders.load(KEY)
    reminders.put_off(first, NOW, NOW + HOUR, NOW)
    reminders.claim(reminders.load(KEY), "sender-1", NOW + HOUR)

    assert not reminders.sent(first, NOW + HOUR)
    assert reminders.load(KEY).state == "claimed"


def test_nothing_is_written_for_a_reminder_that_was_erased(table: Any) -> None:
    reminders = scheduled(table)
    seen = reminders.load(KEY)
    reminders.erase("v-1")

    assert not reminders.claim(seen, "sender-1", NOW)
    assert not reminders.close(seen, "cancelled", "purchased", NOW)
    assert reminders.load(KEY) is None


def test_what_is_due_is_found_in_every_shard_and_on_every_page(table: Any) -> None:
    reminders = ReminderStore(table)
    keys = [ReminderKey(f"v-{n}", "dormant_cart", "c-1") for n in range(30)]
    for key in keys:
        reminders.schedule(NewReminder(key, NOW, NOW + HOUR), NOW)
    reminders.schedule(NewReminder(ReminderKey("v-0", "dormant_cart", "later"), NOW, NOW + HOUR + 1), NOW)

    found = due(table, NOW + HOUR)

    assert {shard_of(key.visitor_id) for key in keys} == {0, 1, 2, 3}
    assert sorted(found, key=str) == sorted(keys, key=str)


def test_planned_reminders_come_by_moment_and_past_ones_latest_first(table: Any) -> None:
    reminders = ReminderStore(table)
    for n in range(4):
        key = ReminderKey(f"v-{n}", "wishlist", "sku-1")
        reminders.schedule(NewReminder(key, NOW, NOW + n * HOUR), NOW)
    for n in range(2):
        key = ReminderKey(f"v-{n}", "wishlist", "sku-1")
        reminders.close(reminders.load(key), "cancelled", "removed", NOW + n)
    lists = ReminderLists(table, wait_never)

    assert [reminder.key.visitor_id for reminder in lists.planned(50)] == ["v-2", "v-3"]
    assert [reminder.key.visitor_id for reminder in lists.past(50)] == ["v-1", "v-0"]
    assert [reminder.key.visitor_id for reminder in lists.past(1)] == ["v-1"]


def test_a_purchase_cancels_what_is_older_than_it(table: Any) -> None:
    reminders = scheduled(table)
    younger = ReminderKey("v-1", "wishlist", "sku-1")
    reminders.schedule(NewReminder(younger, NOW + HOUR, NOW + DAY), NOW)

    reminders.cancel_made_before("v-1", NOW + 1, "purchased", NOW + HOUR)

    assert reminders.load(KEY).state == "cancelled"
    assert reminders.load(younger).state == "scheduled"


def test_a_subject_may_hold_any_sign(table: Any) -> None:
    odd = ReminderKey("v-1", "wishlist", "a#b 🛒")
    reminders = ReminderStore(table)
    reminders.schedule(NewReminder(odd, NOW, NOW), NOW)

    assert [reminder.key for reminder in reminders.of_visitor("v-1")] == [odd]


def test_an_older_word_on_a_wish_changes_nothing(table: Any) -> None:
    wishes = WishStore(table)
    wishes.add("v-1", Wished("sku-1", NOW, 990), NOW)

    wishes.add("v-1", Wished("sku-1", NOW - 1, 500), NOW)
    wishes.remove("v-1", "sku-1", NOW - 1)
    assert wishes.load("v-1", "sku-1") == Wished("sku-1", NOW, 990)

    wishes.remove("v-1", "sku-1", NOW)
    assert wishes.load("v-1", "sku-1") is None
