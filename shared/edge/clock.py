"""The time, and waiting: the two things that the rest of the code takes as arguments."""

import json
import random
import time
from pathlib import Path

from shared.edge.settings import settings

CLOCK_PATH = settings.clock_path


def real_now() -> int:
    """Return the wall-clock time in epoch milliseconds."""
    return time.time_ns() // 1_000_000


def now() -> int:
    """Return the stack's time in epoch milliseconds: the wall clock, unless a file of the local stage moves it."""
    return real_now() if CLOCK_PATH is None else moved_now(Path(CLOCK_PATH))


def moved_now(path: Path) -> int:
    """Return the time that the file at ``path`` says: ``now`` as of ``set_at``, running on if ``ticking``."""
    try:
        moved = json.loads(path.read_bytes())
    except FileNotFoundError:
        return real_now()
    return moved["now"] + (real_now() - moved["set_at"] if moved["ticking"] else 0)


def move(path: Path, moment: int, *, ticking: bool) -> None:
    """Set the time at ``path`` to ``moment``; a reader sees the old or the new, never half of it."""
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps({"now": moment, "set_at": real_now(), "ticking": ticking}))
    draft.replace(path)


def pause(attempt: int) -> None:
    """Sleep a random while before trying again: up to 20 ms after the first attempt, doubling."""
    time.sleep(random.uniform(0, 0.02 * 2**attempt))


def elapsed_ms(since: float) -> float:
    """Return the milliseconds since ``since``, a value of ``started``."""
    return round((time.perf_counter() - since) * 1000, 2)


def started() -> float:
    """Return a point to measure from."""
    return time.perf_counter()
