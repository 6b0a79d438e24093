"""A whole visit without consent leaves the cart and nothing else; addresses of the network leave nothing ever."""

import json
import zlib
from dataclasses import asdict
from typing import Any

import pytest

from shared.domain.lake_tables import TABLES
from shared.store.table import unpacked
from tests.aws import QUEUES, client, lake_rows, messages
from tests.factories import GRANTED, HOUR, KEYS, NOW, cart
from tests.requests import changed, http

ADDRESSES = ("203.0.113.77", "2001:db8:77::1")
AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 secret-build-77"


class Visit:
    """A shopper at the functions' doors, coming from known addresses."""

    def __init__(self, table: Any, consent: dict[str, str]) -> None:
        from functions.evaluate_cart import handler as evaluate_cart
        from functions.follow_sessions import handler as follow_sessions
        from functions.ingest_events import handler as ingest_events
        from functions.open_session import handler as open_session
        from functions.record_order import handler as record_order
        from functions.set_consent import handler as set_consent

        ingest_events.meter.forget()
        self.table = table
        self.follower = follow_sessions
        self.doors = {
            "POST /v1/sessions": open_session,
            "PUT /v1/consent": set_consent,
            "POST /v1/carts/{cart_id}/evaluation": evaluate_cart,
            "POST /v1/events": ingest_events,
            "POST /v1/orders": record_order,
        }
        body = {"publishable_key": KEYS["publishable_key"], "consent": consent, "channel": "email"}
        self.opened = self.call("POST /v1/sessions", body, "")
        self.session_id, self.token = self.opened["session_id"], self.opened["token"]

    def call(self, route: str, body: Any, proof: str, **path: str) -> dict[str, Any]:
        event = http(route, body, proof=proof or None, path=path)
        event["headers"] |= {
            "origin": "https://shop.example",
            "user-agent": AGENT,
            "x-forwarded-for": ", ".join(ADDRESSES),
            "forwarded": f'for="[{ADDRESSES[1]}]"',
        }
        event["requestContext"]["http"] |= {"sourceIp": ADDRESSES[0], "userAgent": AGENT}
        event["requestContext"]["identity"] = {"sourceIp": ADDRESSES[0]}
        reply = self.doors[route].handler(event, None)
        assert reply["statusCode"] < 300, reply
        return json.loads(reply["body"])

    def shop(self) -> dict[str, Any]:
        """Look around, fill the cart, send a wrong event, buy; return the events' receipt."""
        shopping = cart(6000, 6000)
        self.call("POST /v1/carts/{cart_id}/evaluation", asdict(shopping), self.token, cart_id="c-1")
        wished = [{"item_id": "sku-9", "price": 990}]
        sent = [
            {"event_id": "e-1", "event_name": "page_view", "ts": NOW, "page": {"type": "home", "path": "/?q=1"}},
            {"event_id": "e-2", "event_name": "add_to_wishlist", "ts": NOW, "items": wished},
            {"event_id": "e-3", "event_name": "no_such_event", "ts": NOW},
            {"event_id": "e-4", "event_name": "apply_filter", "ts": NOW, "params": {"filter": "x", "value": "y"}},
        ]
        receipt = self.call("POST /v1/events", {"source": "tab-1", "events": sent}, self.token)
        self.follow()
        return receipt

    def buy(self) -> None:
        line = {"line_id": "l-0", "item_id": "sku-0", "quantity": 1, "unit_price": 6000}
        order = {"order_id": "o-1", "currency": "EUR", "lines": [line], "total": 6000, "session_id": self.session_id}
        self.call("POST /v1/orders", order | {"cart_id": "c-1"}, KEYS["server_key"])
        self.follow()

    def follow(self) -> None:
        """Let the table's stream deliver what is there."""
        for item in self.items():
            if "followed" in item:
                assert self.follower.handler(changed(None, item), None)["batchItemFailures"] == []

    def items(self) -> list[dict[str, Any]]:
        return self.table.client.scan(TableName="microlift")["Items"]

    def kept(self) -> list[str]:
        """Return what is kept, ids left out."""
        return sorted(
            f"{item['pk']['S'].partition('#')[0]}/{item['sk']['S'].partition('#')[0]}" for item in self.items()
        )


