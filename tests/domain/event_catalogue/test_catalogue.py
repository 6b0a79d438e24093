"""The catalogue is whole: every event says what it is, and every name means one thing."""

import hashlib
import json
import re
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.event_catalogue import STANDARD, Catalogue, EventType, Parameter, checked, missing
from shared.domain.event_catalogue.checking import LONGEST_NAME, MAX_PARAMETERS, fits
from shared.domain.event_catalogue.custom import is_custom
from shared.domain.events import Event, EventItem

VERSIONS = json.loads((Path(__file__).parent / "versions.json").read_text())
NAMES = sorted(STANDARD.types)
ALIASES = [(alias, each.name) for each in STANDARD.types.values() for alias in each.aliases]
# Mission B1, and what B2 adds to it, under the catalogue's names.
ASKED_FOR = {
    "view_product": "view_item",
    "initiate_checkout": "begin_checkout",
    "subscribe_newsletter": "subscribe_newsletter",
    "click_promocode": "click_promocode",
    "video_play": "video_start",
    "use_size_chart": "use_size_chart",
    "open_chat": "open_chat",
    "click_installment_info": "click_installment_info",
    "apply_filter": "apply_filter",
    "user_registration": "sign_up",
    "see_more": "see_more",
    "price_calculator": "price_calculator",
    "sample_request": "sample_request",
    "ingredients_list": "ingredients_list",
    "add_to_wishlist": "add_to_wishlist",
    "remove_from_wishlist": "remove_from_wishlist",
    "save_for_later": "save_for_later",
    "scroll": "scroll",
    "expand_reviews": "expand_reviews",
    "click_shipping_returns": "click_shipping_returns",
    "click_trust_badge": "click_trust_badge",
    "complete_checkout_step": "complete_checkout_step",
    "email_open": "email_open",
    "page_speed": "page_speed",
}
GA4_ECOMMERCE = (
    "add_payment_info", "add_shipping_info", "add_to_cart", "add_to_wishlist", "begin_checkout", "purchase", "refund",
    "remove_from_cart", "select_item", "select_promotion", "view_cart", "view_item", "view_item_list",
    "view_promotion",
)  # fmt: skip
SEGMENT = (
    "Products Searched", "Product List Viewed", "Product List Filtered", "Promotion Viewed", "Promotion Clicked",
    "Product Clicked", "Product Viewed", "Product Added", "Product Removed", "Cart Viewed", "Checkout Started",
    "Checkout Step Viewed", "Checkout Step Completed", "Payment Info Entered", "Order Completed", "Order Updated",
    "Order Refunded", "Order Cancelled", "Coupon Entered", "Coupon Applied", "Coupon Denied", "Coupon Removed",
    "Product Added to Wishlist", "Product Removed from Wishlist", "Wishlist Product Added to Cart", "Product Shared",
    "Cart Shared", "Product Reviewed",
)  # fmt: skip
BRAZE = (
    "ecommerce.product_viewed", "ecommerce.cart_updated", "ecommerce.checkout_started", "ecommerce.order_placed",
    "ecommerce.order_refunded", "ecommerce.order_cancelled",
)  # fmt: skip


@pytest.mark.parametrize(("sent", "kept"), ASKED_FOR.items())
def test_every_micro_conversion_that_was_asked_for_is_known(sent: str, kept: str) -> None:
    assert STANDARD.canonical(sent) == kept


@pytest.mark.parametrize("name", GA4_ECOMMERCE)
def test_ga4s_e_commerce_events_are_known_by_their_own_names(name: str) -> None:
    assert STANDARD.canonical(name) == name


@pytest.mark.parametrize("phrase", [*SEGMENT, *BRAZE])
def test_the_phrases_of_segment_and_braze_are_known_in_any_spelling(phrase: str) -> None:
    kept = STANDARD.canonical(phrase)

    assert kept is not None
    assert STANDARD.canonical(phrase.upper()) == STANDARD.canonical(phrase.lower()) == kept


def test_a_name_of_the_catalogue_is_written_exactly_so() -> None:
    assert STANDARD.canonical("Add_To_Cart") is None
    assert STANDARD.canonical("open_the_door") is None
    with pytest.raises(KeyError, match="open_the_door"):
        STANDARD.type_of("open_the_door")


