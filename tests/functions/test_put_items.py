"""What the shop tells of its items is known at once, and kept in the lake with the time it was told."""

from typing import Any

import pytest

from functions.put_items import handler as function
from tests.aws import lake_rows
from tests.factories import KEYS, NOW
from tests.requests import http


@pytest.fixture(autouse=True)
def _standing_clock(clock: Any) -> None:
    pass


def put(*items: dict[str, Any]) -> int:
    request = http("PUT /v1/items", list(items), proof=KEYS["server_key"])
    return function.handler(request, None)["statusCode"]


def test_every_change_of_an_item_lands_in_the_lake() -> None:
    item = {"item_id": "sku-1", "price": 2590, "currency": "EUR", "stock": 3, "tags": ["new"]}

    assert put(item, item | {"price": 1990}) == 200

    assert lake_rows("items") == [
        {
            "item_id": "sku-1",
            "changed_at": NOW,
            "price": 1990,
            "currency": "EUR",
            "stock": 3,
            "category": None,
            "brand": None,
            "tags": ["new"],
            "margin_floor": 0,
        }
    ]


def test_items_that_are_refused_do_not_land() -> None:
    assert put({"item_id": "sku-1", "price": 2590, "currency": "USD"}) == 422

    assert lake_rows("items") == []
