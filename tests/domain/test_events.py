from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.errors import SessionFullError
from shared.domain.events import Event, EventItem, EventReceipt, Page, Unreadable
from shared.domain.growing import MAX_VIEWED, MAX_WISHES
from shared.domain.ingestion import take_in
from shared.domain.ledger import Ledger, PageView, Tally, Wish
from tests.factories import DAY, HOUR, MINUTE, NOW


def event(number: int, name: str = "view_item", **changes: Any) -> Event:
    return replace(Event(f"e-{number}", name, NOW - MINUTE), **changes)


def wish(number: int, item_id: str, *, ts: int = NOW, price: int | None = None, added: bool = True) -> Event:
    name = "add_to_wishlist" if added else "remove_from_wishlist"
    return event(number, name, ts=ts, items=(EventItem(item_id, price=price),))


def sent(*events: Event | Unreadable, to: Ledger | None = None, source: str = "tab-1") -> tuple[Ledger, EventReceipt]:
    taken = take_in(to or Ledger(), source, events, allowed=True, now=NOW)
    return taken.ledger, taken.receipt


def faults(receipt: EventReceipt) -> list[tuple[int, str, str]]:
    return [(each.index, each.code, each.path) for each in receipt.rejected]


def test_events_are_counted_with_the_first_and_the_last_time() -> None:
    ledger, receipt = sent(event(1, ts=NOW - 3), event(2, ts=NOW - 9), event(3, "scroll", ts=NOW - 1))

    assert ledger.tallies == {"scroll": Tally(1, NOW - 1, NOW - 1), "view_item": Tally(2, NOW - 9, NOW - 3)}
    assert ledger.total == 3
    assert receipt == EventReceipt(accepted=3, duplicates=0, dropped_for_consent=0, late=0, rejected=())


def test_an_event_that_came_before_is_a_duplicate_whatever_else_it_says() -> None:
    before, _ = sent(event(1, seq=1))

    after, receipt = sent(event(1, "purchase", seq=9), to=before)

    assert after is before
    assert receipt == EventReceipt(accepted=0, duplicates=1, dropped_for_consent=0, late=0, rejected=())


def test_an_event_is_kept_when_a_bad_one_with_its_id_stands_before_it() -> None:
    ledger, receipt = sent(event(1, "open_the_door"), event(1))

    assert ledger.count("view_item") == 1
    assert faults(receipt) == [(0, "unknown_event", "$.event_name")]


def test_a_number_belongs_to_one_event_of_its_source() -> None:
    before, _ = sent(event(1, seq=7))

    after, receipt = sent(event(2, seq=7), event(3, seq=8), event(4, seq=8), to=before)

    assert faults(receipt) == [(0, "seq_conflict", "$.seq"), (2, "seq_conflict", "$.seq")]
    assert after.total == 2


def test_what_was_accepted_once_is_a_duplicate_however_late_or_garbled_it_comes_again() -> None:
    before, _ = sent(event(1), event(2), event(3))
    garbled = Unreadable("int_type", "$.ts", "a number is wanted", "e-3", None, None)

    after, receipt = sent(event(1, ts=NOW - 31 * DAY), event(2, "nobody_knows_this"), garbled, to=before)

    assert after is before
    assert (receipt.duplicates, receipt.rejected) == (3, ())


def test_a_bad_event_does_not_keep_out_a_good_one_of_its_id() -> None:
    ledger, receipt = sent(event(1, "nobody_knows_this"), event(1))

    assert ledger.total == 1
    assert (receipt.accepted, receipt.duplicates, len(receipt.rejected)) == (1, 0, 1)


def test_another_source_has_numbers_of_its_own() -> None:
    before, _ = sent(event(1, seq=7), source="tab-1")

    after, receipt = sent(event(2, seq=7), to=before, source="tab-2")

    assert after.total == 2
    assert receipt.accepted == 1


def test_events_without_a_number_never_collide() -> None:
    ledger, receipt = sent(event(1), event(2), event(3, seq=0))

    assert ledger.total == 3
    assert receipt.accepted == 3


