"""A real log, in disorder and delivered twice, ends as it does in order and once: counters, carts, the lake.

``--log FILE`` takes another log than the sample that is shipped, of any length.
"""

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
BATCH = 20
SECOND = 1_000


@pytest.fixture
def rows(pytestconfig: pytest.Config) -> list[Row]:
    """The rows of the log that can be sent, in order; of the sample those of sessions with a cart."""
    log = pytestconfig.getoption("log")
    rows = [row for row in survey(log or SAMPLE, None).rows() if isinstance(row, Row)]
    wanted = {row.session_id for row in rows} if log else with_cart(rows)
    return [row for row in rows if row.session_id in wanted]


def with_cart(rows: Sequence[Row]) -> set[str]:
    """Return the sessions that put something into a cart."""
    return {row.session_id for row in rows if row.event_name == "add_to_cart"}


def visits(rows: Sequence[Row]) -> list[list[Row]]:
    """Return the rows of each session, in order; the sessions in the order of their ends."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.session_id].append(row)
    return sorted(found.values(), key=lambda visit: visit[-1].ts)


def left_by(session_id: str, rows: Sequence[Row], carts: Sequence[dict[str, Any]], clock: Any) -> tuple[Any, Any]:
    """Send ``rows`` as events, ``BATCH`` at a time, then ``carts``; return the ledger and the cart that they leave.

    The session is opened before, and erased in the end: moto looks at every item of its table for each answer.
    """
    from functions.evaluate_cart.handler import handler as evaluate
    from functions.ingest_events.handler import handler as ingest
    from functions.ingest_events.handler import sessions

    opened = factories.session(session_id=session_id, expires_at=clock.now + 2 * HOUR, consent=GRANTED)
    sessions.create(opened, clock.now)
    proof = token(session_id)
    for start in range(0, len(rows), BATCH):
        clock.move(clock.now + SECOND)
        events = [row.event("EUR") for row in rows[start : start + BATCH]]
        answer = ingest(http("POST /v1/events", {"source": "log", "events": events}, proof=proof), None)
        assert answer["statusCode"] == 202
    for cart in carts:
        asked = http("POST /v1/carts/{cart_id}/evaluation", cart, proof=proof, path={"cart_id": cart["cart_id"]})
        assert evaluate(asked, None)["statusCode"] == 200
    loaded = sessions.load(session_id)
    sessions.erase(session_id)
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


@pytest.mark.timeout(3600)
def test_a_log_in_disorder_and_twice_ends_as_in_order_and_once(rows: list[Row], clock: Any, table: Any) -> None:
    left: list[str] = []
    for visit in visits(rows):
        name, carts = visit[0].session_id, carts_of(visit)
        clock.move(visit[-1].ts + HOUR)
        once = left_by(f"once-{name}", visit, carts, clock)
        clock.move(visit[-1].ts + HOUR)
        events = disordered(visit, lambda row: row.event_id)
        changes = disordered(carts, lambda cart: -cart["revision"] % 7)
        assert left_by(f"twice-{name}", events, changes, clock) == once
        left += [name] if once[1] else []

    assert set(left) == with_cart(rows)
    distinct = sorted({row.event_id for row in rows})
    assert landed() == {"once": distinct, "twice": distinct}
