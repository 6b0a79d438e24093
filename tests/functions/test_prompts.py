"""Session rules in the path of the events: what a batch brings about is claimed once, and pushed at once."""

import json
from typing import Any

import pytest

from functions.evaluate_cart import handler as evaluate_cart
from functions.ingest_events import handler as ingest_events
from functions.ingest_events import prompts
from shared.domain.items import Item
from shared.domain.rechecks import Recheck
from shared.edge.callers import session_token
from shared.store.sessions import SessionStore
from shared.store.sockets import SocketStore
from tests import factories
from tests.calls import counted
from tests.factories import GRANTED, HOUR, KEYS, MINUTE, NOW
from tests.sockets import Browsers

SECOND = 1000
PRODUCT = {"type": "product", "path": "/p/1"}


class Visit:
    """A session with a socket for each of two tabs, and the events that its shopper sends."""

    def __init__(self, clock: Any, browsers: Browsers) -> None:
        self.clock = clock
        self.browsers = browsers
        self.sessions = SessionStore(prompts.table, ingest_events.pause)
        self.sockets = SocketStore(prompts.table)
        self.token = session_token("s-0", "v-1", now=NOW, expires_at=NOW + 2 * HOUR, secret=KEYS["token_secret"])
        self.number = 0

    def open(self, *tabs: str, **changes: Any) -> None:
        self.sessions.create(factories.session(**({"consent": GRANTED, "locale": "en"} | changes)), NOW)
        for tab in tabs:
            self.sockets.add("s-0", tab)

    def step(self, name: str, ago: int = 0, **members: Any) -> dict[str, Any]:
        self.number += 1
        return {"event_id": f"e-{self.number}", "event_name": name, "ts": self.clock.now - ago, **members}

    def send(self, *events: dict[str, Any]) -> dict[str, Any]:
        response = ingest_events.handler(
            {
                "version": "2.0",
                "routeKey": "POST /v1/events",
                "headers": {"authorization": f"Bearer {self.token}"},
                "requestContext": {"requestId": "r-1"},
                "body": json.dumps({"source": "tab-1", "events": events}),
            },
            None,
        )
        assert response["statusCode"] == 202
        return json.loads(response["body"])

    def look_again(self) -> None:
        due_at = self.sessions.load("s-0").session.next_check_at
        record = {
            "messageId": "m-1",
            "eventSource": "aws:sqs",
            "body": json.dumps({"session_id": "s-0", "due_at": due_at}),
        }
        assert evaluate_cart.handler({"Records": [record]}, None) == {"batchItemFailures": []}

    @property
    def session(self) -> Any:
        return self.sessions.load("s-0").session


@pytest.fixture
def visit(clock: Any, table: Any, browsers: Browsers) -> Visit:
    return Visit(clock, browsers)


@pytest.fixture
def two_tabs(visit: Visit) -> Visit:
    visit.open("tab-1", "tab-2")
    # A container that has served before: it knows its rules and its events.
    visit.send(visit.step("search"))
    prompts.rule_sets.active()
    return visit


def test_what_a_batch_brings_about_is_pushed_to_every_tab_before_it_is_answered(two_tabs: Visit) -> None:
    two_tabs.send(two_tabs.step("click_trust_badge"))

    assert two_tabs.browsers.shown == [
        ("tab-1", "trust_in_summary", "highlight_trust_badge"),
        ("tab-2", "trust_in_summary", "highlight_trust_badge"),
    ]
    assert two_tabs.browsers.frames[0][1]["intervention"]["params"] == {
        "place": "order_summary",
        "text": "Secure payment, returns within 30 days.",
    }


def test_it_is_shown_once_per_session(two_tabs: Visit) -> None:
    two_tabs.send(two_tabs.step("click_trust_badge"))
    two_tabs.send(two_tabs.step("click_trust_badge"))

    assert len(two_tabs.browsers.shown) == 2


def test_a_repeated_batch_shows_nothing_twice(two_tabs: Visit) -> None:
    clicked = two_tabs.step("click_trust_badge")
    two_tabs.send(clicked)

    assert two_tabs.send(clicked)["duplicates"] == 1
    assert len(two_tabs.browsers.shown) == 2


def test_a_batch_whose_answer_was_lost_before_the_claim_is_made_good_by_its_repetition(visit: Visit) -> None:
    visit.open()
    clicked = visit.step("click_trust_badge")
    visit.send(clicked)
    visit.sockets.add("s-0", "tab-1")

    visit.send(clicked)

    assert visit.browsers.shown == [("tab-1", "trust_in_summary", "highlight_trust_badge")]


