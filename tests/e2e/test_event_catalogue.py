"""A shop's own events on the running stack: registered by several admins at once, accepted in every container."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from jsonschema import Draft202012Validator

from tests.e2e.shopper import Shopper, by_admin, call, event, stack_now
from tests.e2e.waiting import until

STEP = {"category": "cart", "stage": "cart", "description": "a step of this shop alone"}


def register(stack: Any, event_name: str, **changes: Any) -> Any:
    return by_admin(stack, "PUT", f"/v1/events/catalogue/{event_name}", json=STEP | changes)


def own(stack: Any) -> list[str]:
    return [each["name"] for each in by_admin(stack, "GET", "/v1/events/catalogue").json()["events"] if each["custom"]]


def test_admins_who_register_at_once_lose_nothing(stack: Any) -> None:
    wanted = [f"custom_at_once_{n}" for n in range(8)]

    with ThreadPoolExecutor(4) as admins:
        replies = list(admins.map(lambda event_name: register(stack, event_name), wanted))

    assert {reply.status_code for reply in replies} <= {200, 429}
    assert set(own(stack)) & set(wanted) == {
        name for name, reply in zip(wanted, replies, strict=True) if reply.status_code == 200
    }


def test_a_registered_event_is_accepted_soon_and_checked(stack: Any) -> None:
    fee = {"fee": {"type": "integer", "description": "what it costs", "unit": "minor", "minimum": 0}}
    assert register(stack, "custom_wrap", parameters=fee).status_code == 200
    shopper = Shopper(stack)

    until(lambda: shopper.send(event("custom_wrap", stack_now(stack), params={"fee": 250}))["accepted"], every_s=1)
    told = shopper.send(event("custom_wrap", stack_now(stack), params={"fee": "much"}))

    assert [(each["code"], each["path"]) for each in told["rejected"]] == [("parameter_type", "$.params.fee")]


def test_anybody_may_fetch_the_schema(stack: Any) -> None:
    reply = call(stack, "GET", "/v1/events/schema.json")

    assert reply.status_code == 200
    Draft202012Validator.check_schema(reply.json())
    assert "view_item" in reply.json()["$defs"]
