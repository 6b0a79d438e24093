import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from functions.ingest_events.handler import EventBatch, EventsFrame
from shared.domain.errors import TooLargeError
from shared.domain.events import Event, Unreadable
from shared.edge.bodies import UnreadableError
from shared.edge.deliveries import Delivery, read_delivery
from tests.factories import NOW

GOOD = {"event_id": "e-1", "event_name": "view_item", "ts": NOW}


def read(body: Any, shape: Any = EventBatch) -> Delivery:
    return read_delivery(body if isinstance(body, str) else json.dumps(body), shape, 256 * 1024)


def test_good_events_are_read_in_order() -> None:
    delivery = read({"source": "tab-1", "events": [GOOD, GOOD | {"event_id": "e-2", "seq": 2}]})

    assert delivery.source == "tab-1"
    assert delivery.events == (Event("e-1", "view_item", NOW), Event("e-2", "view_item", NOW, 2))


def test_a_bad_event_leaves_its_reason_in_its_place() -> None:
    delivery = read({"source": "tab-1", "events": [GOOD, GOOD | {"ts": 1.5}, GOOD | {"event_id": "e-3"}]})

    assert delivery.events == (
        Event("e-1", "view_item", NOW),
        Unreadable("int_type", "$.ts", "Input should be a valid integer", "e-1", "view_item"),
        Event("e-3", "view_item", NOW),
    )


def test_far_too_many_and_far_too_long_parameters_are_told_like_those_a_little_over() -> None:
    many = {"event_id": "e-1", "event_name": "scroll", "ts": 0, "params": {f"p{n}": n for n in range(101)}}
    long = {"event_id": "e-2", "event_name": "scroll", "ts": 0, "params": {"n" * 129: 1}}

    delivery = read({"source": "tab-1", "events": [many, long]})

    assert [(each.code, each.path) for each in delivery.events if isinstance(each, Unreadable)] == [
        ("too_many_parameters", "$.params"),
        ("parameter_name", "$.params." + "n" * 129),
    ]


def test_an_id_that_cannot_be_read_is_not_repeated() -> None:
    long = "x" * 129

    delivery = read({"source": "tab-1", "events": [GOOD | {"event_id": long}, GOOD | {"event_id": ""}, [], {}]})

    assert [each.event_id for each in delivery.events] == [None, None, None, None]


def test_a_frame_keeps_its_request_id() -> None:
    delivery = read({"action": "events", "request_id": "q-1", "events": [GOOD, 7]}, EventsFrame)

    assert (delivery.source, delivery.request_id, len(delivery.events)) == ("socket", "q-1", 2)


def test_five_hundred_events_are_the_most_good_or_bad() -> None:
    assert len(read({"source": "tab-1", "events": [GOOD] * 499 + [{}]}).events) == 500
    with pytest.raises(TooLargeError):
        read({"source": "tab-1", "events": [GOOD] * 500 + [{}]})
    with pytest.raises(ValidationError, match="too_long"):
        read({"source": "tab-1", "events": [GOOD] * 501})


def test_a_name_given_twice_counts_the_last_time() -> None:
    delivery = read(f'{{"source":"a","events":[7],"source":"b","events":[{json.dumps(GOOD)},8]}}')

    assert (delivery.source, [type(each) for each in delivery.events]) == ("b", [Event, Unreadable])


def test_what_is_not_json_is_refused_as_a_whole() -> None:
    with pytest.raises(UnreadableError):
        read('{"source":"tab-1","events":[{"ts":NaN}]}')
    with pytest.raises(ValidationError):
        read('{"source":"tab-1","events":[{"ts":1}]')


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("\ud800")
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=6)
MEMBERS = st.sampled_from(["event_id", "event_name", "ts", "seq", "page", "items", "value", "currency", "params"])
EVENTS = st.dictionaries(MEMBERS, VALUES).map(lambda changed: GOOD | changed) | VALUES
BODIES = st.fixed_dictionaries({"source": st.text() | VALUES, "events": st.lists(EVENTS, max_size=5) | VALUES})


@settings(max_examples=50)
@given(BODIES, st.booleans())
def test_whatever_is_sent_is_read_or_refused_by_name(body: Any, escaped: bool) -> None:
    text = json.dumps(body, ensure_ascii=escaped)

    try:
        delivery = read(text)
    except (TooLargeError, UnreadableError, ValidationError):
        return

    assert len(delivery.events) == len(body["events"])
    assert [json.loads(each) for each in delivery.raw(range(len(delivery.events)))] == json.loads(text)["events"]
