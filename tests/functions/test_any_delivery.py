"""A real log, in disorder and delivered twice, ends as it does in order and once: counters, carts, the lake."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from infra.replaying.log import Row, survey
from infra.replaying.shoppers import Shopper
from tests import factories
from tests.aws import lake_rows
from tests.factories import GRANTED, HOUR
from tests.requests import http, token

SAMPLE = Path(__file__).parents[2] / "docs" / "samples" / "rees46_oct2019.csv.gz"
ROWS = [row for row in survey(SAMPLE, None).rows() if isinstance(row, Row)]
LAST = ROWS[-1].ts
BATCH = 20


@pytest.fixture
def visits(clock: Any, table: Any) -> dict[str, list[Row]]:
    """The log's sessions with a cart, their rows in order; each open for two deliveries, an hour after the last row."""
    from functions.ingest_events.handler import meter, sessions

    clock.move(LAST + HOUR)
    meter.forget()
    visits: dict[str, list[Row]] = defaultdict(list)
    with_cart = {row.session_id for row in ROWS if row.event_name == "add_to_cart"}
    for row in ROWS:
        if row.session_id in with_cart:
            visits[row.session_id].append(row)
    for name in [f"{delivery}-{name}" for name in visits for delivery in ("once", "twice")]:
        opened = factories.session(session_id=name, expires_at=LAST + 3 * HOUR, consent=GRANTED)
        sessions.create(opened, LAST + HOUR)
    return visits


def left_by(session_id: str, rows: Sequence[Row], carts: Sequence[dict[str, Any]]) -> tuple[Any, Any]:
    """Send ``rows`` as events, ``BATCH`` at a time, then ``carts``; return the ledger and the cart that they leave."""
    from functions.evaluate_cart.handler import handler as evaluate
    from functions.ingest_events.handler import handler as ingest
    from functions.ingest_events.handler import sessions

    proof = token(session_id, expires_at=LAST + 3 * HOUR)
    for start in range(0, len(rows), BATCH):
        events = [row.event("EUR") for row in rows[start : start + BATCH]]
        answer = ingest(http("POST /v1/events", {"source": "log", "events": events}, proof=proof), None)
        assert answer["statusCode"] == 202
    for cart in carts:
        asked = http("POST /v1/carts/{cart_id}/evaluation", cart, proof=proof, path={"cart_id": cart["cart_id"]})
        assert evaluate(asked, None)["statusCode"] == 200
    loaded = sessions.load(session_id)
    basis = loaded.session.basis
    return loaded.ledger, basis and basis.cart


def carts_of(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return the carts that a storefront sends on the way, each under a new revision."""
    shopper, carts = Shopper(rows[0].session_id), []
    for row in rows:
        if row.event_name == "add_to_cart":
            shopper.lines = shopper.lines_after(row, row.price or 0)
            carts.append(shopper.cart("EUR", shopper.lines))
    return carts


def disordered(things: Sequence[Any], key: Callable[[Any], Any]) -> list[Any]:
    """Return ``things`` twice, in orders that only hang on what they are: a row's id is its hash."""
    return sorted(things, key=key) + sorted(things, key=lambda each: str(key(each))[::-1])


def landed() -> dict[str, list[str]]:
    """Return the ids of the events in the lake, by delivery."""
    ids: dict[str, list[str]] = defaultdict(list)
    for row in lake_rows():
        ids[row["session_id"].split("-")[0]].append(row["event_id"])
    return {delivery: sorted(each) for delivery, each in ids.items()}


@pytest.mark.timeout(600)
def test_a_log_in_disorder_and_twice_ends_as_in_order_and_once(visits: dict[str, list[Row]]) -> None:
    once = {name: left_by(f"once-{name}", rows, carts_of(rows)) for name, rows in visits.items()}
    twice = {
        name: left_by(
            f"twice-{name}",
            disordered(rows, lambda row: row.event_id),
            disordered(carts_of(rows), lambda cart: -cart["revision"] % 7),
        )
        for name, rows in visits.items()
    }

    assert twice == once
    assert sum(cart is not None for _, cart in twice.values()) == 76
    distinct = sorted({row.event_id for rows in visits.values() for row in rows})
    assert landed() == {"once": distinct, "twice": distinct}
