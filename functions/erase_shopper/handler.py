"""Forget a shopper everywhere: the admin asks and gets a job, the queue carries it out in three steps.

A step that breaks is delivered again and may repeat what was done; after five attempts the job is ``failed``, and its
message waits among the dead letters.
"""

import secrets

from shared.adapters.exports import ExportFiles
from shared.adapters.queue import Queue
from shared.adapters.shopper_rows import ShopperRows
from shared.adapters.warehouse import warehouse_of
from shared.domain.erasures import (
    LAKE_AGAIN_S,
    MAX_ATTEMPTS,
    NEXT_STEP_AFTER_S,
    Belongings,
    ErasureRound,
    Shopper,
    belonging_to,
    check,
    joined,
)
from shared.domain.jobs import Job, receipt_of
from shared.domain.lake_work import CLOCKS_APART_MS, LEASE, typed_by
from shared.edge import clock
from shared.edge.clock import pause, real_now
from shared.edge.function import Function
from shared.edge.http import Call
from shared.edge.settings import settings
from shared.store.erasures import ErasureStore
from shared.store.event_catalogue import CustomEventStore
from shared.store.export_jobs import ExportJobs
from shared.store.jobs import JobStore
from shared.store.leases import LeaseStore
from shared.store.table import Table

table = Table(settings.table_name)
jobs = JobStore(table)
erasures = ErasureStore(table, pause)
exports = ExportJobs(table, pause)
files = ExportFiles(lambda: settings.lake_bucket)
leases = LeaseStore(table)
custom_events = CustomEventStore(table, pause)
warehouse = warehouse_of(settings)
lake = ShopperRows(warehouse)
queue = Queue(lambda: settings.erasure_queue_url)

handler = Function("erase_shopper")


@handler.http("POST /v1/privacy/erasure", body=Shopper, reply=Job, callers=("admin",), status=202)
def ask(shopper: Shopper, call: Call) -> Job:
    """Return the job that will forget the shopper; one who is not known gives an empty receipt."""
    check(shopper)
    job = Job("j-" + secrets.token_hex(12), "erasure", "queued", call.now)
    jobs.create(job, belonging_to(shopper))
    queue.send(ErasureRound(job.job_id))
    return job


@handler.queue(ErasureRound)
def erase(message: ErasureRound, now: int) -> None:
    """Carry out one step; do nothing when the job is done."""
    work = jobs.start(message.job_id)
    if work is None:
        return
    if work.attempts >= MAX_ATTEMPTS:
        # Said before it is tried: a run that dies, of memory or time, says nothing any more.
        jobs.fail(message.job_id, now)
    if message.step == "lake":
        _erase_in_lake(message, work.belongings, work.attempts, now)
    else:
        _erase_in_table(message, work.belongings, work.attempts, now)


def _erase_in_table(message: ErasureRound, known: Belongings, attempts: int, now: int) -> None:
    belongings = erasures.gather(known)
    # Kept before anything is deleted: a repeat may not find any more what leads to the rest.
    jobs.keep(message.job_id, belongings, attempts=attempts)
    for job_id in sorted(belongings.exports):
        exports.call_off(job_id, now)
    files.delete(belongings.exports)
    erasures.delete(belongings, f"p-{message.job_id[2:]}", now)
    following = ErasureRound(message.job_id, "again")
    if message.step == "again":
        # By now nothing is there any more that would let something in.
        following = ErasureRound(message.job_id, "lake", clock.now() + CLOCKS_APART_MS)
    queue.send(following, NEXT_STEP_AFTER_S)
    jobs.keep(message.job_id, belongings, attempts=0)


def _erase_in_lake(message: ErasureRound, known: Belongings, attempts: int, now: int) -> None:
    holder = secrets.token_hex(8)
    if not leases.take(LEASE, holder, real_now(), warehouse.lease_ms):
        queue.send(message, LAKE_AGAIN_S)
        # To have waited is no attempt.
        jobs.keep(message.job_id, known, attempts=attempts - 1)
        return
    erasures.delete_sessions(known.sessions)
    merged = lake.count(known.visitor_ids, message.until)
    known = joined(known, Belongings(found={f"lake_{name}": count for name, count in merged.items()}))
    # Kept before the rows are gone: a repeat would count none.
    jobs.keep(message.job_id, known, attempts=attempts)
    if ids := known.visitor_ids | known.sessions.keys():
        warehouse.erase(dict.fromkeys(sorted(ids), message.until), typed_by(custom_events.load()), now)
    # Not when it breaks: what Athena was asked for may still be at work, until the lease ends by itself.
    leases.free(LEASE, holder)
    jobs.finish(message.job_id, receipt_of(known.found, now), now)