def test_a_claim_whose_push_fails_is_not_repeated(two_tabs: Visit) -> None:
    two_tabs.browsers.failing = ConnectionError("the management API does not answer")
    clicked = two_tabs.step("click_trust_badge")

    assert two_tabs.send(clicked)["accepted"] == 1
    two_tabs.browsers.failing = None
    two_tabs.send(clicked, two_tabs.step("click_trust_badge"))

    assert two_tabs.browsers.shown == []
    assert two_tabs.session.told == {"trust_in_summary:highlight_trust_badge": NOW}


def test_a_tab_that_is_gone_is_dropped_and_the_other_is_told(two_tabs: Visit) -> None:
    two_tabs.browsers.gone = {"tab-1"}

    two_tabs.send(two_tabs.step("click_trust_badge"))

    assert two_tabs.browsers.shown == [("tab-2", "trust_in_summary", "highlight_trust_badge")]
    assert two_tabs.sessions.load("s-0").sockets == ("tab-2",)


def test_without_a_socket_nothing_is_claimed(visit: Visit) -> None:
    visit.open()

    visit.send(visit.step("click_trust_badge"))

    assert visit.session.told == {}


def test_without_consent_nothing_is_shown(visit: Visit) -> None:
    visit.open("tab-1", consent=factories.session().consent)

    assert visit.send(visit.step("click_trust_badge"))["dropped_for_consent"] == 1
    assert visit.browsers.shown == []


def test_events_that_no_session_rule_asks_of_cost_no_call_more(two_tabs: Visit) -> None:
    with counted(ingest_events.sessions._table.client) as calls:
        two_tabs.send(two_tabs.step("search"), two_tabs.step("select_item"))

    assert calls == ["Query", "UpdateItem"]


def test_an_event_that_a_rule_asks_of_costs_no_call_more_while_nothing_comes_of_it(two_tabs: Visit) -> None:
    with counted(ingest_events.sessions._table.client) as calls:
        two_tabs.send(two_tabs.step("exit_intent"), two_tabs.step("begin_checkout"))

    assert calls == ["Query", "UpdateItem"]


def test_what_is_shown_costs_one_conditional_write_more(two_tabs: Visit) -> None:
    with counted(ingest_events.sessions._table.client) as calls:
        two_tabs.send(two_tabs.step("click_trust_badge"))

    assert calls == ["Query", "UpdateItem", "UpdateItem"]


def test_what_happened_long_ago_shows_nothing(two_tabs: Visit) -> None:
    two_tabs.send(two_tabs.step("click_shipping_returns", ago=6 * MINUTE), two_tabs.step("exit_intent", ago=5 * MINUTE))

    assert two_tabs.browsers.shown == []


def test_an_exit_told_of_before_the_click_that_it_followed_brings_the_offer_all_the_same(two_tabs: Visit) -> None:
    clicked = two_tabs.step("click_shipping_returns", ago=2 * SECOND)
    two_tabs.send(two_tabs.step("exit_intent", ago=SECOND))

    two_tabs.send(clicked)

    assert two_tabs.browsers.shown[0] == ("tab-1", "exit_offer", "exit_intent_offer")


def test_an_exit_before_the_click_brings_no_offer(two_tabs: Visit) -> None:
    two_tabs.send(two_tabs.step("exit_intent", ago=2 * SECOND), two_tabs.step("click_shipping_returns", ago=SECOND))

    assert two_tabs.browsers.shown == []


def test_the_exit_offer_stands_until_the_shops_midnight(two_tabs: Visit) -> None:
    two_tabs.send(two_tabs.step("click_shipping_returns"), two_tabs.step("exit_intent"))

    midnight = NOW + 14 * HOUR
    assert two_tabs.browsers.frames[0][1]["intervention"]["params"]["expires_at"] == midnight
    assert [(grant.rule, grant.expires_at) for grant in two_tabs.session.granted] == [("exit_offer", midnight)]


def test_reading_three_quarters_of_a_product_page_opens_the_chat(two_tabs: Visit) -> None:
    two_tabs.send(
        two_tabs.step("page_view", ago=9 * SECOND, page=PRODUCT),
        two_tabs.step("scroll", params={"percent_scrolled": 75}),
    )

    assert two_tabs.browsers.shown[0] == ("tab-1", "proactive_chat", "open_chat")


def test_25_seconds_that_the_storefront_measured_open_the_chat_at_once(two_tabs: Visit) -> None:
    two_tabs.send(two_tabs.step("time_on_page", page=PRODUCT, params={"on_page_ms": 25_000}))

    assert two_tabs.browsers.shown[0] == ("tab-1", "proactive_chat", "open_chat")


