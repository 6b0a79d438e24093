"""What is stored comes back as it was: every field of every class, and what was stored before a field was there."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.consent import Consent
from shared.domain.decisions import Basis, Grant, Intent
from shared.domain.items import Item
from shared.domain.ledger import Ledger, PageView, Tally, Wish
from shared.domain.state import Customer, Session
from shared.domain.usage import Usage
from shared.store import items, states
from shared.store.rows import TUPLE, Row
from shared.store.session_items import ledger_of
from shared.store.sessions import SessionStore
from shared.store.table import PLAIN_BYTES, StateError, packed, unpacked
from tests.factories import GRANTED, NOW, basis, cart, session

st.register_type_strategy(Mapping, lambda kind: st.dictionaries(*(st.from_type(each) for each in get_args(kind))))
st.register_type_strategy(Intent, st.builds(Intent, st.floats(0, 1), st.text()))

ROWS = [value for value in (*vars(states).values(), items.ITEM) if isinstance(value, Row)]


def filled() -> Session:
    """Return a session in which nothing is at its default that a decision leaves so."""
    shopping = cart(4000, 6000, codes=("WELCOME",))
    lines = tuple(replace(line, category="food", tags=("xmas",), brand="Acme") for line in shopping.lines)
    shopping = replace(shopping, lines=lines)
    made = basis(
        shopping,
        adds=3,
        grants=(Grant("high_value", NOW, NOW + 900_000),),
        told={"compound:urgency": 1},
        used={"welcome": Usage(5, 1, 0, 990)},
        codes={"welcome": "spring"},
    )
    return session(
        consent=GRANTED, locale="it", customer=Customer("k-1", prime=True), submitted=made.cart_hash, basis=made
    )


@settings(max_examples=30)
@given(st.from_type(Session))
def test_every_session_comes_back_as_it_was_stored(state: Session) -> None:
    assert states.SESSION.read(states.SESSION.write(state), state.session_id) == state


@settings(max_examples=30)
@given(st.from_type(Basis))
def test_every_basis_comes_back_as_it_was_stored(made: Basis) -> None:
    assert states.BASIS.read(states.BASIS.write(made)) == made


@settings(max_examples=30)
@given(st.from_type(Item))
def test_every_item_comes_back_as_it_was_stored(item: Item) -> None:
    assert items.ITEM.read(items.ITEM.write(item)) == item


@given(st.from_type(Consent))
def test_every_consent_comes_back_as_it_was_stored(consent: Consent) -> None:
    assert states.CONSENT.read(states.CONSENT.write(consent)) == consent


@given(st.dictionaries(st.text(), st.from_type(Tally)), st.dictionaries(st.text(), st.from_type(Wish)))
def test_every_ledger_comes_back_as_it_was_stored(tallies: dict[str, Tally], wishes: dict[str, Wish]) -> None:
    raw = packed([states.TALLIES.pack(tallies), states.WISHES.pack(wishes)])

    assert ledger_of({"state": {"B": raw}, "seen": {"B": b"trace"}}) == Ledger(tallies, wishes, b"trace")


def test_a_ledgers_page_and_items_come_back(table: Any) -> None:
    sessions, state = SessionStore(table, print), session(consent=GRANTED)
    ledger = Ledger({"view_item": Tally(1, NOW, NOW)}, {}, b"trace", PageView(NOW, "product"), b"item")
    sessions.create(state, NOW)

    sessions.save_ledger(ledger, state, 0, NOW)

    assert sessions.load("s-0").ledger == ledger


def test_what_an_arrival_showed_is_stored_once() -> None:
    arrival = {"session.channel": "email", "session.device": "mobile", "customer.orders": 3}
    made = basis(cart(4000), observed={**arrival, "session.events.scroll": 2})
    state = session(arrival=arrival, basis=made, profile="tender", profiles=("tender",))

    assert states.SESSION.write(state).count(b"session.channel") == 1
    assert states.SESSION.read(states.SESSION.write(state), state.session_id) == state


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.shape.__name__)
def test_a_field_is_stored_as_soon_as_it_exists(row: Row) -> None:
    assert set(row.names) == {field.name for field in fields(row.shape)}, "add it at the end of the row"


def test_the_first_states_are_still_read() -> None:
    # As written on 22 November 2026. Never change these lines: states like them are in the tables.
    stored = """["s-0","v-1",1795345200000,["granted","granted","granted","granted"],"it",null,["k-1",true],
        null,null,null,
        [null,1,"default@1",1795338000000,
        ["c-1",1,"EUR",
        [["l-0","sku-0",1,4000,"food",["xmas"],null,"Acme"],["l-1","sku-1",1,6000,"food",["xmas"],null,"Acme"]],
        "cart",[false,590],["WELCOME"]],[0,0],[],
        "sha256:8eeac57bcdca6c45711309f4903234f2034bea306feb4a6d0661ea8ee2e49b91",1795338000000,1795338000000,[0.1,"prior@1"],
        {"session.events.add_to_cart":3},"en",null,[["high_value",1795338000000,1795338900000]],{"compound:urgency":1},
        {"welcome":[5,1,0,990]},{"welcome":"spring"}]]"""

    assert states.SESSION.read(stored.encode()) == filled()


def test_what_was_stored_before_a_field_was_there_has_its_default() -> None:
    shorter = Row(Customer, "customer_id", "prime")

    read = Row(Customer, "customer_id", "prime", "tier").read(shorter.write(Customer("k-1", prime=True, tier="gold")))

    assert read == Customer("k-1", prime=True)


def test_what_a_later_version_stored_is_read_without_its_news() -> None:
    assert states.CONSENT.read(b'["granted","denied","denied","denied","perhaps"]') == Consent("granted")


def test_a_new_field_may_stand_anywhere_in_the_class() -> None:
    row = Row(Usage, "spent", "uses", "customer_uses", "session_uses")

    assert row.pack(Usage(uses=2, spent=990)) == [990, 2]
    assert row.unpack([990, 2]) == Usage(uses=2, spent=990)


def test_a_usual_session_takes_one_write_unit_and_no_compression() -> None:
    raw = states.SESSION.write(filled())

    assert len(raw) < PLAIN_BYTES
    assert json.loads(raw)[1] == "v-1"


def test_a_long_state_is_compressed() -> None:
    long = session(basis=basis(cart(*range(1000, 1200))))

    raw = states.SESSION.write(long)

    assert len(raw) < 3000 < len(zlib.decompress(raw))
    assert states.SESSION.read(raw, "s-0") == long


@pytest.mark.parametrize("raw", [b"", b"\x00", b"[]", b"{}", b"[1", b"[1,2,3,5]"])
def test_what_is_none_of_ours_is_our_fault(raw: bytes) -> None:
    with pytest.raises(StateError):
        states.SESSION.read(raw)


def test_texts_in_any_script_are_stored() -> None:
    value = ["🎄", "قهوة", "\x00"]

    assert unpacked(packed(value)) == value
    assert TUPLE.unpack(unpacked(packed(value))) == tuple(value)


def test_an_observation_of_several_texts_comes_back_as_a_tuple() -> None:
    made = basis(cart(100), observed={"customer.segments": ("new", "vip"), "customer.orders": 3})

    read: Any = states.BASIS.read(states.BASIS.write(made))

    assert read.observed == {"customer.segments": ("new", "vip"), "customer.orders": 3}
