"""A shop's own events: registered, changed and taken back, and every fault told at once."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.errors import FieldError
from shared.domain.event_catalogue import STANDARD, EventType, Parameter, checked
from shared.domain.event_catalogue.custom import MAX_CUSTOM_EVENTS, MAX_CUSTOM_PARAMETERS, CustomEvents, is_custom
from shared.domain.event_catalogue.registering import EventConflictError, InvalidEventError, registered, removed
from shared.domain.events import Event

NOTHING = CustomEvents()
GIFT: dict[str, Any] = {
    "category": "cart",
    "stage": "cart",
    "description": "gift wrapping is chosen",
    "items": "none",
    "parameters": {
        "paper": {"type": "text", "description": "which paper", "max_length": 64, "required": True, "example": "gold"},
        "fee": {"type": "integer", "description": "what it costs", "unit": "minor", "minimum": 0, "maximum": 900},
    },
}


def with_parameter(name: str = "paper", **parameter: Any) -> dict[str, Any]:
    return {**GIFT, "parameters": {name: {"type": "text", "description": "which paper", **parameter}}}


def refused(document: Any, name: str = "custom_gift", own: CustomEvents = NOTHING) -> list[tuple[str, str]]:
    with pytest.raises(InvalidEventError) as refusal:
        registered(own, name, document)
    assert all(each.message for each in refusal.value.errors)
    return [(each.path, each.code) for each in refusal.value.errors]


def test_a_registered_event_is_checked_like_a_packaged_one() -> None:
    own = registered(NOTHING, "custom_gift", GIFT)

    assert own.types["custom_gift"] == EventType(
        "custom_gift",
        category="cart",
        stage="cart",
        description="gift wrapping is chosen",
        parameters={
            "paper": Parameter("text", "which paper", "gold", required=True, max_length=64),
            "fee": Parameter("integer", "what it costs", minimum=0, maximum=900, unit="minor"),
        },
        version=STANDARD.version + 1,
    )
    sent = Event("e-1", "custom_gift", 0, params={"paper": "gold", "fee": 901})
    assert getattr(checked(sent, own.catalogue), "path", None) == "$.params.fee"
    assert getattr(checked(sent, STANDARD), "code", None) == "unknown_event"


def test_parameters_and_items_need_not_be_said() -> None:
    own = registered(NOTHING, "custom_x", {"category": "visit", "stage": "interest", "description": "something"})

    assert (own.types["custom_x"].items, own.types["custom_x"].parameters) == ("optional", {})


def test_every_change_makes_a_new_version_of_event_and_catalogue() -> None:
    once = registered(NOTHING, "custom_gift", GIFT)
    twice = registered(once, "custom_gift", {**GIFT, "stage": "checkout"})
    thrice = registered(twice, "custom_other", GIFT)

    assert [each.catalogue.version - STANDARD.version for each in (once, twice, thrice)] == [1, 2, 3]
    assert thrice.types["custom_gift"].version == STANDARD.version + 2


def test_the_same_again_changes_nothing() -> None:
    once = registered(NOTHING, "custom_gift", GIFT)

    assert registered(once, "custom_gift", GIFT) is once


def test_an_event_that_is_taken_back_is_unknown_and_the_version_grows() -> None:
    once = registered(NOTHING, "custom_gift", GIFT)

    then = removed(once, "custom_gift")

    assert then.catalogue.find("custom_gift") is None
    assert then.catalogue.version == once.catalogue.version + 1
    assert removed(then, "custom_gift") is then


def test_a_packaged_event_is_neither_taken_back_nor_registered_anew() -> None:
    with pytest.raises(InvalidEventError):
        removed(NOTHING, "view_item")
    with pytest.raises(InvalidEventError):
        removed(NOTHING, "Product Viewed")
    assert refused(GIFT, "view_item") == [("$.event_name", "event_name")]


def test_whoever_looked_at_another_version_overwrites_nothing() -> None:
    once = registered(NOTHING, "custom_gift", GIFT, expected=0)
    seen = once.types["custom_gift"].version

    changed = registered(once, "custom_gift", {**GIFT, "stage": "checkout"}, expected=seen)

    with pytest.raises(EventConflictError):
        registered(changed, "custom_gift", GIFT, expected=seen)
    with pytest.raises(EventConflictError):
        removed(changed, "custom_gift", expected=seen)
    with pytest.raises(EventConflictError):
        registered(changed, "custom_gift", GIFT, expected=0)


@pytest.mark.parametrize(
    "name",
    ["gift", "custom_", "custom_Gift", "custom_gift-wrap", "custom_" + "x" * 34, " custom_gift", "custom_gift\n"],
)
def test_an_event_of_ones_own_is_called_so(name: str) -> None:
    assert refused(GIFT, name) == [("$.event_name", "event_name")]


def test_a_name_may_have_forty_characters() -> None:
    assert is_custom("custom_" + "x" * 33)


@pytest.mark.parametrize(
    ("document", "faults"),
    [
        ([], [("$", "wrong_type"), ("$.category", "missing"), ("$.stage", "missing"), ("$.description", "missing")]),
        ({**GIFT, "category": "gifts"}, [("$.category", "unknown_value")]),
        ({**GIFT, "stage": 7}, [("$.stage", "wrong_type")]),
        ({**GIFT, "description": " "}, [("$.description", "out_of_range")]),
        ({**GIFT, "description": "x" * 501}, [("$.description", "out_of_range")]),
        ({**GIFT, "items": "some"}, [("$.items", "unknown_value")]),
        ({**GIFT, "purpose": "ad_storage"}, [("$.purpose", "unknown_member")]),
        ({**GIFT, "parameters": []}, [("$.parameters", "wrong_type")]),
        (with_parameter(type="money"), [("$.parameters.paper.type", "unknown_value")]),
        (with_parameter(required="yes"), [("$.parameters.paper.required", "wrong_type")]),
        (with_parameter(max_length=0), [("$.parameters.paper.max_length", "out_of_range")]),
        (with_parameter(max_length=2049), [("$.parameters.paper.max_length", "out_of_range")]),
        (with_parameter(minimum=1), [("$.parameters.paper.minimum", "out_of_range")]),
        (with_parameter(unit="cm"), [("$.parameters.paper.unit", "out_of_range")]),
        (with_parameter(example="x" * 9, max_length=8), [("$.parameters.paper.example", "wrong_type")]),
        (with_parameter(type="integer", max_length=8), [("$.parameters.paper.max_length", "out_of_range")]),
        (with_parameter(type="integer", minimum=0.5), [("$.parameters.paper.minimum", "wrong_type")]),
        (with_parameter(type="number", maximum=10**400), [("$.parameters.paper.maximum", "out_of_range")]),
        (with_parameter(type="number", minimum=2, maximum=1), [("$.parameters.paper.maximum", "out_of_range")]),
        (with_parameter(type="number", unit="minor"), [("$.parameters.paper.unit", "out_of_range")]),
        (with_parameter(type="boolean", example=1), [("$.parameters.paper.example", "wrong_type")]),
        (with_parameter("Paper"), [("$.parameters.Paper", "parameter_name")]),
        (with_parameter("n" * 41), [("$.parameters." + "n" * 41, "parameter_name")]),
        (with_parameter(minimun=1), [("$.parameters.paper.minimun", "unknown_member")]),
        ({**GIFT, "parameters": {"paper": 7}}, [
            ("$.parameters.paper", "wrong_type"),
            ("$.parameters.paper.type", "missing"),
            ("$.parameters.paper.description", "missing"),
        ]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_path(document: Any, faults: list[tuple[str, str]]) -> None:
    assert refused(document) == faults


def test_all_faults_are_told_at_once() -> None:
    faulty = {**with_parameter(type="money", example=[]), "stage": "nowhere"}

    assert refused(faulty, "gift") == [
        ("$.event_name", "event_name"),
        ("$.stage", "unknown_value"),
        ("$.parameters.paper.type", "unknown_value"),
        ("$.parameters.paper.example", "wrong_type"),
    ]


def test_a_name_means_what_it_means_in_the_packaged_events() -> None:
    assert refused(with_parameter("points")) == [("$.parameters.points.type", "parameter_clash")]
    assert refused(with_parameter("tax", type="integer")) == [("$.parameters.tax.type", "parameter_clash")]
    assert registered(NOTHING, "custom_x", with_parameter("tax", type="integer", unit="minor")).columns == {}


def test_a_name_means_what_it_meant_in_the_shops_own_events_past_ones_included() -> None:
    own = removed(registered(NOTHING, "custom_gift", GIFT), "custom_gift")

    assert refused(with_parameter("fee"), "custom_x", own) == [("$.parameters.fee.type", "parameter_clash")]
    assert registered(own, "custom_x", with_parameter("paper")).columns == own.columns


def test_an_event_has_twenty_five_parameters_and_no_more() -> None:
    most = {f"p{n}": {"type": "text", "description": "one of many"} for n in range(25)}
    more = {**most, "p25": {"type": "text", "description": "one too many"}}

    assert len(registered(NOTHING, "custom_x", {**GIFT, "parameters": most}).types["custom_x"].parameters) == 25
    assert refused({**GIFT, "parameters": more}) == [("$.parameters", "too_many_parameters")]


def test_a_shop_has_a_hundred_events_of_its_own_and_no_more() -> None:
    full = CustomEvents(100, {f"custom_{n}": EventType(f"custom_{n}", "cart", "cart", "x") for n in range(100)})

    assert len(full.types) == MAX_CUSTOM_EVENTS
    assert refused(GIFT, "custom_one_more", full) == [("$.event_name", "too_many_events")]
    assert registered(full, "custom_7", GIFT).types["custom_7"].description == "gift wrapping is chosen"


def test_the_lake_has_room_for_five_hundred_names_of_parameters() -> None:
    full = CustomEvents(1, {}, {f"p{n}": ("text", "") for n in range(MAX_CUSTOM_PARAMETERS)})

    assert refused(with_parameter("one_more"), own=full) == [("$.parameters", "too_many_parameters")]
    assert registered(full, "custom_gift", with_parameter("p7")).columns == full.columns


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(["text", "cart"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from([*GIFT, "type", "unit"]), inner),
    max_leaves=8,
)


def faults_of(name: str, document: Any) -> tuple[FieldError, ...]:
    try:
        assert registered(NOTHING, name, document).catalogue.canonical(name) == name
    except InvalidEventError as refusal:
        return refusal.errors or (FieldError("", "", ""),)
    return ()


@given(st.sampled_from(["custom_x", "view_item", ""]), ANYTHING | st.dictionaries(st.sampled_from([*GIFT]), ANYTHING))
def test_whatever_the_admin_writes_is_registered_or_refused_with_paths(name: str, document: Any) -> None:
    assert all(each.path.startswith("$") and each.code and each.message for each in faults_of(name, document))