@given(st.sampled_from([*NAMES, *(alias for alias, _ in ALIASES)]))
def test_a_name_made_canonical_stays_as_it_is(name: str) -> None:
    kept = STANDARD.canonical(name)

    assert kept is not None
    assert STANDARD.canonical(kept) == kept


def test_no_alias_is_a_name_or_another_events_alias() -> None:
    spelt = [alias.lower() for alias, _ in ALIASES]

    assert sorted(set(spelt)) == sorted(spelt)
    assert set(spelt) & set(NAMES) == set()
    assert [alias for alias, name in ALIASES if STANDARD.canonical(alias) != name] == []


def test_no_packaged_event_stands_where_a_shop_puts_its_own() -> None:
    assert [name for name in (*NAMES, *(alias for alias, _ in ALIASES)) if is_custom(name)] == []


@pytest.mark.parametrize("name", NAMES)
def test_an_event_says_what_it_is_within_ga4s_limits(name: str) -> None:
    kind = STANDARD.types[name]

    assert re.fullmatch("[a-z][a-z0-9_]*", name)
    assert [each for each in (name, *kind.aliases, *kind.parameters) if len(each) > LONGEST_NAME] == []
    assert len(kind.parameters) <= MAX_PARAMETERS
    assert kind.description
    assert not kind.description.endswith(".")
    assert 1 <= kind.version <= STANDARD.version
    assert kind.counter == f"session.events.{name}"


def test_a_parameter_means_the_same_in_every_event() -> None:
    meanings = {
        (name, replace(each, required=False))
        for kind in STANDARD.types.values()
        for name, each in kind.parameters.items()
    }

    assert len(meanings) == len(STANDARD.parameters())


@pytest.mark.parametrize("name", sorted(STANDARD.parameters()))
def test_a_parameter_has_bounds_and_an_example_within_them(name: str) -> None:
    parameter = STANDARD.parameters()[name]
    bounded = (parameter.max_length is not None, parameter.minimum is not None and parameter.maximum is not None)

    assert parameter.description
    assert fits(parameter, parameter.example)
    assert bounded == (parameter.type == "text", parameter.type in ("integer", "number"))
    assert parameter.unit == "" or parameter.type in ("integer", "number")
    assert parameter.unit != "minor" or parameter.type == "integer"


def test_what_a_version_of_the_catalogue_says_never_changes() -> None:
    told = json.dumps([asdict(each) for each in STANDARD.types.values()], sort_keys=True)
    found = hashlib.sha256(told.encode()).hexdigest()[:16]

    assert VERSIONS.get(str(STANDARD.version)) == found, (
        f"an event changed: raise the version in standard.py and the event's own to it, and add "
        f'"{STANDARD.version + 1}": its sum to versions.json (before the first release: replace the sum by "{found}")'
    )


def complete(kind: EventType, kept: set[str], name: str) -> Event:
    params: dict[str, Any] = {each: kind.parameters[each].example for each in kept}
    items = () if kind.items == "none" else (EventItem("sku-1"),)
    return Event("e-1", name, 0, currency="EUR", value=100, items=items, params=params)


@given(st.sampled_from(NAMES).map(STANDARD.types.__getitem__), st.data())
def test_an_event_with_the_catalogues_own_examples_is_accepted_under_its_name(kind: EventType, data: Any) -> None:
    kept = data.draw(st.sets(st.sampled_from([*kind.parameters, "x"]))) - {"x"}
    sent = data.draw(st.sampled_from([kind.name, *kind.aliases]))

    found = checked(complete(kind, kept, sent), STANDARD)

    assert found == complete(kind, kept, kind.name)
    assert set(missing(found, kind)) == set(kind.wanted) - kept


def test_a_shops_own_events_come_to_the_packaged_ones_and_the_version_grows() -> None:
    own = EventType("custom_x", "cart", "cart", "a step", parameters={"fee": Parameter("integer", "what it costs")})

    catalogue = STANDARD.extended([own], 3)

    assert isinstance(catalogue, Catalogue)
    assert catalogue.version == STANDARD.version + 3
    assert catalogue.type_of("custom_x") is own
    assert catalogue.canonical("view_product") == "view_item"
    assert catalogue.parameters().keys() - STANDARD.parameters().keys() == {"fee"}
    assert STANDARD.find("custom_x") is None
