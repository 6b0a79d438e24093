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

from ministack import app
from ministack.core import lambda_runtime
from ministack.services import lambda_svc

WORKERS_PER_FUNCTION = 2
WAIT_S = 0.002

start_or_reuse = lambda_runtime.acquire_worker


def end_with_parent() -> None:
    sys.stdin.buffer.read()
    lambda_runtime.reset()
    shutil.rmtree(tempfile.gettempdir(), ignore_errors=True)
    os._exit(0)


def acquire_worker(*arguments: object, **options: object) -> tuple[object, str]:
    """Lease one of a function's few workers, waiting until one is free. No function here invokes itself."""
    options["max_concurrency"] = WORKERS_PER_FUNCTION
    while True:
        worker, how = start_or_reuse(*arguments, **options)
        if worker is not None:
            return worker, how
        time.sleep(WAIT_S)


if __name__ == "__main__":
    threading.Thread(target=end_with_parent, daemon=True).start()
    lambda_runtime.acquire_worker = lambda_svc.acquire_worker = acquire_worker
    app.main()
