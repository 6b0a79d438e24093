"""How a log is played: what is sent, when, and what is counted; against a stack that notes what it is asked."""

import io
from typing import Any

import pytest
from rich.console import Console

from infra.replaying.calls import RefusedError
from infra.replaying.log import Row
from infra.replaying.player import Player
from infra.replaying.report import Report, percentiles, show

START = 1569888000000
MINUTE = 60_000
HOUR = 60 * MINUTE


class NotingStack:
    """Accepts everything once, and notes each call with the clock's time."""

    def __init__(self) -> None:
        self.now = 0
        self.calls: list[tuple[Any, ...]] = []
        self.seen: set[str] = set()
        self.sessions = 0
        self.refuses: dict[str, str] = {}
        self.next_check_at: int | None = None

    def move_clock(self, now: int, *, ticking: bool = False) -> dict[str, Any]:
        self.now = now
        self.calls.append(("clock", now - START, ticking))
        return {"now": now, "rechecks": 0, "reminders": 0}

    def open_session(self, visitor_id: str | None) -> dict[str, Any]:
        self.refuse("open")
        self.sessions += 1
        self.calls.append(("open", visitor_id))
        return {"visitor_id": visitor_id or f"v-{self.sessions}", "token": "t", "expires_at": self.now + 2 * HOUR}

    def send_events(self, _token: str, events: list[dict[str, Any]]) -> dict[str, Any]:
        self.refuse("events")
        self.calls.append(("events", [event["event_id"] for event in events]))
        rejected = [{"index": n, "code": "unknown_event"} for n, e in enumerate(events) if e["event_name"] == "dance"]
        fresh = {event["event_id"] for event in events if event["event_name"] != "dance"} - self.seen
        self.seen |= fresh
        repeats = len(events) - len(rejected) - len(fresh)
        return {
            "accepted": len(fresh),
            "duplicates": repeats,
            "dropped_for_consent": 0,
            "late": 0,
            "rejected": rejected,
        }

    def send_cart(self, _token: str, cart: dict[str, Any]) -> dict[str, Any]:
        self.refuse("cart")
        lines = [(line["item_id"], line["quantity"], line["unit_price"]) for line in cart["lines"]]
        self.calls.append(("cart", cart["stage"], lines))
        applied = [{"rule": "high_value", "amount": 500}] if lines else []
        return {
            "decision_id": f"d-{cart['cart_id']}-{cart['revision']}",
            "next_check_at": self.next_check_at,
            "discounts": {"applied": applied},
        }

    def wait_for_record(self, _decision_id: str, _since: float) -> None:
        self.calls.append(("wait",))

    def refuse(self, call: str) -> None:
        if call in self.refuses:
            raise RefusedError(self.refuses[call])

    def carts(self) -> list[tuple[Any, ...]]:
        return [call[1:] for call in self.calls if call[0] == "cart"]


def row(name: str, at: int = 0, item: str = "a", **given: Any) -> Row:
    known = {"user_id": "u1", "session_id": "s1", "category": None, "brand": None, "price": 1000, "quantity": 1}
    columns = known | given
    event_id = f"{name}-{at}-{item}-{columns['session_id']}"
    return Row(event_id=event_id, ts=START + at, event_name=name, item_id=item, params={}, **columns)


def play(stack: NotingStack, *rows: Row | str) -> dict[str, Any]:
    report = Report("log.csv", "EUR")
    Player(stack, report, currency="EUR", speed=None).play(rows, lambda _: None)
    return report.document({})


def test_events_of_a_session_travel_together():
    stack = NotingStack()

    play(stack, row("view_item"), row("view_item", MINUTE), row("view_item", 2 * MINUTE))

    assert [call[0] for call in stack.calls] == ["clock", "clock", "open", "events", "clock"]
    assert stack.calls[3] == ("events", ["view_item-0-a-s1", "view_item-60000-a-s1", "view_item-120000-a-s1"])


def test_the_clock_stands_at_the_moment_of_a_change_and_its_events_go_first():
    stack = NotingStack()

    play(stack, row("view_item"), row("add_to_cart", MINUTE, quantity=2))

    assert stack.calls[1:] == [
        ("clock", MINUTE, False),
        ("open", None),
        ("events", ["view_item-0-a-s1", "add_to_cart-60000-a-s1"]),
        ("cart", "cart", [("a", 2, 1000)]),
        ("clock", MINUTE, True),
    ]


def test_events_do_not_wait_for_ever():
    stack = NotingStack()
    another = {"user_id": "u2", "session_id": "s2"}

    play(stack, row("view_item"), row("view_item", 6 * MINUTE, **another), row("view_item", 11 * MINUTE, **another))

    assert stack.calls[2:5] == [("clock", 11 * MINUTE, False), ("open", None), ("events", ["view_item-0-a-s1"])]


def test_what_waits_is_sent_before_the_clock_jumps_over_a_night():
    stack = NotingStack()

    play(stack, row("view_item"), row("view_item", MINUTE), row("view_item", 40 * 24 * HOUR, session_id="s2"))

    assert [call[:2] for call in stack.calls[:4]] == [
        ("clock", 0),
        ("clock", MINUTE),
        ("open", None),
        ("events", ["view_item-0-a-s1", "view_item-60000-a-s1"]),
    ]


