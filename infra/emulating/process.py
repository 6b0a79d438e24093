"""The emulator seen from outside: started, waited for, told what to warm, and ended with us."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from infra.emulating.deploying import REGION, CannotStartError, function_output

HOST: Final = "127.0.0.1"
START_S: Final = 60
LOG: Final = "emulator.log"
WARM: Final = (
    "open_session",
    "authorize_socket",
    "connect_socket",
    "evaluate_cart",
    "ingest_events",
    "follow_sessions",
)


@contextmanager
def emulator(home: Path, port: int, *, enforced: bool) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Run the emulator with all its files under ``home``; yield its address and its process.

    ``enforced``: each function acts by its own role, and what that is not granted is refused. It costs some ms a call.
    """
    script = Path(__file__).with_name("emulator.py")
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "TMPDIR": str(home),
        "STATE_DIR": str(home / "state"),
        "S3_DATA_DIR": str(home / "s3"),
        "BIND_HOST": HOST,
        "GATEWAY_PORT": str(port),
        "MINISTACK_HOST": HOST,
        "MINISTACK_REGION": REGION,
        "LOG_LEVEL": "WARNING",
        "AUTH": str(enforced).lower(),
    }
    with (home / LOG).open("w") as written:
        process = subprocess.Popen(
            [sys.executable, str(script)],
            env=environment,
            cwd=home,
            stdin=subprocess.PIPE,
            stdout=written,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,  # Ctrl-C is for us alone: we stop it in order
        )
    try:
        yield f"http://{HOST}:{port}", process
    finally:
        assert process.stdin is not None
        process.stdin.close()  # which it takes as its end
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until_ready(port: int, process: subprocess.Popen[str], home: Path) -> None:
    deadline = time.monotonic() + START_S
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with socket.create_connection((HOST, port), timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    raise CannotStartError(f"The emulator did not start:\n{(home / LOG).read_text()[-2000:]}")


def warm(process: subprocess.Popen[str], outputs: dict[str, str]) -> None:
    """Have the functions that a shopper meets first started beforehand, in that order."""
    assert process.stdin is not None
    process.stdin.write(" ".join(outputs[function_output(name)] for name in WARM) + "\n")
    process.stdin.flush()
