"""The emulator's process: ministack, held to our needs. Started by ``infra/local.py`` as a script.

It ends with its parent, whichever way that ends, because its standard input then does; and it keeps at most a few
workers per function, which callers wait for: 64 requests at once would otherwise start 64 processes.
"""

import os
import shutil
import sys
import tempfile
import threading
import time
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from ministack import app
from ministack.core import lambda_runtime
from ministack.services import apigateway, lambda_svc

WORKERS_PER_FUNCTION = 2
WAIT_S = 0.002
# How long an answer is held back for the function's log: for a first line, after a line, at most. Ours log one line,
# before they answer; ministack's own 5 ms after it would be a good part of every call.
LOG_WAITS_S = (0.050, 0.001, 0.250)

start_or_reuse = lambda_runtime.acquire_worker
invoke = apigateway._invoke_lambda_proxy  # noqa: SLF001 - it has no setting
is_text = apigateway._v2_request_body_is_text  # noqa: SLF001
packed: ContextVar[bool] = ContextVar("packed", default=False)


def obey_parent() -> None:
    """Warm what the parent names, a line each; end when it does."""
    for line in sys.stdin:
        threading.Thread(target=warm, args=(line.split(),), daemon=True).start()
    lambda_runtime.reset()
    clear(Path(tempfile.gettempdir()))
    os._exit(0)


def clear(home: Path) -> None:
    """Remove ``home``; again while a worker that was just starting still writes into it."""
    for _ in range(40):
        shutil.rmtree(home, ignore_errors=True)
        if not home.exists():
            return
        time.sleep(0.05)


def warm(names: list[str]) -> None:
    """Start a worker for each of these functions, so that the first shopper does not wait for six cold starts."""
    stored = lambda_svc._functions._data.values()  # noqa: SLF001 - no public list holds the code
    deployed = {each["config"]["FunctionName"]: each for each in list(stored)}
    for name in names:
        worker, _ = acquire_worker(name, deployed[name]["config"], deployed[name]["code_zip"])
        try:
            lambda_runtime.ensure_spawned(worker)
        finally:
            lambda_runtime.release_worker(worker)


def acquire_worker(*arguments: object, **options: object) -> tuple[object, str]:
    """Lease one of a function's few workers, waiting until one is free. No function here invokes itself."""
    options["max_concurrency"] = WORKERS_PER_FUNCTION
    while True:
        worker, how = start_or_reuse(*arguments, **options)
        if worker is not None:
            return worker, how
        time.sleep(WAIT_S)


async def invoke_as_sent(*arguments: Any, **options: Any) -> Any:
    """Hand a packed body on byte by byte: as text, whatever its content type, ministack would destroy it."""
    headers = arguments[5]
    packed.set("content-encoding" in headers)
    return await invoke(*arguments, **options)


def is_plain_text(content_type: str | None) -> bool:
    return not packed.get() and is_text(content_type)


if __name__ == "__main__":
    threading.Thread(target=obey_parent, daemon=True).start()
    lambda_runtime.acquire_worker = lambda_svc.acquire_worker = acquire_worker
    apigateway._invoke_lambda_proxy = invoke_as_sent  # noqa: SLF001
    apigateway._v2_request_body_is_text = is_plain_text  # noqa: SLF001
    lambda_runtime.Worker._drain_stderr_bounded.__defaults__ = LOG_WAITS_S  # noqa: SLF001 - it has no setting
    app.main()
