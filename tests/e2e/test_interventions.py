"""Session rules over real sockets: pushed on every tab by the time the events are answered, once."""

import json
from typing import Any

import pytest

from tests.e2e.shopper import Shopper, Tab, by_backend, cart, event, line, move_clock, rules, stack_now

PRODUCT = {"type": "product", "path": "/p/1"}


def told(tab: Tab) -> tuple[str, str]:
    """Return rule and type of the next intervention that the tab is pushed; decisions on the way are passed over."""
    while (frame := tab.receive())["type"] != "intervention":
        pass
    return frame["intervention"]["rule"], frame["intervention"]["type"]


def home_of(stack: Any, visitor_id: str) -> list[str] | None:
    """Return the filters by which a visit's home page is personalised, ``None`` when it is not."""
    shopper = Shopper(stack, visitor_id=visitor_id)
    with shopper.tab() as tab:
        shopper.send(event("page_view", stack_now(stack), page={"type": "home", "path": "/"}))
        try:
            return tab.receive(timeout=0.5)["intervention"]["params"]["filters"]
        except TimeoutError:
            return None


def next_decision(tab: Tab) -> dict[str, Any]:
    while (frame := tab.receive())["type"] != "decision":
        pass
    return frame["decision"]


def silent(tab: Tab) -> bool:
    with pytest.raises(TimeoutError):
        tab.receive(timeout=0.5)
    return True


def test_a_click_on_a_trust_badge_reaches_both_tabs_once(stack: Any) -> None:
    shopper = Shopper(stack)
    with shopper.tab() as first, shopper.tab() as second:
        receipt = shopper.send(event("click_trust_badge", stack_now(stack)))
        shopper.send(event("click_trust_badge", stack_now(stack)))

        assert receipt["accepted"] == 1
        assert told(first) == told(second) == ("trust_in_summary", "highlight_trust_badge")
        assert silent(first)
        assert silent(second)


def test_the_push_is_there_before_the_answer(stack: Any) -> None:
    shopper = Shopper(stack)
    with shopper.tab() as tab:
        frame = {"action": "events", "request_id": "r-1", "events": [event("click_trust_badge", stack_now(stack))]}
        tab.socket.send(json.dumps(frame))

        assert [tab.receive()["type"], tab.receive()["type"]] == ["intervention", "accepted"]


def test_25_seconds_on_a_product_page_open_the_chat_by_themselves(stack: Any) -> None:
    shopper = Shopper(stack)
    with shopper.tab() as tab:
        now = stack_now(stack)
        shopper.send(event("page_view", now, page=PRODUCT))

        moved = move_clock(stack, now + 25_000)

        assert moved["rechecks"] >= 1
        assert told(tab) == ("proactive_chat", "open_chat")


def test_the_exit_offer_is_pushed_and_the_cart_then_ships_for_free(stack: Any, morning: int) -> None:
    shopper = Shopper(stack)
    with shopper.tab() as tab:
        before = shopper.decision(cart(line(1, 2500)))
        shopper.send(event("click_shipping_returns", morning), event("exit_intent", morning))

        assert told(tab) == ("exit_offer", "exit_intent_offer")
        first, then = before, next_decision(tab)
        then = next_decision(tab) if then["sequence"] == first["sequence"] else then

        assert rules(first) == {}
        assert rules(then) == {"exit_offer": 590}
        assert then["offer"]["expires_at"] == morning + 14 * 3_600_000


def test_the_offer_made_before_there_is_a_cart_holds_for_it(stack: Any, morning: int) -> None:
    shopper = Shopper(stack)
    with shopper.tab() as tab:
        shopper.send(event("click_shipping_returns", morning), event("exit_intent", morning))
        assert told(tab) == ("exit_offer", "exit_intent_offer")

        assert rules(shopper.decision(cart(line(1, 2500)))) == {"exit_offer": 590}


def test_a_wish_of_which_three_are_left_is_told_with_its_item(stack: Any) -> None:
    item = {"item_id": "e2e-scarce", "price": 1990, "currency": "EUR", "stock": 3}
    assert by_backend(stack, "PUT", "/v1/items", json=[item]).status_code == 200
    shopper = Shopper(stack)
    with shopper.tab() as tab:
        shopper.send(event("add_to_wishlist", stack_now(stack), {"item_id": "e2e-scarce", "price": 1990}))

        intervention = tab.receive()["intervention"]
        assert (intervention["rule"], intervention["type"]) == ("low_stock", "low_stock")
        assert (intervention["params"]["item_id"], intervention["params"]["stock"]) == ("e2e-scarce", 3)


def test_home_is_personalised_by_the_filters_of_the_visit_before(stack: Any) -> None:
    earlier = Shopper(stack)
    earlier.send(event("apply_filter", stack_now(stack), params={"filter": "category", "value": "food"}))
    # What a visit leaves behind is remembered within two seconds.
    visits = (home_of(stack, earlier.opened["visitor_id"]) for _ in range(20))
    filters = next(filter(None, visits), None)

    assert filters == ["category=food"]


def test_the_third_checkout_without_a_purchase_brings_a_message(stack: Any) -> None:
    shopper = Shopper(stack)
    with shopper.tab() as tab:
        now = stack_now(stack)
        shopper.send(event("begin_checkout", now), event("begin_checkout", now + 1), event("begin_checkout", now + 2))

        assert told(tab) == ("stuck_at_checkout", "show_message")
