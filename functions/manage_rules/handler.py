"""Rule sets: draft, check, try, publish, roll back. Every version stays; which one serves is one pointer.

The work is in ``desk.py``; ``views.py`` shows it, ``tryout.py`` decides a cart that nobody has.
"""

import secrets
from dataclasses import replace
from typing import Any

from functions.manage_rules import answers
from functions.manage_rules.desk import Desk
from functions.manage_rules.tryout import tried
from functions.manage_rules.views import Views
from shared.adapters.queue import Queue
from shared.domain.backtest.order import BacktestRun, backtest_order
from shared.domain.errors import FieldError, NotFoundError, RefusedError
from shared.domain.jobs import Job
from shared.domain.rules.checking import Shop
from shared.domain.rules.diff import Diff
from shared.domain.rules.schema import schema
from shared.edge.bodies import read_optional
from shared.edge.clock import pause, real_now
from shared.edge.function import Function
from shared.edge.http import Call, Replied
from shared.edge.preconditions import expected
from shared.edge.settings import settings
from shared.store.items import ItemStore
from shared.store.jobs import JobStore
from shared.store.table import Table

MAX_DOCUMENT_BYTES = 5 * 2**20
REVISION = "the revision of the draft"

table = Table(settings.table_name)
items = ItemStore(table, pause, real_now, settings.cached_ms)
desk = Desk(table, items, Shop(settings.shop_currency, settings.shop_time_zone), pause)
views = Views(table, desk, pause)
jobs = JobStore(table)
backtests = Queue(lambda: settings.backtest_queue_url)

handler = Function("manage_rules")

Document = dict[str, Any]


@handler.http("GET /v1/rulesets/schema.json", reply=Document, callers=("public",))
def show_schema(call: Call) -> Document:
    """Return the JSON Schema (2020-12) of a rule-set document."""
    return schema()


@handler.http("GET /v1/rulesets/{name}", reply=answers.Overview, callers=("admin", "server"))
def show(call: Call) -> answers.Overview:
    """Return the version that serves, the draft, the history and what each rule was used for."""
    return views.overview(call.path["name"], call.now)


@handler.http("GET /v1/rulesets/{name}/versions/{version}", reply=answers.VersionView, callers=("admin", "server"))
def show_version(call: Call) -> answers.VersionView:
    """Return one version; it never changes."""
    return views.version(call.path["name"], _number(call.path["version"]))


@handler.http(
    "GET /v1/rulesets/{name}/diff",
    reply=Diff,
    callers=("admin", "server"),
    query={"from": "a version", "to": "a version, or ``draft``"},
)
def show_diff(call: Call) -> Diff:
    """Return what one version says otherwise than another, by rule and path."""
    try:
        before, after = call.query["from"], call.query["to"]
    except KeyError as missing:
        fault = FieldError(f"$.{missing.args[0]}", "missing", "name two versions: ?from=11&to=12, or to=draft")
        raise RefusedError(fault.message, errors=(fault,)) from None
    return views.diff(call.path["name"], _number(before), None if after == "draft" else _number(after))


@handler.http(
    "PUT /v1/rulesets/{name}/draft",
    body=Document,
    reply=answers.Saved,
    callers=("admin",),
    max_bytes=MAX_DOCUMENT_BYTES,
)
def save_draft(document: Document, call: Call) -> Replied:
    """Keep the document as the draft, if it validates.

    With ``If-Match: "<revision>"`` (``"0"``: there is no draft yet) what another editor saved in between is not
    overwritten: 409. The reply's ``ETag`` is the new revision.
    """
    saved = desk.save(call.path["name"], document, expected(call, REVISION), secrets.token_hex(8), call.now)
    return Replied(200, saved, {"etag": f'"{saved.revision}"'})


@handler.http("DELETE /v1/rulesets/{name}/draft", reply=answers.Discarded, callers=("admin",))
def discard_draft(call: Call) -> answers.Discarded:
    """Throw the draft away, if there is one; ``If-Match`` as for saving."""
    desk.drafts.delete(call.path["name"], expected(call, REVISION))
    return answers.Discarded()


@handler.http(
    "POST /v1/rulesets/{name}/draft/validation",
    body=Document,
    reply=answers.Validation,
    callers=("admin",),
    max_bytes=MAX_DOCUMENT_BYTES,
)
def validate(document: Document, call: Call) -> answers.Validation:
    """Say what is wrong with the document, and what to look at again; nothing is stored."""
    checked = desk.check(call.path["name"], document, call.now)
    return answers.Validation(checked.rules is not None, checked.errors, checked.warnings)


@handler.http(
    "POST /v1/rulesets/{name}/draft/tryout",
    body=answers.Question,
    reply=answers.Tried,
    callers=("admin",),
    max_bytes=MAX_DOCUMENT_BYTES,
)
def try_out(question: answers.Question, call: Call) -> answers.Tried:
    """Return what the cart would earn, and why; nothing is stored."""
    rules = desk.rules_to_try(call.path["name"], question.document, call.now)
    known = items.known(line.item_id for line in question.cart.lines)
    return tried(question, rules, known, call.now)


@handler.http(
    "POST /v1/rulesets/{name}/draft/backtest",
    body=answers.Period,
    reply=Job,
    callers=("admin",),
    status=202,
    reader=read_optional,
)
def back_test(period: answers.Period, call: Call) -> Job:
    """Return the job that tries the draft on the carts of a period, usually the last seven days."""
    order = backtest_order(call.path["name"], desk.draft(call.path["name"]).revision, period, call.now)
    job = Job("j-" + secrets.token_hex(12), "backtest", "queued", call.now)
    jobs.create(job, order)
    backtests.send(BacktestRun(job.job_id))
    return job


@handler.http(
    "POST /v1/rulesets/{name}/publish",
    body=answers.Publishing,
    reply=answers.Published,
    callers=("admin",),
    reader=read_optional,
)
def publish(request: answers.Publishing, call: Call) -> answers.Published:
    """Let the draft serve as the next version, or an earlier version again; containers follow within 30 s.

    ``If-Match`` names the draft's revision, as ``revision`` does in the body: another is not published.
    """
    if request.version is not None:
        return desk.activate(call.path["name"], request.version, call.now)
    wanted = request if request.revision is not None else replace(request, revision=expected(call, REVISION))
    return desk.publish(call.path["name"], wanted, secrets.token_hex(8), call.now)


@handler.http(
    "POST /v1/rulesets/{name}/rollback",
    body=answers.RollingBack,
    reply=answers.Published,
    callers=("admin",),
    reader=read_optional,
)
def roll_back(request: answers.RollingBack, call: Call) -> answers.Published:
    """Let the version serve again that served before; asked again, the one before that."""
    return desk.roll_back(call.path["name"], request.version, call.now)


@handler.http(
    "POST /v1/rulesets/{name}/codes",
    body=answers.CodeOrder,
    reply=answers.IssuedCodes,
    callers=("admin",),
    status=201,
)
def issue_codes(order: answers.CodeOrder, call: Call) -> answers.IssuedCodes:
    """Make single-use codes of a batch; rules with ``{"codes": {"batch": ...}}`` take each once."""
    return desk.issue(call.path["name"], order, (secrets.randbits(55) for _ in range(order.count)), call.now)


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 6:
        raise NotFoundError(f"there is no version {text}; versions are numbered")
    return int(text)
