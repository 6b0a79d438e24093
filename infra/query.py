"""Ask the lake of the local stack in SQL. ``dev.py query "SELECT ..."``.

What has landed is merged first, by the stack's own function; then DuckDB reads the tables that the stack keeps.
"""

import contextlib
import csv
import json
import sys
import tempfile
from argparse import Namespace
from pathlib import Path
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError, ReadTimeoutError
from rich.console import Console
from rich.table import Table

from infra import local
from infra.emulating.deploying import function_output
from shared.adapters.duckdb_warehouse import DuckDbWarehouse
from shared.adapters.lake_files import LakeFiles
from shared.domain.lake_tables import TABLES

NO_STACK: Final = """\
No local stack is running, and its lake ends with it. Start one in another terminal and ask again:

    python3 dev.py run
"""
MERGE: Final = json.dumps({"Records": [{"messageId": "query", "eventSource": "aws:sqs", "body": "{}"}]})
MERGES: Final = 5

Rows = list[dict[str, Any]]


class MergeFailedError(RuntimeError):
    """The stack did not merge what has landed; the message says what it said."""


def main(arguments: Namespace) -> int:
    running = local.find()
    if running is None:
        print(NO_STACK, end="", file=sys.stderr)
        return 1
    import duckdb  # noqa: PLC0415 - a second's import that --help need not wait for

    try:
        merge(running)
        rows = ask(running, arguments.sql)
    except (duckdb.Error, BotoCoreError, ClientError, MergeFailedError) as problem:
        print(problem, file=sys.stderr)
        return 1
    show(rows, arguments.format)
    return 0


def merge(running: local.Running) -> None:
    """Have the stack take in what has landed, and wait for it; what goes on landing meanwhile is left.

    Beside a merge that is at work already another one does nothing, so what is left in the landing tells.
    """
    name, files = running.outputs[function_output("merge_lake")], lake(running)
    for _ in range(MERGES):
        with contextlib.suppress(ReadTimeoutError):
            reply = running.client("lambda").invoke(FunctionName=name, Payload=MERGE)
            said = json.loads(reply["Payload"].read() or "{}")
            if "FunctionError" in reply or said != {"batchItemFailures": []}:
                raise MergeFailedError(f"What has landed could not be merged: {said}")
        if not any(files.landing(table) for table in TABLES):
            return


def ask(running: local.Running, question: str) -> Rows:
    """Return the answer of the lake's tables, as they were merged last."""
    with tempfile.TemporaryDirectory() as folder:
        return DuckDbWarehouse(lake(running, Path(folder))).rows(question)


def lake(running: local.Running, folder: Path | None = None) -> LakeFiles:
    return LakeFiles(lambda: running.outputs["LakeBucket"], running.client("s3"), folder)


def counts(running: local.Running) -> dict[str, int]:
    """Return how many rows each of the lake's tables has, once what has landed is merged."""
    merge(running)
    question = " UNION ALL ".join(f"SELECT '{name}' AS name, count(*) AS n FROM {name}" for name in TABLES)  # noqa: S608
    return {row["name"]: row["n"] for row in ask(running, question)}


def show(rows: Rows, form: str) -> None:
    """Print the answer as a table, as CSV or as JSON."""
    names = list(rows[0]) if rows else []
    if form == "json":
        print(json.dumps(rows, indent=2, ensure_ascii=False))
    elif form == "csv":
        written = csv.DictWriter(sys.stdout, names, lineterminator="\n")
        if rows:
            written.writeheader()
        written.writerows({name: plain(value) for name, value in row.items()} for row in rows)
    else:
        table = Table(*names)
        for row in rows:
            table.add_row(*map(plain, row.values()))
        Console().print(table if rows else "No rows.")


def plain(value: Any) -> str:
    """Return a value in a table's cell."""
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict | bool) else str(value)
