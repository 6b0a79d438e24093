"""The session belongs to who is signed in, whenever that is said, and no token that is none keeps the shopper out."""

import base64
import json
import time
from typing import Any

import pytest
from playwright.sync_api import Route

from tests.web.sdk import SdkShop, until


@pytest.fixture
def shop(sdk_shop) -> SdkShop:
    """The shop, without sockets: what it sends can be looked at."""
    sdk_shop.connected = False
    return sdk_shop


@pytest.fixture
def held(shop) -> list[Route]:
    """The requests for a session, the first of which stays open until it is continued."""
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)
        if len(waiting) > 1:
            route.continue_()

    shop.context.route("**/v1/sessions", hold)
    return waiting


def openings(shop: SdkShop) -> list[dict[str, Any]]:
    """What sessions were asked for with."""
    return [body for _, path, body in shop.asked if path == "/v1/sessions"]


def test_who_signs_in_while_a_session_is_opened_gets_one_of_their_own(shop, held):
    claims = base64.b64encode(json.dumps({"sub": "c-1", "exp": time.time() + 3600}).encode()).decode()
    page = shop.open()
    assert until(page, lambda: len(held) == 1)

    page.evaluate("(token) => { client.signIn(token) }", f"x.{claims}.y")
    held[0].continue_()

    assert until(page, lambda: len(openings(shop)) >= 2, 10)
    assert [opening.get("customer_token") for opening in openings(shop)[:2]] == [None, f"x.{claims}.y"]


def test_a_session_that_comes_after_the_stop_is_not_taken_up(shop, held):
    page = shop.open()
    assert until(page, lambda: len(held) == 1)

    with page.expect_response("**/v1/sessions"):
        page.evaluate("window.taken = 0; client.on('session', () => { taken += 1 }); client.stop()")
        held[0].continue_()

    page.wait_for_timeout(500)
    assert page.evaluate("[taken, localStorage.length]") == [0, 0]


def test_a_return_token_that_is_none_of_ours_keeps_nobody_out(shop):
    page = shop.open("p/1?return_token=made-up")

    page.evaluate("client.track('see_more')")

    assert [event["event_name"] for event in shop.sent(page)] == ["see_more"]
    assert [opening.get("return_token") for opening in openings(shop)] == ["made-up", None]