def everything_stored() -> str:
    """Return all that was written, anywhere, as one text; what is packed is opened."""
    table = client("dynamodb").scan(TableName="microlift")["Items"]
    items = [{name: _opened(typed) for name, typed in item.items()} for item in table]
    lake = client("s3")
    keys = [each["Key"] for each in lake.list_objects_v2(Bucket="lake").get("Contents", [])]
    objects = [lake.get_object(Bucket="lake", Key=key)["Body"].read().decode() for key in keys]
    return " ".join([repr(items), *objects, *(json.dumps(messages(queue)) for queue in QUEUES)])


def _opened(typed: dict[str, Any]) -> Any:
    try:
        return unpacked(typed["B"]) if "B" in typed else typed
    except (ValueError, zlib.error):
        return typed


@pytest.fixture(autouse=True)
def _standing_clock(clock: Any) -> None:
    pass


def test_a_whole_visit_without_consent_leaves_the_cart_and_its_decision(table: Any) -> None:
    visit = Visit(table, {})

    receipt = visit.shop()

    assert (receipt["accepted"], receipt["dropped_for_consent"]) == (0, 3)
    assert [each["code"] for each in receipt["rejected"]] == ["unknown_event"]
    assert visit.kept() == ["decision/state", "session/cart"]
    assert {name: lake_rows(name) for name in TABLES} == {name: [] for name in TABLES}
    assert {queue: messages(queue) for queue in QUEUES if queue != "recheck"} == {
        queue: [] for queue in QUEUES if queue != "recheck"
    }
    assert all(visit.session_id == each["session_id"] for each in messages("recheck"))


def test_the_cart_goes_an_hour_after_the_sessions_end(table: Any) -> None:
    visit = Visit(table, {})
    visit.shop()

    kept = {
        item["sk"]["S"]: int(item["expires_at"]["N"]) for item in visit.items() if item["pk"]["S"][:8] == "session#"
    }

    assert kept == {"cart": (NOW + 3 * HOUR) // 1000}


def test_an_order_without_consent_lands_without_names(table: Any) -> None:
    visit = Visit(table, {})
    visit.shop()

    visit.buy()

    assert visit.kept() == ["decision/state", "decision/state", "order/state", "session/cart"]
    assert [(row["session_id"], row["visitor_id"]) for row in lake_rows("orders")] == [(None, None)]
    assert {name: len(lake_rows(name)) for name in TABLES} == {name: int(name == "orders") for name in TABLES}


def test_no_address_and_no_user_agent_is_stored_or_logged(table: Any, capsys: pytest.CaptureFixture[str]) -> None:
    visit = Visit(table, asdict(GRANTED))
    visit.shop()
    visit.call("PUT /v1/consent", {"consent": asdict(GRANTED)}, visit.token)
    visit.buy()

    stored, logged = everything_stored(), capsys.readouterr().out

    assert visit.session_id in stored
    assert "sku-9" in stored
    assert '"function":"ingest_events"' in logged
    assert [word for word in (*ADDRESSES, "secret-build-77", "203.0.113") if word in stored + logged] == []


def test_not_even_a_fault_logs_an_address(
    table: Any,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    visit = Visit(table, {})

    def broken(*_: Any) -> None:
        raise OSError("the table is away")

    ingest = visit.doors["POST /v1/events"]
    monkeypatch.setattr(ingest.sessions, "count", broken)
    with pytest.raises(AssertionError, match="500"):
        visit.call("POST /v1/events", {"source": "t", "events": []}, visit.token)

    logged = capsys.readouterr().out + caplog.text
    assert "the table is away" in logged
    assert [word for word in (*ADDRESSES, "secret-build-77") if word in logged] == []
