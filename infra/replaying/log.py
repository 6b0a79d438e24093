"""The event log: CSV, CSV.gz or Parquet to rows in order of time, each either good or refused for a named reason.

A row's ``event_id`` is derived from all its columns, so exact repeats carry the same one.
"""

import csv
import gzip
import hashlib
import itertools
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final, Literal

NEEDED: Final = ("ts", "user_id", "session_id", "event_name")
KNOWN: Final = (*NEEDED, "item_id", "category", "brand", "price", "quantity")
LATEST_MS: Final = 253_402_300_799_000
MAX_PRICE: Final = 10**9
MAX_QUANTITY: Final = 10**6
NOTHING: Final = ("", "nan", "none", "null", "na")

Refusal = Literal[
    "unreadable", "wrong_columns", "bad_ts", "missing_session_id", "missing_event_name", "bad_price", "bad_quantity"
]
Cells = dict[str, str]


class LogError(RuntimeError):
    """The file cannot be replayed at all, or its report not be written; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One good row; ``price`` in minor units, ``params`` the columns that the contract does not name."""

    event_id: str
    ts: int
    user_id: str
    session_id: str
    event_name: str
    item_id: str
    category: str | None
    brand: str | None
    price: int | None
    quantity: int
    params: Mapping[str, str]

    def event(self, currency: str) -> dict[str, Any]:
        """Return the row as the event that a storefront would have sent."""
        event: dict[str, Any] = {"event_id": self.event_id, "event_name": self.event_name, "ts": self.ts}
        if self.price is not None:
            event |= {"currency": currency, "value": self.price * self.quantity}
        if self.item_id:
            item = {"item_id": self.item_id, "price": self.price, "category": self.category, "brand": self.brand}
            given = {name: value for name, value in item.items() if value is not None}
            event["items"] = [given | {"quantity": self.quantity}]
        return event | ({"params": dict(self.params)} if self.params else {})


@dataclass(frozen=True, slots=True)
class Log:
    """A surveyed file: how many rows it has, whether they stand in order of time, the digits of its minor unit."""

    path: Path
    count: int
    in_order: bool
    digits: int

    def rows(self) -> Iterator[Row | Refusal]:
        """Return the rows by time; those of the same moment, and refused ones, as they stand in the file."""
        rows = (read(cells, self.digits) for cells in itertools.islice(table(self.path), self.count))
        return rows if self.in_order else iter(sorted(rows, key=lambda row: row.ts if isinstance(row, Row) else 0))


def survey(path: Path, limit: int | None, digits: int = 2) -> Log:
    """Read the file once through, at most ``limit`` rows; raise ``LogError`` when it is not an event log.

    Its prices are amounts of a currency whose minor unit has so many ``digits``.
    """
    count, latest, in_order = 0, 0, True
    try:
        for cells in itertools.islice(table(path), limit):
            count += 1
            row = read(cells, digits)
            if isinstance(row, Row):
                in_order &= row.ts >= latest
                latest = row.ts
    except (OSError, EOFError, zlib.error, csv.Error) as error:
        raise LogError(f"{path} cannot be read: {error}") from error
    if not count:
        raise LogError(f"{path} has no rows")
    return Log(path, count, in_order, digits)


def table(path: Path) -> Iterator[Cells | Refusal]:
    """Return the file's rows as text by column; one that does not fit the header is a refusal."""
    with path.open("rb") as file:
        start = file.read(4)
    return parquet(path) if start == b"PAR1" else comma_separated(path, packed=start[:2] == b"\x1f\x8b")


def comma_separated(path: Path, *, packed: bool) -> Iterator[Cells | Refusal]:
    with (gzip.open if packed else open)(path, "rt", encoding="utf-8-sig", errors="replace", newline="") as text:
        reader = csv.reader(text)
        header = [name.strip().lower() for name in next(reader, [])]
        check(path, header)
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                yield "unreadable"
                continue
            if len(cells) == len(header):
                yield dict(zip(header, cells, strict=True))
            elif cells:
                yield "wrong_columns"


def parquet(path: Path) -> Iterator[Cells | Refusal]:
    import duckdb  # noqa: PLC0415 - half a second, for Parquet only

    try:
        found = duckdb.connect().execute("SELECT * FROM read_parquet(?)", [str(path)])
        header = [column[0].lower() for column in found.description]
        check(path, header)
        while batch := found.fetchmany(10_000):
            for values in batch:
                yield {name: text_of(value) for name, value in zip(header, values, strict=True)}
    except duckdb.Error as error:
        reason, *_question = str(error).splitlines()
        raise LogError(f"{path} cannot be read: {reason}") from error


def text_of(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return str(round((value if value.tzinfo else value.replace(tzinfo=UTC)).timestamp() * 1000))
    return str(value)


def check(path: Path, header: list[str]) -> None:
    missing = [name for name in NEEDED if name not in header]
    if missing or len(set(header)) < len(header):
        problem = f"lacks the columns {', '.join(missing)}" if missing else "names a column twice"
        raise LogError(f"{path} {problem}; an event log has {','.join(KNOWN)}")


def read(cells: Cells | Refusal, digits: int) -> Row | Refusal:
    """Return the row that ``cells`` spell, its price in a minor unit of so many digits, or why there is none."""
    if isinstance(cells, str):
        return cells
    cells = {name: value.strip() for name, value in cells.items()}
    given = {name: value for name, value in cells.items() if value.lower() not in NOTHING}
    ts, price, quantity = number(given, "ts"), number(given, "price"), number(given, "quantity")
    if ts is None or not 0 <= ts <= LATEST_MS or ts % 1:
        return "bad_ts"
    if "session_id" not in given:
        return "missing_session_id"
    if "event_name" not in given:
        return "missing_event_name"
    minor = None if price is None else price.scaleb(digits).to_integral_value(ROUND_HALF_UP)
    if "price" in given and (minor is None or not 0 <= minor <= MAX_PRICE):
        return "bad_price"
    if "quantity" in given and (quantity is None or quantity % 1 or not 1 <= quantity <= MAX_QUANTITY):
        return "bad_quantity"
    content = "\x1f".join(f"{name}\x1e{cells[name]}" for name in sorted(cells))
    return Row(
        event_id=hashlib.sha256(content.encode()).hexdigest()[:32],
        ts=int(ts),
        user_id=given.get("user_id", ""),
        session_id=given["session_id"],
        event_name=given["event_name"],
        item_id=given.get("item_id", ""),
        category=given.get("category"),
        brand=given.get("brand"),
        price=None if minor is None else int(minor),
        quantity=1 if quantity is None else int(quantity),
        params={name: value for name, value in given.items() if name not in KNOWN},
    )


def number(given: Mapping[str, str], name: str) -> Decimal | None:
    """Return a finite number of a size that can be meant, or ``None``."""
    try:
        value = Decimal(given[name])
    except (KeyError, InvalidOperation):
        return None
    return value if value.is_finite() and abs(value) < Decimal(10**18) else None
