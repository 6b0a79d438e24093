"""Play rejected events again after a repair: the admin asks and gets a job, the queue carries it out.

What passes today's catalogue is landed as it was received then. It may be done again and again: the lake keeps an
event once. No counter of a session moves, for the session is over.
"""

import secrets
from collections import Counter
from itertools import groupby
from typing import Any

from pydantic import ValidationError
from typing_extensions import TypedDict

from shared.adapters.failed_rows import FailedRows
from shared.adapters.lake import Lake
from shared.adapters.queue import Queue
from shared.adapters.warehouse import warehouse_of
from shared.domain.event_catalogue import Catalogue
from shared.domain.events import Event
from shared.domain.failed_replays import LASTING, FailedReplay, ReplayRun, failed_replay, judged
from shared.domain.ingestion import Accepted
from shared.domain.jobs import LEASE_MS, UNFORESEEN, Job
from shared.domain.landing import Sender, event_rows
from shared.domain.state import Session
from shared.edge import clock
from shared.edge.bodies import adapter, read_optional
from shared.edge.function import Function
from shared.edge.http import Call
from shared.edge.settings import settings
from shared.store.backtest_jobs import OrderedJobs
from shared.store.event_catalogue import CustomEventStore
from shared.store.jobs import JobStore
from shared.store.table import Table

Period = TypedDict("Period", {"from": int, "to": int, "code": str}, total=False)

table = Table(settings.table_name)
jobs = JobStore(table)
replays = OrderedJobs(table, FailedReplay)
custom_events = CustomEventStore(table, clock.pause)
queue = Queue(lambda: settings.failed_replay_queue_url)
lake = Lake(settings.lake_stream, clock.pause)
failed_rows = FailedRows(warehouse_of(settings))

handler = Function("replay_failed_events")


@handler.http(
    "POST /v1/events/failed/replays", body=Period, reply=Job, callers=("admin",), status=202, reader=read_optional
)
def ask(period: Period, call: Call) -> Job:
    """Return the job that will judge the rejected events of a period again."""
    order = failed_replay(period, call.now)
    job = Job("j-" + secrets.token_hex(12), "failed_replay", "queued", call.now)
    jobs.create(job, order)
    queue.send(ReplayRun(job.job_id))
    return job


@handler.queue(ReplayRun)
def replay(message: ReplayRun, now: int) -> None:
    """Carry out a job; do nothing when another run has it or had it."""
    order = replays.take(message.job_id, secrets.token_hex(8), now, LEASE_MS)
    if order is None:
        return
    try:
        report = _replayed(order, custom_events.load().catalogue)
    except Exception:
        replays.fail(message.job_id, UNFORESEEN, clock.now())
        raise
    replays.finish(message.job_id, report, clock.now())


def _replayed(order: FailedReplay, catalogue: Catalogue) -> dict[str, Any]:
    """Land what passes now, and return how many were read, how many landed, and why the others still fail."""
    failing: Counter[str] = Counter()
    count = landed = 0
    for page in failed_rows.pages(order):
        count += len(page)
        for sender, rows in groupby(page, lambda row: _sender(row, catalogue)):
            found = [_judged(row, catalogue) for row in rows]
            passed = [each for each in found if isinstance(each, Accepted)]
            failing.update(each for each in found if isinstance(each, str))
            lake.put("events", event_rows(passed, sender))
            landed += len(passed)
    return {"read": count, "landed": landed, "failing": dict(sorted(failing.items()))}


def _sender(row: dict[str, Any], catalogue: Catalogue) -> Sender:
    session = Session(row["session_id"], row["visitor_id"], 0, bot=bool(row["bot"]))
    return Sender(session, row["source"] or "", catalogue.version, row["received_at"])


def _judged(row: dict[str, Any], catalogue: Catalogue) -> Accepted | str:
    if row["code"] in LASTING:
        return row["code"]
    try:
        event: Event = adapter(Event).validate_json(row["event"] or "", strict=True)
    except ValidationError:
        # It never was an event, or it was so long that only its beginning was kept.
        return "unreadable"
    return judged(event, row["received_at"], catalogue)
