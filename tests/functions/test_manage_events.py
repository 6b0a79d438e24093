"""The event catalogue over HTTP: what it tells, and the shop's own events that two admins may change at once."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from functions.manage_events import handler as function
from functions.manage_rules import handler as rules
from shared.domain.event_catalogue import STANDARD
from tests.factories import KEYS
from tests.requests import http

STEP = {
    "category": "cart",
    "stage": "cart",
    "description": "gift wrapping is chosen",
    "parameters": {"fee": {"type": "integer", "description": "what it costs", "unit": "minor"}},
}
RULE = {
    "rules": [
        {
            "id": "wrapped",
            "priority": 1,
            "title": {"en": "Wrapped"},
            "when": {"fact": "session.events.custom_gift_wrap", "op": "ge", "value": 1},
            "then": {"discount": {"type": "percent", "basis_points": 1000}},
        }
    ]
}


@pytest.fixture(autouse=True)
def shop(clock: Any, table: Any) -> None:
    """An empty table, and a clock that stands still."""


def answered(event: dict[str, Any], handler: Any = function.handler) -> tuple[int, Any]:
    reply = handler(event, None)
    return reply["statusCode"], json.loads(reply["body"])


def catalogue(key: str = "admin_key") -> Any:
    return answered(http("GET /v1/events/catalogue", proof=KEYS[key]))[1]


def put(event_name: str, document: Any = STEP, *, if_match: str | None = None) -> tuple[int, Any]:
    event = http(
        "PUT /v1/events/catalogue/{event_name}", document, proof=KEYS["admin_key"], path={"event_name": event_name}
    )
    event["headers"] |= {"if-match": if_match} if if_match else {}
    return answered(event)


def delete(event_name: str, *, if_match: str | None = None) -> tuple[int, Any]:
    event = http("DELETE /v1/events/catalogue/{event_name}", proof=KEYS["admin_key"], path={"event_name": event_name})
    event["headers"] |= {"if-match": if_match} if if_match else {}
    return answered(event)


def warned(document: Any) -> list[tuple[str, str]]:
    event = http(
        "POST /v1/rulesets/{name}/draft/validation", document, proof=KEYS["admin_key"], path={"name": "default"}
    )
    status, told = answered(event, rules.handler)
    assert (status, told["errors"]) == (200, [])
    return [(each["path"], each["code"]) for each in told["warnings"]]


def test_the_catalogue_tells_every_packaged_event_and_then_the_shops_own() -> None:
    put("custom_gift_wrap")

    told = catalogue("server_key")

    assert [each["name"] for each in told["events"]] == [*STANDARD.types, "custom_gift_wrap"]
    assert [each["name"] for each in told["events"] if each["custom"]] == ["custom_gift_wrap"]
    assert told["version"] == STANDARD.version + 1


def test_an_event_of_the_catalogue_tells_all_that_there_is_to_it() -> None:
    (scroll,) = (each for each in catalogue()["events"] if each["name"] == "scroll")

    assert (scroll["category"], scroll["stage"], scroll["purpose"]) == ("visit", "consideration", "analytics_storage")
    assert (scroll["counter"], scroll["items"], scroll["custom"]) == ("session.events.scroll", "optional", False)
    assert scroll["parameters"]["percent_scrolled"] == {
        "type": "integer",
        "description": "how much of the page was seen",
        "example": 75,
        "required": True,
        "minimum": 0,
        "maximum": 100,
        "max_length": None,
        "unit": "%",
    }


def test_anybody_gets_the_schema_and_it_has_the_shops_own_events() -> None:
    put("custom_gift_wrap")

    status, schema = answered(http("GET /v1/events/schema.json", proof=None))

    Draft202012Validator.check_schema(schema)
    assert status == 200
    assert schema["$defs"]["custom_gift_wrap"]["properties"]["params"]["properties"]["fee"]["type"] == [
        "integer",
        "null",
    ]


def test_of_two_admins_at_once_both_events_are_registered() -> None:
    others = iter(["custom_other"])

    def overtake(**_: Any) -> None:
        for event_name in others:
            assert put(event_name)[0] == 200

    function.table.client.meta.events.register("provide-client-params.dynamodb.UpdateItem", overtake, "overtake")
    status, told = put("custom_gift_wrap")
    function.table.client.meta.events.unregister("provide-client-params.dynamodb.UpdateItem", unique_id="overtake")

    assert (status, told["event"]["version"]) == (200, STANDARD.version + 2)
    assert [each["name"] for each in catalogue()["events"] if each["custom"]] == ["custom_other", "custom_gift_wrap"]


def test_of_two_admins_at_one_event_the_second_is_told() -> None:
    put("custom_gift_wrap", if_match='"0"')
    seen = f'"{STANDARD.version + 1}"'

    first = put("custom_gift_wrap", {**STEP, "stage": "checkout"}, if_match=seen)
    second = put("custom_gift_wrap", {**STEP, "description": "wrapped"}, if_match=seen)
    third = delete("custom_gift_wrap", if_match=seen)

    assert first[0] == 200
    assert [(status, told["code"]) for status, told in (second, third)] == [(409, "event_conflict")] * 2
    assert catalogue()["events"][-1]["stage"] == "checkout"


def test_an_if_match_that_names_no_version_is_refused() -> None:
    status, told = delete("custom_gift_wrap", if_match='"seven"')

    assert (status, told["errors"][0]["path"]) == (422, "$.if-match")


def test_a_rule_may_count_an_event_of_the_shops_own_and_is_warned_until_it_is_registered() -> None:
    assert warned(RULE) == [("$.rules[0].when.fact", "unknown_event")]

    put("custom_gift_wrap")

    assert warned(RULE) == []
