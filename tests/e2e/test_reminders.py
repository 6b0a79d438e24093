"""Reminders on the running stack: the due index, the sweeps, the queue, the mail, and the way back by its link."""

import json
import re
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urlsplit

import httpx

from shared.edge.tokens import sign
from tests.e2e.shopper import (
    Shopper,
    by_admin,
    by_backend,
    cart,
    event,
    line,
    move_clock,
    rules,
    stack_now,
)
from tests.e2e.waiting import until
from tests.factories import DAY, HOUR


class Customer:
    """Somebody whose address the shop knows and who wants to hear from it."""

    def __init__(self, stack):
        self.stack = stack
        self.customer_id = f"customer-{uuid.uuid4()}"
        self.email = f"{self.customer_id}@mail.example"
        contact = {
            "customer_id": self.customer_id,
            "email": self.email,
            "locale": "it-IT",
            "marketing": {"email": True, "sms": False, "push": False},
        }
        assert by_backend(stack, "PUT", "/v1/customers", json=contact).status_code == 200

    def arrives(self, **opening):
        claims = {"aud": "microlift", "sub": self.customer_id, "exp": stack_now(self.stack) // 1000 + 3600}
        return Shopper(self.stack, customer_token=sign(claims, self.stack.customer_secret), **opening)

    def mails(self):
        """Return what the emulator's SES took for this customer."""
        taken = httpx.get(f"{self.stack.emulator}/_ministack/ses/messages").json()["messages"]
        return [mail for account in taken.values() for mail in account if self.email in json.dumps(mail["To"])]


def leave_cart(customer, *lines, **opening):
    shopper = customer.arrives(**opening)
    shopper.decision(cart(*(lines or (line(1, 7000),))))
    planned(customer.stack, shopper)
    return shopper


def planned(stack, shopper):
    """Wait until the stream has planned the visitor's reminder, and return it."""

    def found():
        reminders = by_admin(stack, "GET", "/v1/insights/reminders").json()["reminders"]
        return next((each for each in reminders if each["visitor_id"] == shopper.opened["visitor_id"]), None)

    return until(found)


def test_a_cart_left_for_a_week_brings_one_mail_whose_link_keeps_its_promise(stack, morning):
    customer = Customer(stack)
    shopper = leave_cart(customer)

    move_clock(stack, morning + 7 * DAY + HOUR)

    [mail] = customer.mails()
    link = re.search(r"https?://\S+return_token=[\w.-]+", mail["BodyText"]).group()
    token = parse_qs(urlsplit(link).query)["return_token"][0]
    back = Shopper(stack, return_token=token)
    assert back.opened["cart"]["cart_id"] == "c-1"
    decision = back.decision(cart(line(1, 7000), revision=2))
    assert rules(decision) == {"dormant": 1050}
    assert planned(stack, shopper)["state"] == "sent"


def test_three_overlapping_sweeps_send_one_mail(stack, morning):
    customer = Customer(stack)
    shopper = leave_cart(customer)
    reminder = planned(stack, shopper)
    functions = stack.client("lambda")
    names = [each["FunctionName"] for each in functions.list_functions()["Functions"]]
    sweep = next(name for name in names if re.search("remind.?dormant", name, re.IGNORECASE))
    event_of_the_schedule = {"Records": [{"messageId": "1", "eventSource": "aws:sqs", "body": "{}"}]}
    # The clock stops a moment before, so that only the sweeps below find it due.
    move_clock(stack, reminder["due_at"] - 1000)
    time.sleep(1.2)

    with ThreadPoolExecutor(3) as pool:
        list(
            pool.map(
                lambda _: functions.invoke(FunctionName=sweep, Payload=json.dumps(event_of_the_schedule)), range(3)
            )
        )

    until(lambda: planned(stack, shopper)["state"] == "sent")
    time.sleep(1)
    assert (planned(stack, shopper)["state"], len(customer.mails())) == ("sent", 1)


def test_a_purchase_cancels(stack, morning):
    customer = Customer(stack)
    shopper = leave_cart(customer)
    order = {
        "order_id": str(uuid.uuid4()),
        "session_id": shopper.session_id,
        "cart_id": "c-1",
        "currency": "EUR",
        "lines": [{"line_id": "l-1", "item_id": "e2e-1", "quantity": 1, "unit_price": 7000}],
        "total": 7590,
        "placed_at": stack_now(stack),
    }

    first = by_backend(stack, "POST", "/v1/orders", json=order)
    again = by_backend(stack, "POST", "/v1/orders", json=order)
    other = by_backend(stack, "POST", "/v1/orders", json=order | {"total": 1})
    move_clock(stack, morning + 8 * DAY)

    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 409)
    assert planned(stack, shopper)["state"] == "cancelled"
    assert customer.mails() == []


def test_an_erasure_leaves_nothing_to_send(stack, morning):
    customer = Customer(stack)
    shopper = leave_cart(customer)

    accepted = by_admin(stack, "POST", "/v1/privacy/erasure", json={"visitor_id": shopper.opened["visitor_id"]})
    job = f"/v1/jobs/{accepted.json()['job_id']}"
    until(lambda: by_admin(stack, "GET", job).json()["status"] == "done")
    move_clock(stack, morning + 8 * DAY)

    assert accepted.status_code == 202
    assert by_admin(stack, "GET", job).json()["receipt"]["deleted"]["reminders"] == 1
    assert shopper.evaluate(cart(line(1, 7000), revision=2)).status_code == 401
    assert customer.mails() == []


def test_a_wish_is_recalled_the_next_day(stack, morning):
    customer = Customer(stack)
    item = {"item_id": "e2e-wish", "price": 2590, "currency": "EUR", "stock": 2}
    by_backend(stack, "PUT", "/v1/items", json=[item])
    shopper = customer.arrives()
    shopper.send(event("add_to_wishlist", stack_now(stack), {"item_id": "e2e-wish", "price": 2590}))
    planned(stack, shopper)

    move_clock(stack, morning + 26 * HOUR)

    assert (planned(stack, shopper)["state"], len(customer.mails())) == ("sent", 1)
