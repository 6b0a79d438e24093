from hypothesis import given
from hypothesis import strategies as st

from shared.domain.ledger import TRACE_BYTES
from shared.domain.traces import (
    ID_BYTES,
    NO_PLACE,
    first_place,
    id_of,
    inserted,
    is_taken,
    place_of,
    places,
    remembers,
)

# Few bytes, so that a place is also found where none begins.
TRACES = st.lists(st.lists(st.sampled_from(b"\x00\x01"), min_size=TRACE_BYTES, max_size=TRACE_BYTES).map(bytes))


@given(TRACES, TRACES, TRACES)
def test_traces_are_found_where_they_lie_as_if_they_were_taken_apart(
    first: list[bytes], then: list[bytes], asked: list[bytes]
) -> None:
    seen = inserted(inserted(b"", first), then)

    known = sorted([*first, *then])
    assert seen == b"".join(known)
    assert [remembers(seen, each[:ID_BYTES]) for each in asked] == [
        each[:ID_BYTES] in {trace[:ID_BYTES] for trace in known} for each in asked
    ]
    assert [is_taken(seen, each[ID_BYTES:]) for each in asked] == [
        each[ID_BYTES:] in {trace[ID_BYTES:] for trace in known} for each in asked
    ]
    assert places(seen) == {trace[ID_BYTES:] for trace in known} - {NO_PLACE}


def test_a_source_begins_where_its_name_says_and_goes_on_by_one() -> None:
    first = first_place("tab-1")

    assert place_of(first, 1) == (first + 1).to_bytes(6)
    assert place_of(2**48 - 1, 1) == NO_PLACE
    assert first_place("tab-2") != first
    assert len(id_of("e-1")) == ID_BYTES
