"""``dev.py test``: formatter, linter, types and import contracts side by side, then every test."""

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


def main(arguments: Namespace) -> int:
    if not arguments.pytest and not all_pass():
        return 1
    return subprocess.run([sys.executable, "-m", "pytest", *arguments.pytest], cwd=ROOT, check=False).returncode


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
