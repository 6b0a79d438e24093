"""Tell how a long job is doing: ``GET /v1/jobs/{job_id}``."""

from dataclasses import replace

from pydantic_core import from_json

from shared.adapters.exports import ExportFiles
from shared.domain.exports import INLINE_BYTES, LINK_S
from shared.domain.jobs import Export, Job
from shared.edge.function import Function
from shared.edge.http import Call
from shared.edge.settings import settings
from shared.store.jobs import JobStore
from shared.store.table import Table

jobs = JobStore(Table(settings.table_name))
files = ExportFiles(lambda: settings.lake_bucket)

handler = Function("show_job")


@handler.http("GET /v1/jobs/{job_id}", reply=Job, callers=("admin", "server"))
def show(call: Call) -> Job:
    """Return the job: how far it is, and what came of it once it is done. An export is for the admin alone."""
    job = jobs.load(call.path["job_id"], call.now)
    return _opened(job, job.export, call.now) if job.export and call.caller.kind == "admin" else job


def _opened(job: Job, export: Export, now: int) -> Job:
    link = replace(export, url=files.link(job.job_id, LINK_S), expires_at=now + LINK_S * 1000)
    document = files.read(job.job_id) if export.bytes < INLINE_BYTES else None
    return replace(job, export=link, document=from_json(document) if document else None)
