"""The local stage's warehouse: Parquet files in the lake's bucket, rewritten day by day by DuckDB.

What ``warehouse.py`` says of Athena holds here: a landing object is merged once, a row that is there already stays as
it is, late rows go to their own day, and who was erased does not come back. A crash leaves the table as it was or as it
was to be; files that nobody names any more are deleted by the next change.
"""

import contextlib
import json
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from shared.adapters import duckdb_sql as sql
from shared.adapters.duckdb_rewrite import Rewrite, connection
from shared.adapters.lake_files import ERASED, LakeFiles
from shared.adapters.sql_words import quoted
from shared.domain.event_catalogue.custom import CustomEvents
from shared.domain.lake_tables import ERASED_DAYS, TABLES, LakeTable, TypedColumn
from shared.domain.lake_work import typed_by

DAY_MS: Final = 86_400_000
READ_TRIES: Final = 4


class DuckDbWarehouse:
    """The lake's merged tables, of which there is one writer at a time."""

    dialect = "duckdb"
    lease_ms: Final = 120_000
    """How long a writer may be taken to be at work: two at once are no harm here, the later one starts anew."""

    def __init__(self, files: LakeFiles) -> None:
        self.files = files

    def merge(self, table: LakeTable, typed: Sequence[TypedColumn], now: int) -> int:
        """Take in what has landed for ``table``; return how many rows are new.

        Raises ``BusyError`` when another writer changed the table meanwhile: then nothing is changed.
        """
        return self._change(table, typed, forget=False)[0]

    def erase(self, erased: Mapping[str, int], typed: Sequence[TypedColumn], now: int) -> dict[str, int]:
        """Forget sessions and visitors, each up to a moment, and whatever of them has landed; return the rows by table.

        For 30 days nothing of theirs that was received by then is taken in again. It may be done twice.
        """
        text, etag = self.files.read(ERASED)
        known: dict[str, int] = json.loads(text or "{}")
        kept = {name: at for name, at in known.items() if at > now - ERASED_DAYS * DAY_MS}
        latest = {name: max(at, kept.get(name, at)) for name, at in sorted(erased.items())}
        self.files.write(ERASED, json.dumps(kept | latest), etag)
        tables = (table for table in TABLES.values() if table.erasure)
        gone = {table.name: self._change(table, typed, forget=True)[1] for table in tables}
        return {name: count for name, count in gone.items() if count}

    def note_merged(self, now: int) -> None:
        """Remember that all that had landed by ``now`` is taken in."""
        self.files.note_merged(now)

    def merged_at(self) -> int | None:
        """Return up to when (epoch ms) what landed is taken in, or ``None`` before the first time."""
        return self.files.merged_at()

    def rows(self, question: str, within_s: float = 20) -> list[dict[str, Any]]:
        """Return the answer to a question in DuckDB's SQL, whose tables are the lake's; dates as ``YYYY-MM-DD``."""
        asked = [table for table in TABLES.values() if re.search(rf"\b{table.name}\b", question)]
        for _ in range(READ_TRIES - 1):
            # A writer may replace a file between its manifest and its read; the next manifest names the new one.
            with contextlib.suppress(self.files.client.exceptions.NoSuchKey, FileNotFoundError):
                return self._ask(question, asked)
        return self._ask(question, asked)

    def _ask(self, question: str, asked: Iterable[LakeTable]) -> list[dict[str, Any]]:
        with connection() as database:
            for table in asked:
                manifest = self.files.manifest(table.name)
                # Before the first merge, too, questions may name what the catalogue types.
                columns = manifest.columns or table.merged(typed_by(CustomEvents()))
                paths = self.files.fetch(sorted(manifest.files.values()))
                database.execute(f"CREATE VIEW {quoted(table.name)} AS {sql.stored(columns, paths)}")
            answer = database.execute(question)
            names = [column[0] for column in answer.description or ()]
            return [dict(zip(names, map(_plain, row), strict=True)) for row in answer.fetchall()]

    def _change(self, table: LakeTable, typed: Sequence[TypedColumn], *, forget: bool) -> tuple[int, int]:
        """Make the table's next version; return how many rows are new, and how many were forgotten."""
        before = self.files.manifest(table.name)
        waiting = self.files.landing(table.name)
        # What the table has stays as it is typed; what the catalogue knows besides is added.
        columns = {**table.merged(typed), **before.columns}
        new = [name for name in waiting if name not in before.landed]
        if not new and not forget and columns == before.columns:
            self.files.delete(waiting)
            return 0, 0
        # Before anything is written: what lies about now belongs to nobody who could still switch to it afterwards.
        orphans = self.files.stored(table.name) - {*before.files.values()}
        with tempfile.TemporaryDirectory() as folder, connection() as database:
            rewrite = Rewrite(database, self.files, table, columns, Path(folder))
            rewrite.load(new, before, typed, self._erased(), everything=forget)
            files = dict(before.files)
            for day in rewrite.touched(forget=forget):
                files.pop(day, None)
                if name := rewrite.write(day, before.version + 1):
                    files[day] = name
            counts = rewrite.counts()
        self.files.switch(table.name, replace(before, columns=columns, files=files, landed=tuple(waiting)))
        replaced = {*before.files.values()} - {*files.values()}
        self.files.delete([*waiting, *(orphans - {*files.values()}), *replaced])
        return counts

    def _erased(self) -> dict[str, int]:
        text, _ = self.files.read(ERASED)
        return json.loads(text or "{}")


def _plain(value: Any) -> Any:
    """Return a value as JSON knows it."""
    match value:
        case date():
            return value.isoformat()
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case list():
            return [_plain(each) for each in value]
        case dict():
            return {name: _plain(each) for name, each in value.items()}
    return value
