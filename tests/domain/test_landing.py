import json
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.event_catalogue import STANDARD
from shared.domain.events import Event, EventItem, Page
from shared.domain.ingestion import Accepted, take_in
from shared.domain.lake_tables import EVENTS
from shared.domain.landing import Sender, event_rows
from shared.domain.ledger import Ledger
from tests.factories import GRANTED, MINUTE, NOW, session

SENDER = Sender(session(consent=GRANTED), "tab-1", 3, NOW)


def accepted(name: str = "view_item", *, late: bool = False, **members: Any) -> Accepted:
    return Accepted(Event("e-1", name, NOW - MINUTE, **members), STANDARD.types[name], NOW - 2 * MINUTE, late)


def row(event: Accepted, sender: Sender = SENDER) -> dict[str, Any]:
    (line,) = event_rows([event], sender)
    return json.loads(line)


def test_a_row_has_what_is_known_and_nothing_that_is_null() -> None:
    assert row(accepted("sign_up", late=True)) == {
        "event_id": "e-1",
        "event_name": "sign_up",
        "catalogue_version": 3,
        "category": STANDARD.types["sign_up"].category,
        "stage": "loyalty",
        "ts": NOW - MINUTE,
        "client_ts": NOW - 2 * MINUTE,
        "received_at": NOW,
        "late": True,
        "bot": False,
        "session_id": "s-0",
        "visitor_id": "v-1",
        "source": "tab-1",
        "items": [],
        "params": "{}",
        "missing": [],
    }


def test_a_row_carries_the_arrival_of_its_session() -> None:
    arrival = {"session.device": "mobile", "session.channel": "email", "customer.orders": 3}
    sender = replace(SENDER, session=session(arrival=arrival, bot=True))

    found = row(accepted(), sender)

    assert (found["device"], found["channel"], found["bot"]) == ("mobile", "email", True)


def test_what_follows_the_path_of_a_page_is_left_out() -> None:
    found = row(accepted(page=Page("product", "/p/1?email=a@b.example#reviews")))

    assert (found["page_type"], found["page_path"]) == ("product", "/p/1")


def test_a_row_says_what_the_catalogue_wants_and_the_event_lacks() -> None:
    assert row(accepted("view_item"))["missing"] == ["currency", "value", "items"]
    assert row(accepted("view_item", items=(EventItem("sku-1"),), value=1, currency="EUR"))["missing"] == []


def test_every_member_of_a_row_is_a_column() -> None:
    full = accepted(seq=1, page=Page("product", "/p"), currency="EUR", value=1, items=(EventItem("a"),))
    sender = replace(SENDER, session=session(arrival={"session.device": "mobile", "session.channel": "email"}))

    assert row(full, sender).keys() == {column.name for column in EVENTS.columns}


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=9)
VALUES = st.none() | st.booleans() | TEXTS | st.integers(-(2**53), 2**53) | st.floats(-1e300, 1e300)
ITEMS = st.builds(EventItem, TEXTS, st.integers(0, 9), st.none() | st.integers(0, 9), st.none() | TEXTS, TEXTS)


@given(TEXTS, st.dictionaries(TEXTS, VALUES, max_size=3), st.lists(ITEMS, max_size=2), TEXTS)
def test_any_text_and_number_comes_out_as_it_went_in(
    name: str, params: dict[str, Any], items: list[Any], kind: str
) -> None:
    sent = Event(name, "scroll", NOW, page=Page(kind), items=tuple(items), params=params)
    taken = take_in(Ledger(), "tab-1", [sent], allowed=True, now=NOW)

    for event in taken.fresh:
        found = row(event)
        assert (found["event_id"], found["page_type"], json.loads(found["params"])) == (name, kind, params)
        assert [(each["item_id"], each["price"], each["brand"]) for each in found["items"]] == [
            (each.item_id, each.price, each.brand) for each in items
        ]
