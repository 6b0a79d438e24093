"""From the change of a cart or a wish to the one mail about it, through the functions that the queues call."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from threading import Thread
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from shared.domain.contacts import Contact, Marketing
from shared.domain.items import Item
from shared.domain.ledger import Ledger, Wish
from shared.domain.reminders import ReminderKey, due_dormant_cart, due_wishes
from shared.edge.tokens import verify
from tests.aws import messages
from tests.factories import DAY, GRANTED, HOUR, KEYS, MINUTE, NOW, basis, cart, session
from tests.faults import failing

DUE = NOW + 7 * DAY + HOUR
CART = ReminderKey("v-1", "dormant_cart", "c-1")
WISH = ReminderKey("v-1", "wishlist", "sku-0")
ADA = Contact("customer-1", "ada@example.com", None, "it-IT", "Europe/Rome", Marketing(email=True))


class Shop:
    """A visitor who is a known customer and left a cart of 70 EUR at ``NOW``."""

    def __init__(self, clock: Any) -> None:
        import functions.send_reminder.handler as sender
        from functions.remind_dormant_carts.handler import handler as sweep_carts
        from functions.remind_wishlists.handler import handler as sweep_wishes

        self.clock = clock
        self.sender = sender
        self.delivered = 0
        self.repairs: list[Any] = []
        self.sweeps = {"dormant_cart": sweep_carts, "wishlist": sweep_wishes}
        self.left = replace(session(consent=GRANTED), basis=basis(cart(3500, 3500)))
        sender.sessions.create(self.left, NOW)
        sender.visitors.consented("v-1", GRANTED, NOW)
        sender.visitors.greet("v-1", "s-0", "customer-1", NOW)
        sender.visitors.left_cart("v-1", "s-0", NOW)
        sender.customers.put(ADA)
        sender.items.put([Item(f"sku-{n}", 3500, "EUR", stock=9, title={"it": f"Tazza {n}"}) for n in range(2)])
        sender.reminders.schedule(due_dormant_cart(None, self.left), NOW)

    def sweep(self, moment: int, kind: str = "dormant_cart") -> None:
        self.clock.move(moment)
        deliver(self.sweeps[kind], {"sweep": kind})

    def deliver_all(self) -> list[Any]:
        """Hand the messages that are new in the queue to the sender; return its failures."""
        waiting = messages("reminder")[self.delivered :]
        self.delivered += len(waiting)
        replies = [deliver(self.sender.handler, message) for message in waiting]
        return [reply for reply in replies if reply["batchItemFailures"]]

    def after_the_claim(self, happens: Any) -> None:
        """Let ``happens()`` happen, by somebody else, once the next write of the sender, its claim, is done."""
        events = self.sender.table.client.meta.events

        def once(**_: Any) -> None:
            events.unregister("after-call.dynamodb.UpdateItem", once)
            somebody_else = Thread(target=happens)
            somebody_else.start()
            somebody_else.join()

        events.register("after-call.dynamodb.UpdateItem", once)

    def fail(self, client: Any, call: str, error: Exception, *, times: int = 1, when: Any = bool) -> None:
        """Let the next ``times`` calls of ``client`` end in ``error``, raised where botocore would."""
        left = [times]

        def refuse(**_: Any) -> None:
            if left[0] and when("now"):
                left[0] -= 1
                raise error

        client.meta.events.register(f"before-call.{call}", refuse)
        self.repairs.append(lambda: client.meta.events.unregister(f"before-call.{call}", refuse))

    def run(self, moment: int, kind: str = "dormant_cart") -> None:
        self.sweep(moment, kind)
        self.deliver_all()

    def wish(self, *, added: bool = True, moment: int = NOW, before: Ledger | None = None) -> Ledger:
        after = Ledger(wishes={"sku-0": Wish(added, moment, 3500)})
        for change in due_wishes("v-1", before, after):
            self.sender.reminders.wished(change, moment)
        return after

    def outcome(self, key: ReminderKey = CART) -> tuple[str, str | None]:
        reminder = self.sender.reminders.load(key)
        return reminder.state, reminder.reason


@pytest.fixture
def shop(table: Any, clock: Any) -> Iterator[Shop]:
    opened = Shop(clock)
    yield opened
    for repair in opened.repairs:
        repair()


def deliver(handler: Any, message: Any) -> Any:
    return handler({"Records": [{"messageId": "m-1", "body": json.dumps(message)}]}, None)


def mails() -> list[Any]:
    from moto.backends import get_backend

    return get_backend("ses")["123456789012"]["eu-south-1"].sent_messages


def test_a_cart_left_for_a_week_brings_one_mail_with_a_promise(shop: Shop) -> None:
    shop.run(DUE)

    (mail,) = mails()
    assert mail.destinations["ToAddresses"] == ["ada@example.com"]
    assert mail.subject == "Il tuo carrello ti aspetta, con il 15\u00a0% di sconto"
    assert "Tazza 0" in mail.body
    token = re.search(r"return_token=([\w.-]+)", mail.body)[1]
    claims = verify(token, KEYS["token_secret"], audience="microlift:return", now=DUE)
    assert claims == {
        "aud": "microlift:return",
        "sub": "v-1",
        "rid": CART.reminder_id,
        "sid": "s-0",
        "cart_id": "c-1",
        "rule": "dormant",
        "bp": 1500,
        "iat": DUE // 1000,
        "exp": (DUE + 7 * DAY) // 1000,
    }
    assert shop.outcome() == ("sent", None)


def test_three_overlapping_sweeps_send_one_mail(shop: Shop) -> None:
    shop.sweep(DUE)
    shop.sweep(DUE)
    shop.sweep(DUE)

    assert len(messages("reminder")) == 3
    assert shop.deliver_all() == []
    assert len(mails()) == 1


def test_a_message_that_comes_again_after_the_mail_sends_nothing(shop: Shop) -> None:
    shop.sweep(DUE)
    (message,) = messages("reminder")

    deliver(shop.sender.handler, message)
    shop.clock.move(DUE + 2 * HOUR)
    deliver(shop.sender.handler, message)
    shop.run(DUE + DAY)

    assert len(mails()) == 1


def test_nothing_is_swept_before_its_hour(shop: Shop) -> None:
    shop.run(NOW + 7 * DAY)

    assert messages("reminder") == []
    assert mails() == []


def test_a_purchase_cancels(shop: Shop) -> None:
    shop.sender.visitors.purchased("v-1", NOW + DAY, NOW + DAY)

    shop.run(DUE)

    assert mails() == []
    assert shop.outcome() == ("cancelled", "purchased")


def test_a_visit_in_between_puts_the_mail_off(shop: Shop) -> None:
    shop.sender.visitors.greet("v-1", "s-1", None, NOW + 3 * DAY)

    shop.run(DUE)
    assert (mails(), shop.outcome()) == ([], ("scheduled", None))

    shop.run(DUE + 3 * DAY)
    assert len(mails()) == 1


def test_consent_withdrawn_between_sweep_and_send_cancels(shop: Shop) -> None:
    shop.sweep(DUE)
    shop.sender.visitors.consented("v-1", replace(GRANTED, analytics_storage="denied"), DUE)
    shop.deliver_all()

    assert mails() == []
    assert shop.outcome() == ("cancelled", "consent_withdrawn")


def test_without_marketing_consent_nothing_is_sent(shop: Shop) -> None:
    shop.sender.customers.put(replace(ADA, marketing=Marketing(sms=True)))

    shop.run(DUE)

    assert mails() == []
    assert shop.outcome() == ("skipped", "no_marketing_consent")


def test_an_erasure_leaves_nothing_to_send(shop: Shop) -> None:
    shop.sweep(DUE)
    shop.sender.reminders.erase("v-1")

    assert shop.deliver_all() == []
    assert mails() == []
    assert shop.sender.reminders.load(CART) is None


def test_a_purchase_between_claim_and_mail_still_cancels(shop: Shop) -> None:
    shop.sweep(DUE)
    shop.after_the_claim(lambda: shop.sender.visitors.purchased("v-1", DUE, DUE))

    assert shop.deliver_all() == []
    assert mails() == []
    assert shop.outcome() == ("cancelled", "purchased")


def test_an_erasure_between_claim_and_mail_leaves_nothing(shop: Shop) -> None:
    shop.sweep(DUE)
    shop.after_the_claim(lambda: shop.sender.reminders.erase("v-1"))

    assert shop.deliver_all() == []
    assert mails() == []
    assert shop.sender.reminders.load(CART) is None


def test_two_messages_at_once_send_one_mail(shop: Shop) -> None:
    shop.sweep(DUE)
    (message,) = messages("reminder")
    shop.after_the_claim(lambda: deliver(shop.sender.handler, message))

    assert shop.deliver_all() == []
    assert len(mails()) == 1
    assert shop.outcome() == ("sent", None)


def test_a_crash_after_the_claim_is_unknown_and_never_sent_again(shop: Shop) -> None:
    shop.clock.move(DUE)
    shop.sender.reminders.claim(shop.sender.reminders.load(CART), "sender-1", DUE)

    shop.run(DUE + 14 * MINUTE)
    assert shop.outcome() == ("claimed", None)

    shop.run(DUE + HOUR)
    shop.run(DUE + 2 * HOUR)
    assert mails() == []
    assert shop.outcome() == ("unknown", "never_confirmed")


@pytest.mark.parametrize("call", ["GetItem", "Query"])
def test_what_fails_between_claim_and_mail_is_sent_when_the_message_comes_again(shop: Shop, call: str) -> None:
    broken = ReadTimeoutError(endpoint_url="https://dynamodb")
    shop.sweep(DUE)
    (message,) = messages("reminder")
    shop.after_the_claim(lambda: shop.fail(shop.sender.table.client, f"dynamodb.{call}", broken))

    assert deliver(shop.sender.handler, message)["batchItemFailures"] != []
    assert mails() == []

    assert deliver(shop.sender.handler, message)["batchItemFailures"] == []
    assert len(mails()) == 1
    assert shop.outcome() == ("sent", None)


def test_a_claim_whose_answer_was_lost_is_given_back(shop: Shop) -> None:
    shop.sweep(DUE)
    (message,) = messages("reminder")

    with failing(shop.sender.table.client, "UpdateItem", "after"):
        assert deliver(shop.sender.handler, message)["batchItemFailures"] != []

    assert deliver(shop.sender.handler, message)["batchItemFailures"] == []
    assert len(mails()) == 1


def test_a_crash_between_mail_and_record_is_unknown_and_never_sent_again(shop: Shop) -> None:
    gone = OSError("the container is gone")
    shop.fail(shop.sender.table.client, "dynamodb.UpdateItem", gone, when=lambda _: mails())

    shop.sweep(DUE)
    assert len(shop.deliver_all()) == 1
    shop.run(DUE + HOUR)

    assert len(mails()) == 1
    assert shop.outcome() == ("unknown", "never_confirmed")


def test_an_answer_that_never_comes_leaves_the_claim_open(shop: Shop) -> None:
    shop.fail(shop.sender.mail._client, "sesv2.SendEmail", ReadTimeoutError(endpoint_url="https://email"), times=9)

    shop.sweep(DUE)
    assert len(shop.deliver_all()) == 1
    assert shop.outcome() == ("claimed", None)

    shop.run(DUE + HOUR)
    assert shop.outcome() == ("unknown", "never_confirmed")


def test_a_refusal_for_now_is_tried_again(shop: Shop) -> None:
    shop.fail(shop.sender.mail._client, "sesv2.SendEmail", refusal("TooManyRequestsException", 429))

    shop.sweep(DUE)
    assert len(shop.deliver_all()) == 1
    assert shop.outcome() == ("scheduled", None)

    shop.run(DUE + HOUR)
    assert len(mails()) == 1


def test_a_refusal_for_good_is_skipped(shop: Shop) -> None:
    shop.fail(shop.sender.mail._client, "sesv2.SendEmail", refusal("MessageRejected", 400))

    shop.sweep(DUE)
    assert shop.deliver_all() == []
    assert shop.outcome() == ("skipped", "refused_by_mail_provider")


def test_a_wish_is_recalled_after_a_day(shop: Shop) -> None:
    shop.wish()

    shop.run(NOW + 23 * HOUR, "wishlist")
    assert mails() == []

    shop.run(NOW + 25 * HOUR, "wishlist")
    (mail,) = mails()
    assert mail.subject == "Tazza 0: è ancora qui"
    assert "https://shop.example/?item=sku-0" in mail.body


def test_a_wish_names_a_lower_price_and_the_last_pieces(shop: Shop) -> None:
    shop.wish()
    shop.sender.items.put([Item("sku-0", 2990, "EUR", stock=2, title={"it": "Tazza 0"})])

    shop.run(NOW + 25 * HOUR, "wishlist")

    (mail,) = mails()
    assert mail.subject == "Tazza 0: ora costa meno"
    assert "costava 35,00\u00a0€; ora costa 29,90\u00a0€" in mail.body
    assert "Pezzi ancora disponibili: 2." in mail.body


def test_what_is_sold_out_is_not_recalled(shop: Shop) -> None:
    shop.wish()
    shop.sender.items.put([Item("sku-0", 3500, "EUR", stock=0)])

    shop.run(NOW + 25 * HOUR, "wishlist")

    assert mails() == []
    assert shop.outcome(WISH) == ("skipped", "out_of_stock")


def test_a_wish_found_later_than_two_days_is_not_recalled(shop: Shop) -> None:
    shop.wish()

    shop.run(NOW + 48 * HOUR + 1, "wishlist")

    assert mails() == []
    assert shop.outcome(WISH) == ("skipped", "too_late")


def test_a_wish_taken_back_is_cancelled_and_may_come_again(shop: Shop) -> None:
    added = shop.wish()
    removed = shop.wish(added=False, moment=NOW + HOUR, before=added)
    assert shop.outcome(WISH) == ("cancelled", "removed")

    shop.wish(moment=NOW + 2 * HOUR, before=removed)
    shop.run(NOW + 27 * HOUR, "wishlist")
    assert len(mails()) == 1


def refusal(code: str, status: int) -> ClientError:
    return ClientError({"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}, "SendEmail")