def test_the_cart_follows_additions_removals_and_the_purchase_that_empties_it():
    stack = NotingStack()

    report = play(
        stack,
        row("add_to_cart", 1, quantity=3),
        row("add_to_cart", 2, "b", price=250),
        row("remove_from_cart", 3),
        row("remove_from_cart", 4, "b"),
        row("remove_from_cart", 5, "nothing of the kind"),
        row("purchase", 6),
        row("add_to_cart", 7, "c"),
    )

    assert stack.carts() == [
        ("cart", [("a", 3, 1000)]),
        ("cart", [("a", 3, 1000), ("b", 1, 250)]),
        ("cart", [("a", 2, 1000), ("b", 1, 250)]),
        ("cart", [("a", 2, 1000)]),
        ("completed", []),
        ("cart", [("c", 1, 1000)]),
    ]
    assert (report["carts"], report["carts_bought"], report["carts_left"], report["cart_updates"]) == (2, 1, 1, 6)
    assert report["decisions_by_rule"] == {"high_value": 5}
    assert report["discount_granted"] == {
        "currency": "EUR",
        "total": 1000,
        "at_purchase": 500,
        "standing": 500,
        "by_rule": {"high_value": 1000},
    }


def test_a_purchase_without_a_cart_is_an_event_and_no_more():
    stack = NotingStack()

    report = play(stack, row("purchase"))

    assert stack.carts() == []
    assert (report["accepted"], report["carts"]) == (1, 0)


def test_an_exact_repeat_counts_as_a_duplicate_and_leaves_the_cart_alone():
    stack = NotingStack()

    report = play(stack, row("add_to_cart"), row("add_to_cart"))

    assert stack.carts() == [("cart", [("a", 1, 1000)])]
    assert (report["accepted"], report["duplicates"], report["complete"]) == (1, 1, True)


def test_an_item_without_a_price_costs_what_the_log_last_said():
    stack = NotingStack()

    play(stack, row("view_item", price=700), row("add_to_cart", 1, price=None), row("add_to_cart", 2, "b", price=None))

    assert stack.carts()[-1] == ("cart", [("a", 1, 700), ("b", 1, 0)])


def test_a_cart_goes_on_in_the_shoppers_next_session_once_the_stack_has_followed():
    stack = NotingStack()

    play(
        stack,
        row("add_to_cart"),
        row("view_item", 3 * HOUR, session_id="s2"),
        row("purchase", 3 * HOUR + 1, session_id="s2"),
    )

    assert [call[0] for call in stack.calls[4:]] == [
        "clock",
        "clock",
        "wait",
        "open",
        "cart",
        "events",
        "cart",
        "clock",
    ]
    assert ("open", "v-1") in stack.calls
    assert stack.carts()[1:] == [("cart", [("a", 1, 1000)]), ("completed", [])]


def test_a_decision_is_looked_at_again_when_it_said_it_would_change():
    stack = NotingStack()
    stack.next_check_at = START + 5 * MINUTE

    play(stack, row("add_to_cart"), row("view_item", 6 * MINUTE))

    assert stack.carts() == [("cart", [("a", 1, 1000)])] * 2


def test_every_row_is_accounted_for_whatever_is_wrong_with_it():
    report = play(NotingStack(), "bad_price", row("dance"), row("view_item"), row("view_item"))

    assert report["rejected"] == {"bad_price": 1, "unknown_event": 1}
    assert (report["rows"], report["accepted"], report["duplicates"], report["complete"]) == (4, 1, 1, True)


@pytest.mark.parametrize(("call", "code"), [("open", "forbidden"), ("events", "http_500")])
def test_rows_that_the_stack_refuses_are_rejected_by_its_code(call, code):
    stack = NotingStack()
    stack.refuses = {call: code}

    report = play(stack, row("add_to_cart"), row("view_item", 1))

    assert report["rejected"] == {code: 2}
    assert report["complete"]
    assert stack.carts() == []


def test_a_refused_cart_stays_as_it_was():
    stack = NotingStack()
    stack.refuses = {"cart": "out_of_range"}

    report = play(stack, row("add_to_cart", quantity=1000))

    assert report["carts_refused"] == {"out_of_range": 1}
    assert (report["carts"], report["carts_left"], report["accepted"]) == (0, 0, 1)


def test_rows_that_went_missing_are_noticed():
    report = Report("log.csv", "EUR")
    report.rows = 2
    report.refused("bad_price", 1)

    assert not report.is_complete


def test_percentiles_of_one_call_and_of_many():
    assert percentiles([5.0]) == {"calls": 1, "p50": 5.0, "p95": 5.0, "p99": 5.0}
    assert percentiles([float(n) for n in range(101)]) == {"calls": 101, "p50": 50.0, "p95": 95.0, "p99": 99.0}


def test_the_report_prints_as_tables():
    console = Console(record=True, width=100, file=io.StringIO())
    document = play(NotingStack(), row("add_to_cart"), "bad_ts")
    document["timing"]["latency_ms"] = {"cart": percentiles([1.0, 2.0])}

    show(document, console)

    assert "rejected: bad_ts" in console.export_text()
