"""A hundred thousand events on a bad day: every call to AWS may be throttled, time out before or after its effect, or
never be made since the function has crashed; the browser sends a batch again until it is taken.
"""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from shared.domain.consent import Consent
from shared.domain.state import Session
from shared.edge import clock as edge_clock
from shared.edge.callers import session_token
from shared.store.session_items import ledger_of, opened
from tests.cloud import CrashError, SmallCloud
from tests.factories import HOUR, KEYS, NOW

SESSIONS = 250
EVENTS = 400
BATCHES = ((0, 220), (200, 400))
NAMES = ("view_item", "scroll", "page_view", "add_to_wishlist")
SHARE = 0.1


@contextmanager
def bad_day(cloud: SmallCloud) -> Iterator[None]:
    from functions.ingest_events import handler as ingest
    from functions.land_parked import handler as landing

    ingest.catalogues.current()
    ingest.meter.forget()
    clients = (ingest.table.client, ingest.lake._client, ingest.lake._parked._client, landing.lake._client)
    with cloud.behind(*clients):
        yield


def event(session: int, number: int) -> dict[str, Any]:
    name = NAMES[number % len(NAMES)]
    items = [{"item_id": f"sku-{number % 7}"}] if "wishlist" in name else []
    return {"event_id": f"{session}-{number}", "event_name": name, "ts": NOW - number, "seq": number, "items": items}


def batch(session: int, first: int, last: int) -> str:
    events = [event(session, number) for number in range(first, last)]
    return json.dumps({"source": "tab-1", "events": [*events, {"event_name": "no_such_event"}]})


def deliver(session: int, body: str) -> dict[str, Any]:
    """Send a batch until it is answered 202; return the receipt."""
    from functions.ingest_events.handler import handler

    token = session_token(f"s-{session:x}", "v-1", now=NOW, expires_at=NOW + HOUR, secret=KEYS["token_secret"])
    sent = {
        "version": "2.0",
        "routeKey": "POST /v1/events",
        "headers": {"authorization": f"Bearer {token}"},
        "requestContext": {"requestId": "r-1"},
        "body": body,
    }
    while True:
        try:
            answer = handler(sent, None)
        except CrashError:
            continue
        if answer["statusCode"] == 202:
            return json.loads(answer["body"])
        assert answer["statusCode"] in {429, 500}, answer


def land(messages: list[str]) -> None:
    """Deliver the parked messages as SQS does: what fails comes again."""
    from functions.land_parked.handler import handler

    waiting = dict(enumerate(messages))
    while waiting:
        records = [{"messageId": str(n), "body": body} for n, body in waiting.items()]
        failed = handler({"Records": records}, None)["batchItemFailures"]
        waiting = {int(each["itemIdentifier"]): waiting[int(each["itemIdentifier"])] for each in failed}


def test_every_accepted_event_is_in_the_lake_and_counted_once_whatever_fails(
    clock: Any, table: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edge_clock.time, "sleep", list[float]().append)
    cloud = SmallCloud(SHARE, seed=20_261_122)
    for n in range(SESSIONS):
        cloud.put(opened(Session(f"s-{n:x}", "v-1", NOW + HOUR, Consent("granted")), NOW))

    with bad_day(cloud):
        receipts = [deliver(n, batch(n, first, last)) for n in range(SESSIONS) for first, last in BATCHES]
        waiting = [message for message in map(json.loads, cloud.parked) if message["table"] == "events"]
        parked = [line for message in waiting for line in message["lines"].splitlines()]
        before = rows(cloud.landed["microlift-events"]) | rows(parked)
        land(cloud.parked)

    everything = {f"{session}-{number}" for session in range(SESSIONS) for number in range(EVENTS)}
    assert len(everything) == 100_000
    assert before == rows(cloud.landed["microlift-events"]) == everything
    ledgers = [ledger_of(items["events"]) for items in cloud.items.values()]
    assert [ledger.total for ledger in ledgers] == [EVENTS] * SESSIONS
    assert [{name: tally.count for name, tally in ledger.tallies.items()} for ledger in ledgers] == [
        dict.fromkeys(sorted(NAMES), EVENTS // len(NAMES))
    ] * SESSIONS
    assert {each["accepted"] + each["duplicates"] + len(each["rejected"]) for each in receipts} == {221, 201}
    assert len(rows(cloud.landed["microlift-failed"], "failed_id")) >= SESSIONS
    assert met_every_fault(cloud.met)
    assert len(parked) > 0


def rows(lines: list[Any], key: str = "event_id") -> set[str]:
    """Return the keys of what the merge would leave of ``lines``."""
    return {json.loads(line)[key] for line in lines}


def met_every_fault(met: Counter[str]) -> bool:
    calls = ("Query", "UpdateItem", "PutRecord", "SendMessage")
    return {f"{call} {fault}" for call in calls for fault in ("throttle", "before", "after")} | {
        "UpdateItem crash"
    } <= met.keys()
