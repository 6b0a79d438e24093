"""Tell how a long job is doing: ``GET /v1/jobs/{job_id}``."""

from shared.domain.jobs import Job
from shared.edge.function import Function
from shared.edge.http import Call
from shared.edge.settings import settings
from shared.store.jobs import JobStore
from shared.store.table import Table

jobs = JobStore(Table(settings.table_name))

handler = Function("show_job")


@handler.http("GET /v1/jobs/{job_id}", reply=Job, callers=("admin", "server"))
def show(call: Call) -> Job:
    """Return the job: how far it is, and what came of it once it is done."""
    return jobs.load(call.path["job_id"], call.now)
