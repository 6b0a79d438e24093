"""What a benchmark leaves: a table on the terminal and ``build/bench/NAME.json``."""

import json
import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.table import Table

FOLDER: Final = Path(__file__).parents[2] / "build" / "bench"


@dataclass(frozen=True, slots=True)
class Row:
    """One case: ``ratio`` is the median of ``ours`` over ``base``, pair by pair as measured; ``goal`` bounds it."""

    case: str
    unit: str
    ours: float
    base: float
    base_name: str
    ratio: float
    goal: float
    met: bool


def compared(case: str, unit: str, ours: Sequence[float], base: Sequence[float], base_name: str, goal: float) -> Row:
    """Return the row for figures measured alternately, pair by pair."""
    ratio = statistics.median(mine / its for mine, its in zip(ours, base, strict=True))
    return Row(
        case,
        unit,
        round(statistics.median(ours), 3),
        round(statistics.median(base), 3),
        base_name,
        round(ratio, 3),
        goal,
        met=ratio <= goal,
    )


def bounded(case: str, unit: str, ours: float, bound: float) -> Row:
    """Return the row for one figure with an upper bound of its own."""
    ratio = ours / bound
    return Row(case, unit, round(ours, 3), bound, "bound", round(ratio, 3), 1.0, met=ratio <= 1)


def publish(name: str, rounds: int, rows: Sequence[Row], **more: Any) -> None:
    """Print the rows and write them down, with ``more`` members beside them."""
    document = {"name": name, "machine": machine(), "rounds": rounds, "rows": [asdict(row) for row in rows], **more}
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{name}.json").write_text(json.dumps(document, indent=2) + "\n")
    table = Table(title=f"{name}: medians of {rounds:,} rounds", title_justify="left")
    for column in ("case", "ours", "beside", "", "ratio", "goal", ""):
        table.add_column(column, justify="right" if column in {"ours", "beside", "ratio", "goal"} else "left")
    for row in rows:
        ours, base = f"{row.ours:,.3g} {row.unit}", f"{row.base:,.3g} {row.unit}"
        met = "met" if row.met else "[bold]missed[/]"
        table.add_row(row.case, ours, base, row.base_name, f"{row.ratio:.2f}", f"{row.goal:g}", met)
    Console().print(table)


def machine() -> str:
    """Return the machine in a few words."""
    model = platform.processor() or platform.machine()
    cpu_info = Path("/proc/cpuinfo")
    if cpu_info.exists():
        lines = cpu_info.read_text().splitlines()
        model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), model)
    return f"{model}, {os.cpu_count()} CPUs, {platform.system()}, Python {platform.python_version()}"
