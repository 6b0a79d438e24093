"""What an event carries is checked against the catalogue: the first fault, its code and its path."""

from dataclasses import fields, replace
from typing import Any

import pytest

from shared.domain.errors import FieldError
from shared.domain.event_catalogue import STANDARD, Catalogue, EventType, Parameter, checked, missing
from shared.domain.events import Event, EventItem, Page

CATALOGUE = Catalogue(
    1,
    [
        EventType(
            "taste",
            "product",
            "interest",
            "something is tasted",
            items="required",
            parameters={
                "flavour": Parameter("text", "which", "sweet", required=True, max_length=5),
                "spoons": Parameter("integer", "how many", 1, minimum=1, maximum=9),
                "share": Parameter("number", "how much of it", 0.5, minimum=0),
                "warmth": Parameter("number", "how warm", 20, maximum=100),
                "again": Parameter("boolean", "once more", True),
                "story": Parameter("text", "what it is like", "fine"),
            },
            aliases=("Taste It",),
            wants=("currency", "value"),
        ),
        EventType("look", "visit", "awareness", "something is looked at"),
    ],
)


def event(name: str = "taste", **params: Any) -> Event:
    return Event("e-1", name, 0, params=params)


def fault(**params: Any) -> tuple[str, str, str]:
    found = checked(event(**params), CATALOGUE)
    assert isinstance(found, FieldError)
    return found.path, found.code, found.message


def test_an_event_that_is_right_is_handed_on_as_it_is() -> None:
    plain, full = event(), event(flavour="sweet", spoons=9, share=0, warmth=99.5, again=False, story="x" * 2048)

    assert checked(plain, CATALOGUE) is plain
    assert checked(full, CATALOGUE) is full


def test_an_alias_becomes_the_name_and_nothing_else_changes() -> None:
    full = Event(
        "e-1", "tASTE iT", 1, 2, Page("product", "/p/1"), "EUR", 3, (EventItem("sku-1"),), {"flavour": "sweet"}
    )

    assert [each.name for each in fields(Event) if getattr(full, each.name) in (each.default, {}, None)] == []
    assert checked(full, CATALOGUE) == replace(full, event_name="taste")


def test_an_event_that_nobody_knows_is_refused() -> None:
    found = checked(event("smell"), CATALOGUE)

    assert found == FieldError("$.event_name", "unknown_event", "no such event in the catalogue")


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"flavour": 5}, "flavour is a text"),
        ({"story": True}, "story is a text"),
        ({"spoons": "3"}, "spoons is an integer"),
        ({"spoons": 3.5}, "spoons is an integer"),
        ({"spoons": True}, "spoons is an integer"),
        ({"share": "0.5"}, "share is a number"),
        ({"share": False}, "share is a number"),
        ({"again": 1}, "again is true or false"),
        ({"again": "true"}, "again is true or false"),
    ],
)
def test_a_parameter_of_another_type_rejects_the_event(params: dict[str, Any], message: str) -> None:
    (name,) = params

    assert fault(**params) == (f"$.params.{name}", "parameter_type", message)


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"flavour": "bitter"}, "flavour is a text of at most 5 characters"),
        ({"story": "x" * 2049}, "story is a text of at most 2048 characters"),
        ({"spoons": 0}, "spoons is an integer, 1 to 9"),
        ({"spoons": 10}, "spoons is an integer, 1 to 9"),
        ({"share": -0.01}, "share is a number, at least 0"),
        ({"warmth": 100.1}, "warmth is a number, at most 100"),
    ],
)
def test_a_parameter_out_of_bounds_rejects_the_event(params: dict[str, Any], message: str) -> None:
    (name,) = params

    assert fault(**params) == (f"$.params.{name}", "parameter_range", message)


def test_a_whole_number_may_be_written_with_a_point() -> None:
    assert isinstance(checked(event(spoons=3.0), CATALOGUE), Event)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (10042, "10042"),
        (17.0, "17"),
        (0.5, "0.5"),
        (1e300, "1e+300"),
        (-(2**53), "-9007199254740992"),
    ],
)
def test_a_number_in_the_place_of_a_text_is_kept_in_words(sent: float, kept: str) -> None:
    full = event(spoons=1, story=sent)

    assert checked(full, CATALOGUE) == replace(full, params={"spoons": 1, "story": kept})


def test_a_parameter_that_is_null_is_as_good_as_absent() -> None:
    nothing = event(flavour=None, spoons=None)

    assert checked(nothing, CATALOGUE) is nothing
    assert "flavour" in missing(nothing, CATALOGUE.type_of("taste"))


def test_what_the_catalogue_does_not_know_may_be_sent_all_the_same() -> None:
    assert isinstance(checked(event(colour="red", weight=12), CATALOGUE), Event)
    assert isinstance(checked(event("look", spoons="many"), CATALOGUE), Event)


def test_an_event_has_twenty_five_parameters_and_no_more() -> None:
    full = {f"p{n}": n for n in range(25)}

    assert isinstance(checked(event(**full), CATALOGUE), Event)
    assert fault(**full, one_more=1) == ("$.params", "too_many_parameters", "at most 25 parameters")


def test_a_parameters_name_has_forty_characters_and_no_more() -> None:
    assert isinstance(checked(event(**{"n" * 40: 1}), CATALOGUE), Event)
    assert fault(**{"n" * 41: 1})[:2] == ("$.params." + "n" * 41, "parameter_name")


def test_what_the_reports_want_and_do_not_get_is_told_in_order() -> None:
    kind = CATALOGUE.type_of("taste")
    bare = event()
    full = Event("e-1", "taste", 0, currency="EUR", value=0, items=(EventItem("sku-1"),), params={"flavour": "sweet"})

    assert missing(bare, kind) == ("flavour", "currency", "value", "items")
    assert missing(full, kind) == ()
    assert missing(event("look"), CATALOGUE.type_of("look")) == ()


def test_logs_of_real_shops_are_accepted_as_they_are() -> None:
    clicked = Event("e-1", "select_content", 0, items=(EventItem("138778"),), params={"content_id": "0"})
    bought = Event("e-2", "purchase", 0, items=(EventItem("138778"),))

    assert checked(clicked, STANDARD) is clicked
    assert checked(bought, STANDARD) is bought
    assert missing(clicked, STANDARD.type_of("select_content")) == ()
    assert missing(bought, STANDARD.type_of("purchase")) == ("transaction_id", "currency", "value")
