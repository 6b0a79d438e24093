"""The whole circle on the running stack: consent, a visit, its traces in the lake by SQL, export, erasure, nothing."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from infra import query
from shared.adapters.duckdb_warehouse import DuckDbWarehouse
from shared.adapters.lake_files import LakeFiles
from shared.domain.exports import SECTIONS
from tests.e2e.shopper import Shopper, by_admin, by_backend, cart, event, line, stack_now
from tests.e2e.waiting import until


class Kept:
    """What a stack keeps of a visitor: by SQL over its lake, and item by item in its table."""

    def __init__(self, stack: Any, folder: Path) -> None:
        self.stack = stack
        files = LakeFiles(lambda: stack.outputs["LakeBucket"], stack.client("s3"), folder)
        self.warehouse = DuckDbWarehouse(files)

    def merged(self, visitor_id: str) -> dict[str, int]:
        """Take in what has landed; return how many rows of a visitor each table of the lake has."""
        query.merge(self.stack)
        return self.rows(visitor_id)

    def rows(self, visitor_id: str) -> dict[str, int]:
        """Return how many rows of a visitor each table of the lake has."""
        question = "SELECT count(*) AS n FROM {} WHERE visitor_id = '{}'"
        tables = ("events", "failed", "decisions", "orders")
        return {table: self.warehouse.rows(question.format(table, visitor_id))[0]["n"] for table in tables}

    def items(self, *ids: str) -> list[str]:
        """Return the keys of all items that name one of ``ids``, anywhere."""
        table = self.stack.client("dynamodb")
        pages = table.get_paginator("scan").paginate(TableName=self.stack.outputs["TableName"])
        items = [item for page in pages for item in page["Items"]]
        return [f"{item['pk']['S']}/{item['sk']['S']}" for item in items if any(each in repr(item) for each in ids)]


def finished(stack: Any, path: str, visitor_id: str) -> dict[str, Any]:
    """Ask for a job about a visitor and return it once it is done."""
    asked = by_admin(stack, "POST", path, json={"visitor_id": visitor_id})
    assert asked.status_code == 202, asked.text

    def done() -> dict[str, Any] | None:
        job = by_admin(stack, "GET", f"/v1/jobs/{asked.json()['job_id']}").json()
        assert job["status"] != "failed", job
        return job if job["status"] == "done" else None

    return until(done)


def shop(stack: Any) -> Shopper:
    """Visit with consent: decide a cart, wish, look, send something wrong, buy."""
    shopper, now = Shopper(stack), stack_now(stack)
    bought = cart(line(1, 9000, 2), cart_id="c-privacy")
    shopper.decision(bought)
    wished = event("add_to_wishlist", now, {"item_id": "sku-privacy", "quantity": 1, "price": 990})
    shopper.send(wished, event("view_item", now), event("no_such_event", now))
    order = {"order_id": f"o-{shopper.session_id}", "currency": "EUR", "lines": bought["lines"], "total": 18000}
    reply = by_backend(
        stack, "POST", "/v1/orders", json=order | {"session_id": shopper.session_id, "cart_id": "c-privacy"}
    )
    assert reply.status_code == 201, reply.text
    return shopper


@pytest.mark.timeout(900)
def test_what_a_visit_left_is_exported_and_erased_and_never_comes_back(stack: Any, tmp_path: Path) -> None:
    kept, shopper = Kept(stack, tmp_path), shop(stack)
    visitor_id = shopper.opened["visitor_id"]
    # Decisions follow within seconds, by the table's stream.
    until(lambda: kept.merged(visitor_id)["decisions"])
    before = kept.rows(visitor_id)

    exported = finished(stack, "/v1/privacy/export", visitor_id)
    fetched = httpx.get(exported["export"]["url"], timeout=30)
    erased = finished(stack, "/v1/privacy/erasure", visitor_id)

    assert before == {"events": 2, "failed": 1, "decisions": before["decisions"], "orders": 1}
    assert before["decisions"] >= 1
    assert fetched.json() == exported["document"]
    counts = exported["export"]["counts"]
    assert {name: counts[f"lake_{name}"] for name in before} == before
    assert (counts["sessions"], counts["wishes"], counts["orders"], counts["profiles"]) == (1, 1, 1, 1)
    assert erased["receipt"]["deleted"] | {"lake_events": 2, "lake_failed": 1} == erased["receipt"]["deleted"]
    assert (erased["receipt"]["made_anonymous"], erased["receipt"]["made_anonymous_in_lake"]) == (1, 1)
    assert kept.merged(visitor_id) == dict.fromkeys(before, 0)
    assert [
        key for key in kept.items(visitor_id, shopper.session_id) if not key.startswith(f"order#o-{shopper.session_id}")
    ] == []
    assert httpx.get(exported["export"]["url"], timeout=30).status_code == 404
    again = finished(stack, "/v1/privacy/export", visitor_id)
    assert again["export"]["counts"] == dict.fromkeys(SECTIONS, 0)


def test_who_withdraws_is_out_of_the_lake_with_its_next_merge(stack: Any, tmp_path: Path) -> None:
    kept, shopper = Kept(stack, tmp_path), Shopper(stack)
    visitor_id, now = shopper.opened["visitor_id"], stack_now(stack)
    shopper.send(event("view_item", now), event("scroll", now))
    before = kept.merged(visitor_id)

    shopper.call("PUT", "/v1/consent", json={"consent": {"analytics_storage": "denied"}})
    after = shopper.send(event("view_item", now))

    assert (before["events"], after["dropped_for_consent"]) == (2, 1)
    assert kept.merged(visitor_id) == dict.fromkeys(before, 0)
