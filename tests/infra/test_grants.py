"""What the catalog grants is enough: where each function's role is enforced, nothing that a shop does is denied."""

import re
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from infra import local
from infra.emulating.customer_token import sign
from tests.e2e.shopper import Shopper, by_admin, by_backend, cart, event, line, stack_now
from tests.e2e.waiting import until

DAY = 24 * 60 * 60 * 1000


@pytest.fixture(scope="module")
def enforced() -> Iterator[local.Running]:
    with local.stack(enforced=True) as stack:
        yield stack


def denied(stack: local.Running) -> list[str]:
    """Who was refused what for want of a grant, by the functions' logs."""
    logs = stack.client("logs")
    groups = [group["logGroupName"] for group in logs.describe_log_groups()["logGroups"]]
    messages = [each["message"] for name in groups for each in logs.filter_log_events(logGroupName=name)["events"]]
    return re.findall(r"assumed-role/[^ ]+ is not authorized to perform: [^ ]+", " ".join(messages))


def customer_token(stack: local.Running, customer: str) -> str:
    claims = {"sub": customer, "aud": "microlift", "exp": stack_now(stack) // 1000 + 600, "prime": True, "tier": None}
    return sign(claims, stack.customer_secret)


def put_customer(stack: local.Running, customer: str) -> httpx.Response:
    marketing = {"email": True, "sms": False, "push": False}
    body = {"customer_id": customer, "email": f"{customer}@example.com", "phone": None, "locale": "it"}
    return by_backend(stack, "PUT", "/v1/customers", json=body | {"time_zone": "Europe/Rome", "marketing": marketing})


def order(stack: local.Running, shopper: Shopper, bought: dict[str, Any], order_id: str = "order-1") -> httpx.Response:
    body = {
        "order_id": order_id,
        "session_id": shopper.session_id,
        "cart_id": bought["cart_id"],
        "currency": "EUR",
        "lines": bought["lines"],
        "total": 2890,
        "placed_at": stack_now(stack),
    }
    return by_backend(stack, "POST", "/v1/orders", json=body)


def rule_sets(stack: local.Running) -> list[httpx.Response]:
    """Everything that a marketer does with a rule set; back-testing it is tried with the carts of the whole test."""
    rule = {"id": "ten", "priority": 1, "title": {"en": "10%"}, "codes": {"batch": "spring"}, "limits": {"total": 9}}
    rule["then"] = {"discount": {"type": "percent", "basis_points": 1000, "tags": ["seasonal:panettone"]}}
    # Dear enough to redeem one of the packaged rules.
    bought = cart(line(1, 9000, 2), cart_id="c-3")
    own = "/v1/rulesets/default"
    answers = [
        by_admin(stack, "PUT", f"{own}/draft", json={"rules": [rule]}),
        by_admin(stack, "POST", f"{own}/draft/validation", json={"rules": [rule]}),
        by_admin(stack, "POST", f"{own}/draft/tryout", json={"cart": bought}),
        by_admin(stack, "GET", f"{own}/diff?from=1&to=draft"),
        by_admin(stack, "POST", f"{own}/publish"),
        by_admin(stack, "POST", f"{own}/codes", json={"batch": "spring", "count": 1}),
    ]
    buyer = Shopper(stack)
    buyer.decision(bought | {"codes": answers[-1].json().get("codes")})
    answers += [order(stack, buyer, bought, "order-2")]
    answers += [by_admin(stack, "GET", own), by_admin(stack, "GET", f"{own}/versions/2")]
    answers += [by_admin(stack, "POST", f"{own}/rollback"), by_admin(stack, "DELETE", f"{own}/draft")]
    return [*answers, httpx.get(f"{stack.api}/v1/rulesets/schema.json", timeout=30)]


def written(reply: httpx.Response) -> httpx.Response | None:
    """Return the answer unless it says that there is nothing yet."""
    return None if reply.status_code == 404 else reply


def settle() -> None:
    """Wait until what follows from the last change is done."""
    time.sleep(2)


def test_a_shop_can_be_served_with_what_is_granted(enforced):
    answers = [put_customer(enforced, "anna")]
    shopper = Shopper(enforced, customer_token=customer_token(enforced, "anna"))
    dear = cart(line(1, 9000, 2), revision=1)
    answers += [shopper.call("PUT", "/v1/consent", json={"consent": {"analytics_storage": "granted"}})]
    with shopper.tab() as tab, shopper.tab():
        tab.ask({"action": "ping"})
        decision = tab.ask({"action": "cart.update", "cart": dear})["decision"]
        item = {"item_id": "panettone-classico", "quantity": 1, "price": 2890, "category": "food"}
        wished = event("add_to_wishlist", stack_now(enforced), item, currency="EUR", value=2890)
        tab.ask({"action": "events", "source": "tab-1", "events": [wished]})
        tab.ask({"action": "no such action"})
    answers += [shopper.evaluate(cart(line(1, 9000, 2), revision=2))]
    shopper.send(event("page_view", stack_now(enforced)))
    answers += [shopper.call("GET", f"/v1/sessions/{shopper.session_id}/intent")]
    explained = f"/v1/decisions/{decision['decision_id']}?explain=true"
    answers += [until(lambda: written(by_backend(enforced, "GET", explained)))]

    buyer = Shopper(enforced)
    bought = cart(line(1, 2890), cart_id="c-2")
    buyer.decision(bought)
    answers += [order(enforced, buyer, bought)]

    answers += [by_admin(enforced, "PUT", "/v1/local/clock", json={"now": stack_now(enforced) + 9 * DAY})]
    settle()
    answers += [by_admin(enforced, "GET", f"/v1/insights/{report}") for report in ("activity", "reminders", "audit")]
    answers += rule_sets(enforced)
    export = by_admin(enforced, "POST", "/v1/privacy/export", json={"visitor_id": shopper.opened["visitor_id"]})
    answers += [export, by_admin(enforced, "GET", f"/v1/jobs/{export.json().get('job_id')}")]
    erasure = by_admin(enforced, "POST", "/v1/privacy/erasure", json={"visitor_id": shopper.opened["visitor_id"]})
    answers += [erasure, by_admin(enforced, "GET", f"/v1/jobs/{erasure.json().get('job_id')}")]
    answers += [httpx.get(f"{enforced.api}/v1/{name}.json", timeout=30) for name in ("openapi", "asyncapi")]
    settle()

    assert denied(enforced) == []
    assert [f"{each.request.url.path}: {each.text}" for each in answers if each.status_code >= 400] == []
