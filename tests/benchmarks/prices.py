"""What a million events cost, from counted calls, counted bytes and measured CPU, by AWS's list prices in USD.

Prices differ by region; these are Virginia's. Left out: the merge, which reads the keys of 33 days again each hour
(24 x 33 x some 20 bytes by Athena's 5 USD a TB: 0.08 a million). Left out as well, since they hang on time and not on
events: S3's puts (a file a minute for each table that gets rows, 0.005 a thousand: 0.22 a month), storage, and the
sessions' index, which moves once in five minutes; and what ``follow_sessions`` does about events that the cart's rules
ask of.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

MILLION: Final = 1_000_000
GB: Final = 10**9
KB: Final = 1024

HTTP: Final = 1.00 / MILLION
WRITE_UNIT: Final = 0.625 / MILLION
READ_UNIT: Final = 0.125 / MILLION
INVOCATION: Final = 0.20 / MILLION
GB_SECOND: Final = 0.0000133334
LOGS: Final = 0.50 / GB
FIREHOSE: Final = (0.029 + 0.018) / GB
"""Taking a record in, and turning it into Parquet."""

FIREHOSE_STEP: Final = 5 * KB
LOG_BYTES: Final = 173 + 266 + 153 + 5 * 26
"""Our own line, Lambda's three, and the gateway's, with what CloudWatch counts for each besides."""
# Lambda gives a function a processor's share by its memory, and charges for waiting, too.
PROCESSOR_MB: Final = 1769
WAITED_MS: Final = 25
"""For one Query, one PutRecord and one UpdateItem, as AWS states their usual times."""


@dataclass(frozen=True, slots=True)
class Batch:
    """One batch in what AWS charges for: measured CPU, and the bytes of record and items."""

    events: int
    cpu_ms: float
    memory_mb: int
    lake_bytes: int
    read_bytes: int
    written_bytes: int


def per_million(batch: Batch) -> dict[str, float]:
    """Return USD for a million events in such batches, by what they are for."""
    ms = batch.cpu_ms * max(1, PROCESSOR_MB / batch.memory_mb) + WAITED_MS
    each = {
        "requests": HTTP,
        "lambda": INVOCATION + GB_SECOND * batch.memory_mb / 1024 * ms / 1000,
        "writes": WRITE_UNIT * ceil(batch.written_bytes / KB),
        "reads": READ_UNIT * ceil(batch.read_bytes / (4 * KB)),
        "firehose": FIREHOSE * FIREHOSE_STEP * ceil(batch.lake_bytes / FIREHOSE_STEP),
        "logs": LOGS * LOG_BYTES,
    }
    million = {name: price * MILLION / batch.events for name, price in each.items()}
    return {name: round(price, 4) for name, price in {**million, "total": sum(million.values())}.items()}


def table(figures: Sequence[Mapping[str, float]], events: str) -> str:
    """Return ``figures``, whose first column is headed ``events``, as a table in Markdown."""
    names = list(figures[0])
    rows = [[_written(name, row[name]) for name in names] for row in figures]
    head = [events, *[name.replace("_", " ") for name in names[1:]]]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in [head, ["---"] * len(head), *rows])


def _written(name: str, figure: float) -> str:
    return f"{figure:,.3f}" if name != "events" and figure < 10 else f"{figure:,.0f}"