def test_25_seconds_on_a_product_page_open_the_chat_by_themselves(two_tabs: Visit) -> None:
    two_tabs.send(two_tabs.step("page_view", page=PRODUCT))
    due_at = two_tabs.session.next_check_at

    two_tabs.clock.move(NOW + 25 * SECOND)
    two_tabs.look_again()
    two_tabs.look_again()

    assert due_at == NOW + 25 * SECOND
    assert two_tabs.browsers.shown == [
        ("tab-1", "proactive_chat", "open_chat"),
        ("tab-2", "proactive_chat", "open_chat"),
    ]
    assert two_tabs.session.next_check_at is None


def test_a_page_that_was_left_opens_no_chat(two_tabs: Visit) -> None:
    two_tabs.send(two_tabs.step("page_view", page=PRODUCT))
    two_tabs.clock.move(NOW + 10 * SECOND)
    two_tabs.send(two_tabs.step("page_view", page={"type": "home", "path": "/"}))

    two_tabs.clock.move(NOW + 25 * SECOND)
    two_tabs.look_again()

    assert two_tabs.browsers.shown == []
    assert two_tabs.session.next_check_at is None


def test_the_next_product_page_is_timed_when_the_first_ones_moment_comes(two_tabs: Visit) -> None:
    two_tabs.send(two_tabs.step("page_view", page=PRODUCT))
    two_tabs.clock.move(NOW + 10 * SECOND)
    with counted(ingest_events.sessions._table.client) as calls:
        two_tabs.send(two_tabs.step("page_view", page=PRODUCT))

    two_tabs.clock.move(NOW + 25 * SECOND)
    two_tabs.look_again()

    assert calls == ["Query", "UpdateItem"]
    assert two_tabs.session.next_check_at == NOW + 35 * SECOND


def test_a_wish_of_which_three_are_left_is_told(two_tabs: Visit) -> None:
    prompts.items.put((Item("sku-1", 1990, "EUR", stock=3), Item("sku-2", 1990, "EUR", stock=40)))
    wishes = [{"item_id": "sku-1"}, {"item_id": "sku-2"}]

    two_tabs.send(two_tabs.step("add_to_wishlist", items=wishes))

    assert two_tabs.browsers.shown[0] == ("tab-1", "low_stock", "low_stock")
    assert two_tabs.browsers.frames[0][1]["intervention"]["params"] == {
        "item_id": "sku-1",
        "stock": 3,
        "text": "An article on your wish list is running out.",
    }


def test_a_wish_that_there_is_plenty_of_is_not(two_tabs: Visit) -> None:
    prompts.items.put((Item("sku-1", 1990, "EUR", stock=4),))

    two_tabs.send(two_tabs.step("add_to_wishlist", items=[{"item_id": "sku-1"}]))

    assert two_tabs.browsers.shown == []


def test_home_is_personalised_by_the_filters_of_an_earlier_visit(visit: Visit) -> None:
    visit.open("tab-1", arrival={"customer.last_filters": ("category=food", "size=m")})

    visit.send(visit.step("page_view", page={"type": "home", "path": "/"}))

    assert visit.browsers.frames == [
        (
            "tab-1",
            {
                "type": "intervention",
                "intervention": {
                    "type": "personalise_home",
                    "rule": "home_by_filters",
                    "params": {"filters": ["category=food", "size=m"]},
                },
            },
        )
    ]


def test_who_comes_to_the_payment_is_offered_help(two_tabs: Visit) -> None:
    two_tabs.send(two_tabs.step("add_to_cart"), two_tabs.step("begin_checkout"), two_tabs.step("add_payment_info"))

    assert two_tabs.browsers.shown[0] == ("tab-1", "ready_to_buy", "offer_help")


def test_the_third_checkout_without_a_purchase_brings_a_message(two_tabs: Visit) -> None:
    two_tabs.send(two_tabs.step("begin_checkout"), two_tabs.step("begin_checkout"))
    before = two_tabs.browsers.shown

    two_tabs.send(two_tabs.step("begin_checkout"))

    assert before == []
    assert two_tabs.browsers.shown[0] == ("tab-1", "stuck_at_checkout", "show_message")


def test_two_batches_at_the_same_moment_show_it_once(two_tabs: Visit) -> None:
    seen = two_tabs.sessions.load("s-0")
    two_tabs.send(two_tabs.step("click_trust_badge"))
    after = two_tabs.sessions.load("s-0")

    prompts.prompt_shopper(seen, after.ledger, {"click_trust_badge"}, NOW)

    assert len(two_tabs.browsers.shown) == 2


def test_a_recheck_of_a_session_that_nobody_listens_to_claims_nothing(visit: Visit) -> None:
    visit.open("tab-1")
    visit.send(visit.step("page_view", page=PRODUCT))
    visit.sockets.drop("s-0", "tab-1")
    visit.clock.move(NOW + 25 * SECOND)

    visit.look_again()

    assert visit.session.told == {}
    assert Recheck("s-0", NOW + 25 * SECOND).is_stale(visit.session) is False
