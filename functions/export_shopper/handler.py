"""Export what is kept of a shopper: the admin asks and gets a job, the queue writes the document.

It waits until the lake has taken in what had landed when it was asked for, ten minutes at most. A round that breaks is
delivered again and writes the document anew; when it comes the fifth time, the job is ``failed``.
"""

import secrets
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from functions.export_shopper.document import Sections, write
from shared.adapters.exports import ExportFiles
from shared.adapters.queue import Queue
from shared.adapters.shopper_rows import ShopperRows
from shared.adapters.warehouse import warehouse_of
from shared.domain.answers import answer
from shared.domain.basis import Basis
from shared.domain.decisions import decide
from shared.domain.erasures import MAX_ATTEMPTS, Belongings, Shopper, belonging_to, check
from shared.domain.exports import (
    FORMAT,
    LOOK_AGAIN_S,
    MOST_LOOKS,
    VERSION,
    ExportRound,
    readable_basis,
)
from shared.domain.jobs import Job
from shared.domain.lake_tables import DECISIONS, EVENTS, FAILED, ORDERS
from shared.domain.lake_work import LakeWork
from shared.edge.clock import pause, real_now
from shared.edge.faults import rule_set_failed
from shared.edge.function import Function
from shared.edge.http import Call
from shared.edge.settings import settings
from shared.store.erasures import ErasureStore
from shared.store.export_jobs import ExportJobs
from shared.store.exports import ExportStore
from shared.store.jobs import JobStore
from shared.store.rulesets import RuleSets
from shared.store.table import Table

table = Table(settings.table_name)
jobs = JobStore(table)
exports = ExportJobs(table, pause)
belonging = ErasureStore(table, pause)
kept = ExportStore(table, pause)
files = ExportFiles(lambda: settings.lake_bucket)
warehouse = warehouse_of(settings)
lake = ShopperRows(warehouse)
queue = Queue(lambda: settings.export_queue_url)
merges = Queue(lambda: settings.lake_merge_queue_url)
rule_sets = RuleSets(
    table, settings.shop_currency, settings.shop_time_zone, pause=pause, clock=real_now, report=rule_set_failed
)

handler = Function("export_shopper")


@handler.http("POST /v1/privacy/export", body=Shopper, reply=Job, callers=("admin",), status=202)
def ask(shopper: Shopper, call: Call) -> Job:
    """Return the job that will export the shopper; one who is not known gives an empty document."""
    check(shopper)
    job = Job("j-" + secrets.token_hex(12), "export", "queued", call.now)
    jobs.create(job, belonging_to(shopper))
    merges.send(LakeWork())
    queue.send(ExportRound(job.job_id), LOOK_AGAIN_S)
    return job


@handler.queue(ExportRound)
def export(message: ExportRound, now: int) -> None:
    """Write the document, or look again when the lake is not as far yet; do nothing when the job is over."""
    work = jobs.start(message.job_id)
    if work is None:
        if not exports.is_done(message.job_id):
            # It was called off after a run that broke had written it.
            files.delete([message.job_id])
        return
    if message.looks < MOST_LOOKS and (warehouse.merged_at() or 0) < work.asked_at:
        queue.send(ExportRound(message.job_id, message.looks + 1), LOOK_AGAIN_S)
        jobs.keep(message.job_id, work.belongings, attempts=0)
        return
    if work.attempts >= MAX_ATTEMPTS:
        # Said before it is tried: a run that dies, of memory or time, says nothing any more.
        jobs.fail(message.job_id, now)
        return
    _export(message.job_id, work.belongings, now)


def _export(job_id: str, asked: Belongings, now: int) -> None:
    belongings = belonging.find(asked)
    # Before anything is read: from here on an erasure finds this export, and calls it off.
    exports.trace(job_id, belongings, now)
    head = {
        "format": FORMAT,
        "version": VERSION,
        "generated_at": now,
        "about": {"visitor_ids": sorted(asked.visitor_ids), "customer_ids": sorted(asked.customer_ids)},
        "lake_as_of": warehouse.merged_at(),
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "document.json"
        with path.open("wb") as file:
            counts = write(head, _sections(job_id, belongings), file)
        files.put(job_id, path)
        size = path.stat().st_size
    if not exports.finish(job_id, size, counts, now):
        files.delete([job_id])


def _sections(job_id: str, belongings: Belongings) -> Sections:
    visitor_ids = belongings.visitor_ids
    return {
        "profiles": kept.profiles(belongings),
        "customers": kept.customers(belongings),
        "sessions": kept.sessions(belongings),
        "wishes": kept.wishes(belongings),
        "reminders": kept.reminders(belongings),
        "redemptions": kept.redemptions(belongings),
        "orders": kept.orders(belongings),
        "decisions": kept.decisions(belongings, _worded),
        "lake_events": lake.rows(EVENTS, visitor_ids, job_id),
        "lake_failed": lake.rows(FAILED, visitor_ids, job_id),
        "lake_decisions": lake.rows(DECISIONS, visitor_ids, job_id),
        "lake_orders": lake.rows(ORDERS, visitor_ids, job_id),
    }


def _worded(basis: Basis) -> dict[str, Any]:
    """Return a decision as it was answered, without the proofs in it, and what it was decided by."""
    decision = asdict(answer(decide(rule_sets.kept_or_active(basis.ruleset), basis), lambda _: ""))
    told = {name: value for name, value in decision.items() if name not in {"offer", "cart_hash"}}
    return told | {"decided_by": readable_basis(basis)}
