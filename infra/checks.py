"""``dev.py test``: formatter, linter, types and import contracts side by side, then every test.

The tests of one file stay together, since those against a running stack share one and follow each other.
"""

import os
import subprocess
import sys
import time
from argparse import Namespace
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parents[1]

CHECKS = {
    "format": ["ruff", "format", "--check", "."],
    "lint": ["ruff", "check", "--output-format=concise", "."],
    "types": ["ty", "check", "--output-format=concise"],
    "imports": ["lint-imports", "--no-logo"],
}


# Each process starts a stack of its own, and a browser: a machine of many cores has not as much memory.
MOST_PROCESSES = 4


def main(arguments: Namespace) -> int:
    words = arguments.pytest
    if not words:
        if not all_pass():
            return 1
        # One more than there are processors: much of the time of the stack's and the browser's tests is waiting.
        processes = min((os.cpu_count() or 1) + 1, MOST_PROCESSES)
        # In the files' own order: those of few tests would come last, and they are the long ones.
        words = [f"--numprocesses={processes}", "--dist=loadfile", "--no-loadscope-reorder"]
    return subprocess.run([sys.executable, "-m", "pytest", *words], cwd=ROOT, check=False).returncode


def all_pass() -> bool:
    """Whether every check passes; what a failing one says is printed."""
    with ThreadPoolExecutor() as pool:
        return all(list(pool.map(passes, CHECKS)))


def passes(name: str) -> bool:
    started = time.monotonic()
    check = subprocess.run(CHECKS[name], cwd=ROOT, capture_output=True, text=True, check=False)
    took = time.monotonic() - started
    if check.returncode:
        print(f"✗ {name}\n{check.stdout}{check.stderr}", flush=True)
        return False
    print(f"✓ {name:8} {took:4.1f} s", flush=True)
    return True
