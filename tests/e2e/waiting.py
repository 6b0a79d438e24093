"""Waiting for what follows by itself: generous, since how fast it comes is a benchmark's matter."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

PATIENCE_S = 300.0


def until(found: Callable[[], T], every_s: float = 0.2) -> T:
    """Return what ``found`` returns as soon as that is something; fail when it stays nothing."""
    end = time.monotonic() + PATIENCE_S
    while not (value := found()):
        assert time.monotonic() < end, f"still {value!r} after {PATIENCE_S:.0f} s"
        time.sleep(every_s)
    return value
