"""A shopper of whom everything is kept that there is, for the tests that export and erase it."""

import json
from dataclasses import replace
from typing import Any

from shared.domain.contacts import Contact
from shared.domain.orders import Order, OrderLine
from shared.domain.reminders import NewReminder, ReminderKey, WishAdded, Wished, due_dormant_cart
from tests.aws import client, messages
from tests.factories import DAY, GRANTED, KEYS, NOW, basis, cart, session
from tests.requests import queued


class Shop:
    """A customer seen in one browser: two sessions, a wish, a reminder, an order, five decisions."""

    def __init__(self, table: Any) -> None:
        import functions.erase_shopper.handler as eraser
        import functions.export_shopper.handler as exporter
        import functions.merge_lake.handler as merger
        import functions.show_job.handler as teller
        from shared.store.customers import CustomerStore
        from shared.store.decisions import DecisionStore
        from shared.store.orders import OrderStore
        from shared.store.reminders import ReminderStore
        from shared.store.visitors import VisitorStore

        self.table = table
        self.eraser = eraser
        self.exporter = exporter
        self.merger = merger
        self.teller = teller
        self.sessions = eraser.erasures._sessions
        self.visitors = VisitorStore(table)
        self.decisions = DecisionStore(table)
        customers, orders, self.reminders = CustomerStore(table), OrderStore(table), ReminderStore(table)
        for name, decisions in (("s-0", 3), ("s-1", 2)):
            left = replace(
                session(session_id=name, consent=GRANTED),
                basis=basis(cart(3500, 3500), session_id=name, sequence=decisions),
            )
            self.sessions.create(left, NOW)
            self.visitors.greet("v-1", name, "customer-1", NOW)
            for sequence in range(1, decisions + 1):
                self.decisions.record(basis(cart(3500, 3500), session_id=name, sequence=sequence), NOW)
        self.visitors.consented("v-1", GRANTED, NOW)
        customers.put(Contact("customer-1", "ada@example.com"))
        customers.link("customer-1", "v-1")
        dormant = due_dormant_cart(None, left)
        assert dormant is not None
        self.reminders.schedule(dormant, NOW)
        wish = NewReminder(ReminderKey("v-1", "wishlist", "sku-9"), NOW, NOW + DAY)
        self.reminders.wished(WishAdded(Wished("sku-9", NOW, 990), wish), NOW)
        order = Order("o-1", "EUR", (OrderLine("l-0", "sku-0", 1, 3500),), 3500, NOW, "s-0", "customer-1", "c-1")
        orders.record(order, NOW)
        orders.trace("o-1", ["v-1"])
        customers.ordered("customer-1", "o-1", 7590, NOW)

    def ask(self, **who: str) -> tuple[int, dict[str, Any]]:
        return answer(self.eraser.handler, "POST /v1/privacy/erasure", who)

    def job(self, job_id: str) -> tuple[int, dict[str, Any]]:
        return answer(self.teller.handler, "GET /v1/jobs/{job_id}", path={"job_id": job_id})

    def work(self) -> None:
        """Deliver the messages of the queue, those included that this brings about."""
        for n in range(3):
            self.deliver(messages("erasure")[n])

    def ask_export(self, **who: str) -> str:
        """Ask for an export; return the job's id."""
        status, job = answer(self.exporter.handler, "POST /v1/privacy/export", who)
        assert (status, job["kind"]) == (202, "export")
        return job["job_id"]

    def export(self, **who: str) -> dict[str, Any]:
        """Return the finished job of an export, the lake being merged."""
        job_id = self.ask_export(**who)
        self.merge()
        assert self.write(messages("export")[-1]) == []
        return self.job(job_id)[1]

    def write(self, message: Any) -> Any:
        """Deliver a message to the export; return what failed."""
        return self.exporter.handler(queued(message), None)["batchItemFailures"]

    def land(self, name: str = "a", visitor_id: str = "v-1", **changes: Any) -> None:
        """Let a row of each table land, as Firehose does."""
        who = {"session_id": "s-0", "visitor_id": visitor_id}
        rows: dict[str, dict[str, Any]] = {
            "events": {"event_id": f"e-{name}", "event_name": "view_item", "ts": NOW, "received_at": NOW},
            "failed": {"failed_id": f"f-{name}", "code": "unknown_event", "received_at": NOW},
            "decisions": {"decision_id": f"d-{name}", "evaluated_at": NOW, "rules": [{"rule": "tender", "amount": 5}]},
            "orders": {"order_id": f"o-{name}", "placed_at": NOW, "received_at": NOW},
        }
        rows["events"] |= {"params": '{"method":"email"}', "items": [{"item_id": "sku-1", "quantity": 1}]}
        for table, row in rows.items():
            key = f"landing/{table}/2026/11/22/10/{name}"
            client("s3").put_object(Bucket="lake", Key=key, Body=json.dumps(row | who | changes).encode())

    def merge(self) -> None:
        """Take in what has landed."""
        assert self.merger.handler(queued({"sweep": "merge_lake"}), None)["batchItemFailures"] == []

    def lake(self, table: str) -> list[Any]:
        """Return the visitors of a table's rows."""
        question = f"SELECT visitor_id FROM {table} ORDER BY 1"  # noqa: S608 - a table of ours
        return [row["visitor_id"] for row in self.merger.warehouse.rows(question)]

    def deliver(self, message: Any) -> Any:
        return self.eraser.handler({"Records": [{"messageId": "m-1", "body": json.dumps(message)}]}, None)

    def left(self) -> list[str]:
        return sorted(
            f"{item['pk']['S']}/{item['sk']['S']}"
            for item in self.table.client.scan(TableName="microlift")["Items"]
            if not item["pk"]["S"].startswith("job#")
        )


def answer(handler: Any, route: str, body: Any = None, path: Any = None) -> tuple[int, dict[str, Any]]:
    response = handler(
        {
            "version": "2.0",
            "routeKey": route,
            "headers": {"authorization": f"Bearer {KEYS['admin_key']}"},
            "pathParameters": path,
            "requestContext": {"requestId": "r-1"},
            "body": json.dumps(body),
        },
        None,
    )
    return response["statusCode"], json.loads(response["body"])