def test_time_has_an_edge_on_either_side() -> None:
    old, ahead = NOW - 30 * DAY, NOW + 10 * MINUTE

    _, receipt = sent(event(1, ts=old), event(2, ts=old - 1), event(3, ts=ahead), event(4, ts=ahead + 1))

    assert faults(receipt) == [(1, "ts_out_of_range", "$.ts"), (3, "ts_out_of_range", "$.ts")]


def test_an_event_of_the_day_before_yesterday_is_kept_as_late() -> None:
    taken = take_in(
        Ledger(), "tab-1", [event(1, ts=NOW - 48 * HOUR), event(2, ts=NOW - 48 * HOUR - 1)], allowed=True, now=NOW
    )

    assert [each.late for each in taken.fresh] == [False, True]
    assert (taken.receipt.accepted, taken.receipt.late) == (2, 1)


def test_a_late_event_is_remembered_and_moves_nothing() -> None:
    long_ago = NOW - 49 * HOUR
    wished = wish(1, "sku-1", ts=long_ago)
    opened = event(2, ts=long_ago, items=(EventItem("sku-2"),))

    ledger, receipt = sent(wished, opened)
    again, repeated = sent(wished, opened, to=ledger)

    assert (receipt.accepted, receipt.late, repeated.duplicates) == (2, 2, 2)
    assert again is ledger
    assert ledger == Ledger(seen=ledger.seen)
    assert ledger.total == 2


def test_what_could_not_be_read_keeps_its_place_among_the_rejected() -> None:
    unreadable = Unreadable("missing", "$.ts", "Field required")

    _, receipt = sent(event(1, "open_the_door"), unreadable, event(3, ts=0))

    assert faults(receipt) == [
        (0, "unknown_event", "$.event_name"),
        (1, "missing", "$.ts"),
        (2, "ts_out_of_range", "$.ts"),
    ]


def test_without_consent_nothing_is_kept() -> None:
    before, _ = sent(event(1))

    taken = take_in(before, "tab-1", [event(1), event(2), event(3, "?")], allowed=False, now=NOW)
    receipt = taken.receipt

    assert taken.ledger is before
    assert (taken.fresh, taken.refused) == ((), ())
    assert (receipt.accepted, receipt.duplicates, receipt.dropped_for_consent) == (0, 0, 2)
    assert faults(receipt) == [(2, "unknown_event", "$.event_name")]


def test_without_consent_an_event_that_stands_twice_in_the_batch_is_a_duplicate_all_the_same() -> None:
    receipt = take_in(Ledger(), "tab-1", [event(1), event(2), event(1)], allowed=False, now=NOW).receipt

    assert (receipt.accepted, receipt.duplicates, receipt.dropped_for_consent) == (0, 1, 2)


def test_a_session_takes_four_thousand_events_and_no_more() -> None:
    full, _ = sent(*(event(n) for n in range(4_000)))

    assert full.total == 4_000
    assert sent(event(3_999), to=full)[1].duplicates == 1
    with pytest.raises(SessionFullError):
        sent(event(3_999), event(4_000), to=full)


def test_a_shops_own_word_is_counted_under_the_catalogues() -> None:
    ledger, _ = sent(event(1, "view_product"), event(2, "initiate_checkout"))

    assert ledger.tallies.keys() == {"view_item", "begin_checkout"}


def test_the_last_thing_done_to_a_wish_counts() -> None:
    ledger, _ = sent(
        wish(1, "sku-1", ts=NOW - 2, price=900), wish(2, "sku-1", ts=NOW - 1, added=False), wish(3, "sku-2", price=500)
    )

    assert ledger.wishes == {"sku-1": Wish(False, NOW - 1, None), "sku-2": Wish(True, NOW, 500)}


def test_of_two_things_done_to_a_wish_at_one_moment_the_same_counts_in_either_order() -> None:
    removal, cheap, dear = wish(1, "sku-1", added=False), wish(2, "sku-2", price=100), wish(3, "sku-2", price=200)
    added = wish(4, "sku-1", price=100)

    one, _ = sent(removal, added, cheap, dear)
    other, _ = sent(dear, cheap, added, removal)

    assert one == other
    assert one.wishes == {"sku-1": Wish(False, NOW, None), "sku-2": Wish(True, NOW, 200)}


