"""Forget a shopper everywhere: the admin asks and gets a job, the queue carries it out in two rounds.

A round that breaks is delivered again and may repeat what was done; after five attempts the job is ``failed``, and its
message waits among the dead letters.
"""

import secrets

from shared.adapters.queue import Queue
from shared.domain.erasures import (
    MAX_ATTEMPTS,
    SECOND_ROUND_AFTER_S,
    Belongings,
    ErasureRequest,
    ErasureRound,
    belonging_to,
    check,
)
from shared.domain.jobs import Job, receipt_of
from shared.edge.clock import pause
from shared.edge.function import Function
from shared.edge.http import Call
from shared.edge.settings import settings
from shared.store.erasures import ErasureStore
from shared.store.jobs import JobStore
from shared.store.table import Table

table = Table(settings.table_name)
jobs = JobStore(table)
erasures = ErasureStore(table, pause)
queue = Queue(lambda: settings.erasure_queue_url)

handler = Function("erase_shopper")


@handler.http("POST /v1/privacy/erasure", body=ErasureRequest, reply=Job, callers=("admin",), status=202)
def ask(request: ErasureRequest, call: Call) -> Job:
    """Return the job that will forget the shopper; one who is not known gives an empty receipt."""
    check(request)
    job = Job("j-" + secrets.token_hex(12), "erasure", "queued", call.now)
    jobs.create(job, belonging_to(request))
    queue.send(ErasureRound(job.job_id))
    return job


@handler.queue(ErasureRound)
def erase(message: ErasureRound, now: int) -> None:
    """Carry out one round; do nothing when the job is done."""
    work = jobs.start(message.job_id)
    if work is None:
        return
    try:
        _erase(message, work.belongings, work.attempts, now)
    except Exception:
        if work.attempts >= MAX_ATTEMPTS:
            jobs.fail(message.job_id, now)
        raise


def _erase(message: ErasureRound, known: Belongings, attempts: int, now: int) -> None:
    belongings = erasures.gather(known)
    # Kept before anything is deleted: a repeat may not find any more what leads to the rest.
    jobs.keep(message.job_id, belongings, attempts=attempts)
    erasures.delete(belongings, f"p-{message.job_id[2:]}", now)
    if message.second:
        jobs.finish(message.job_id, receipt_of(belongings.found, now), now)
    else:
        queue.send(ErasureRound(message.job_id, second=True), SECOND_ROUND_AFTER_S)
        jobs.keep(message.job_id, belongings, attempts=0)
