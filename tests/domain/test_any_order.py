"""Events come in any order, in any batches and more than once; what the session knows in the end is the same."""

from collections.abc import Sequence
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.events import Event, EventItem, Page
from shared.domain.ingestion import take_in
from shared.domain.ledger import Ledger
from tests.factories import HOUR, MINUTE, NOW

NAMES = st.sampled_from(
    [
        "add_to_cart",
        "add_to_wishlist",
        "apply_filter",
        "initiate_checkout",
        "intervention_shown",
        "page_view",
        "remove_from_wishlist",
        "scroll",
        "view_cart",
        "view_item",
        "view_product",
    ]
)
ITEMS = st.lists(st.builds(EventItem, st.sampled_from("abc"), price=st.none() | st.integers(0, 2)), max_size=2)
PAGES = st.none() | st.builds(Page, st.none() | st.sampled_from(["product", "listing"]))
# Few moments, so that many events share one; some at either end of the 48 hours in which an event counts.
MOMENTS = st.sampled_from([NOW - 48 * HOUR, NOW - HOUR, NOW - MINUTE, NOW - 1, NOW])
PARAMS = st.fixed_dictionaries(
    {},
    optional={
        "percent_scrolled": st.integers(0, 100),
        "filter": st.sampled_from(["size", "colour"]),
        "value": st.sampled_from(["red", "42"]),
        "rule": st.sampled_from(["stuck_at_checkout", "exit_offer"]),
        "type": st.just("show_message"),
    },
)
STEPS = st.lists(st.tuples(NAMES, MOMENTS, ITEMS, PAGES, PARAMS, st.sampled_from(["tab-1", "tab-2"])), max_size=14)
Sent = tuple[str, Event]


def events_of(steps: Sequence[tuple[Any, ...]]) -> list[Sent]:
    return [
        (source, Event(f"e-{n}", name, ts, seq=n, items=tuple(items), page=page, params=params))
        for n, (name, ts, items, page, params, source) in enumerate(steps)
    ]


def taken(deliveries: Sequence[Sequence[Sent]]) -> tuple[Ledger, int, int]:
    """Return the ledger after the batches, each of one source, and how many events were accepted, and were repeated."""
    ledger, accepted, repeated = Ledger(), 0, 0
    for batch in deliveries:
        for source in sorted({source for source, _ in batch}):
            events = [event for at, event in batch if at == source]
            done = take_in(ledger, source, events, allowed=True, now=NOW)
            ledger, accepted = done.ledger, accepted + done.receipt.accepted
            repeated += done.receipt.duplicates
            assert done.receipt.rejected == ()
    return ledger, accepted, repeated


@settings(max_examples=300)
@given(STEPS, st.data())
def test_shuffled_doubled_and_batched_anyhow_the_ledger_is_that_of_the_distinct_events_in_order(
    steps: list[Any], data: st.DataObject
) -> None:
    events = events_of(steps)
    doubled = data.draw(st.permutations(events + [each for each in events if data.draw(st.booleans())]))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(doubled)), max_size=4)))
    batches = [doubled[a:b] for a, b in zip([0, *cuts], [*cuts, len(doubled)], strict=True)]

    ledger, accepted, repeated = taken(batches)

    assert ledger == taken([[each] for each in events])[0]
    assert ledger.facts == taken([events])[0].facts
    assert (accepted, repeated) == (len(events), len(doubled) - len(events))