def test_a_session_that_wishes_for_everything_keeps_the_latest_wishes() -> None:
    ledger, _ = sent(*(wish(n, f"sku-{n}", ts=NOW - n) for n in range(MAX_WISHES + 1)))

    assert len(ledger.wishes) == MAX_WISHES
    assert f"sku-{MAX_WISHES}" not in ledger.wishes


NAMES = st.sampled_from(["view_item", "view_product", "add_to_cart", "add_to_wishlist", "remove_from_wishlist"])
ITEMS = st.lists(st.builds(EventItem, st.sampled_from("abc"), price=st.none() | st.integers(0, 2)), max_size=3)
STEPS = st.lists(st.tuples(NAMES, st.integers(NOW - 2, NOW), ITEMS, st.sampled_from(["tab-1", "tab-2"])), max_size=12)


@given(STEPS, st.data())
def test_shuffled_and_doubled_deliveries_end_in_the_same_ledger(steps: list[Any], data: st.DataObject) -> None:
    events = [
        (source, event(n, name, ts=ts, seq=n, items=tuple(items))) for n, (name, ts, items, source) in enumerate(steps)
    ]
    deliveries = data.draw(
        st.permutations(events + data.draw(st.lists(st.sampled_from(events)) if events else st.just([])))
    )

    in_order = shuffled = Ledger()
    for source, each in events:
        in_order, _ = sent(each, to=in_order, source=source)
    accepted = 0
    for source, each in deliveries:
        shuffled, receipt = sent(each, to=shuffled, source=source)
        accepted += receipt.accepted

    assert shuffled == in_order
    assert accepted == len(events)


@given(STEPS, st.integers(1, 5), st.booleans())
def test_the_counts_add_up_to_the_batch(steps: list[Any], size: int, allowed: bool) -> None:
    ledger = Ledger()
    events = [event(n % 7, name, ts=ts - (n % 3) * 29 * DAY, seq=n % 5) for n, (name, ts, _, _) in enumerate(steps)]

    for start in range(0, len(events), size):
        batch = events[start : start + size]
        taken = take_in(ledger, "tab-1", batch, allowed=allowed, now=NOW)
        ledger, receipt = taken.ledger, taken.receipt

        counted = receipt.accepted + receipt.duplicates + receipt.dropped_for_consent + len(receipt.rejected)
        assert counted == len(batch)
        assert receipt.accepted == len(taken.fresh)
        assert receipt.late <= receipt.accepted


def view(number: int, item_id: str, **changes: Any) -> Event:
    return event(number, items=(EventItem(item_id),), **changes)


def test_rules_may_ask_how_often_each_event_happened_and_how_many_items_were_seen() -> None:
    ledger, _ = sent(view(1, "sku-1"), view(2, "sku-2"), view(3, "sku-1"), event(4, "scroll"))

    assert ledger.facts == {
        "session.events.scroll": 1,
        "session.events.view_item": 3,
        "session.items_seen": 2,
        "session.on_page_ms": NOW - MINUTE,
        "session.page_type": "product",
        "session.scroll_percent": 90,
    }


def test_the_page_is_the_one_opened_last_in_whatever_order_they_arrive() -> None:
    listing = event(1, "page_view", ts=NOW - 9, page=Page("listing"))
    product = event(2, ts=NOW - 5, page=Page("product"))
    untyped = event(3, "page_view", ts=NOW - 2)

    assert sent(product, listing)[0].page == PageView(NOW - 5, "product")
    assert sent(untyped, product)[0].page == PageView(NOW - 2)
    assert sent(listing, to=sent(product)[0])[0].page == PageView(NOW - 5, "product")


def test_items_seen_are_counted_to_two_hundred_and_in_any_order() -> None:
    views = [view(n, f"sku-{n}") for n in range(MAX_VIEWED + 50)]

    forwards, backwards = sent(*views)[0], sent(*reversed(views))[0]

    assert forwards == backwards
    assert forwards.facts["session.items_seen"] == MAX_VIEWED
