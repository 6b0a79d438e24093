"""One change of a table of the local lake: the days that it touches, written anew by DuckDB."""

import hashlib
import tempfile
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from shared.adapters import duckdb_sql as sql
from shared.adapters.lake_files import LAKE, LakeFiles, Manifest
from shared.adapters.sql_words import quoted, text
from shared.domain.lake_tables import DAY, LakeTable, TypedColumn

if TYPE_CHECKING:
    import duckdb

PARQUET: Final = b"PAR1"


@contextmanager
def connection() -> "Generator[duckdb.DuckDBPyConnection, None, None]":
    """Yield a DuckDB that looks for nothing on the network."""
    import duckdb  # noqa: PLC0415 - the developer's machine has it, a Lambda has not and needs it not

    with tempfile.TemporaryDirectory() as folder:
        made = duckdb.connect(config={"autoinstall_known_extensions": "false", "temp_directory": folder})
        try:
            yield made
        finally:
            made.close()


class Rewrite:
    """The rows that are there, those that have landed, and what becomes of both."""

    def __init__(
        self,
        database: "duckdb.DuckDBPyConnection",
        files: LakeFiles,
        table: LakeTable,
        columns: Mapping[str, str],
        folder: Path,
    ) -> None:
        """``columns`` are those of the table afterwards; ``folder`` is for the files that are made."""
        self._database = database
        self._files = files
        self._table = table
        self._columns = columns
        self._folder = folder

    def load(
        self,
        landed: Sequence[str],
        before: Manifest,
        typed: Sequence[TypedColumn],
        erased: Mapping[str, int],
        *,
        everything: bool,
    ) -> None:
        """Read the landing objects, and the days beside theirs (or every day), and tell what is new."""
        table, run = self._table, self._database.execute
        lines, parquet = self._landed(landed)
        run(f"CREATE TABLE landed AS {sql.landed(table, lines, parquet)}")
        run("CREATE TABLE erased (id VARCHAR, erased_at BIGINT)")
        if erased:
            self._database.executemany("INSERT INTO erased VALUES (?, ?)", list(erased.items()))
        days = f"SELECT DISTINCT CAST(epoch_ms({quoted(table.at)}) AS DATE) FROM landed"
        near = {str(day + timedelta(n)) for day in self._days(days) for n in range(-sql.NEIGHBOURS, sql.NEIGHBOURS + 1)}
        wanted = [name for day, name in sorted(before.files.items()) if everything or day in near]
        run(f"CREATE VIEW known AS {sql.stored(self._columns, self._files.fetch(wanted))}")
        run(f"CREATE TABLE fresh AS {sql.fresh(table, typed, self._columns)}")

    def touched(self, *, forget: bool) -> list[str]:
        """Return the days that change."""
        found = self._days(f"SELECT DISTINCT {DAY} FROM fresh")
        if forget:
            found |= self._days(f"SELECT DISTINCT {DAY} FROM known WHERE {sql.was_erased(self._table, 'known')}")
        return sorted(str(day) for day in found)

    def write(self, day: str, version: int) -> str | None:
        """Write a day as it is to be and return its object's name, or ``None`` when nothing is left of it.

        The name tells the version and the content, so that what another writer makes never bears it.
        """
        order = ", ".join(quoted(name) for name in (self._table.at, *self._table.key))
        here = f"WHERE {DAY} = {text(day)}"
        both = f"(SELECT * FROM known {here} UNION ALL BY NAME SELECT * FROM fresh {here})"
        kept = sql.forgotten(self._table, self._columns, both)
        path = self._folder / f"{day}.parquet"
        copy = f"COPY ({kept} ORDER BY {order}) TO {text(str(path))} (FORMAT PARQUET, COMPRESSION ZSTD)"
        if not self._number(copy):
            return None
        digest = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        name = f"{LAKE}{self._table.name}/{DAY}={day}/{version:09d}-{digest}.parquet"
        self._files.put(name, path)
        return name

    def counts(self) -> tuple[int, int]:
        """Return how many rows are new, and how many of those that were read are of somebody who was erased."""
        gone = sql.was_erased(self._table, "known") if self._table.erasure else "false"
        return (
            self._number("SELECT count(*) FROM fresh"),
            self._number(f"SELECT count(*) FROM known WHERE {gone}"),
        )

    def _landed(self, names: Sequence[str]) -> tuple[list[Path], list[Path]]:
        """Return the landing objects as files: the lines of all of them in one, since DuckDB opens each by itself."""
        lines, parquet = self._folder / "landed.jsonl", []
        with lines.open("wb") as file:
            for number, body in enumerate(self._files.bodies(names)):
                if body.startswith(PARQUET):
                    parquet.append(self._folder / f"landed-{number}.parquet")
                    parquet[-1].write_bytes(body)
                else:
                    file.write(body)
                    file.write(b"\n")
        return [lines] if lines.stat().st_size else [], parquet

    def _days(self, question: str) -> set[date]:
        return {day for (day,) in self._database.execute(question).fetchall() if day}

    def _number(self, statement: str) -> int:
        found = self._database.execute(statement).fetchone()
        return found[0] if found else 0
