"""Replay an event log through the stack and report what came of it. ``dev.py replay``."""

import json
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from infra import local
from infra.emulating.deploying import CannotStartError
from infra.query import MergeFailedError, counts
from infra.replaying.calls import Stack, StackGoneError
from infra.replaying.log import Log, LogError, survey
from infra.replaying.player import PARALLEL, Player
from infra.replaying.report import Report, show
from infra.stages import LOCAL
from shared.domain.money import exponent


def main(arguments: Namespace) -> int:
    """Return 0 when every row was accounted for."""
    if (arguments.limit is not None and arguments.limit < 1) or (arguments.speed is not None and arguments.speed <= 0):
        return failed("--limit and --speed take a number above 0.")
    try:
        log = survey(arguments.file, arguments.limit, exponent(LOCAL.shop_currency))
        make_room(arguments.report)
        with running_stack() as running:
            stack = Stack(
                running.api,
                publishable_key=running.publishable_key,
                server_key=running.server_key,
                admin_key=running.admin_key,
                parallel=PARALLEL,
            )
            report = Report(arguments.file.name, LOCAL.shop_currency)
            before = counts(running)
            play(log, stack, report, arguments.speed)
            report.lake(before, counts(running))
            stack.close()
    except (LogError, CannotStartError, MergeFailedError, StackGoneError) as problem:
        return failed(str(problem))
    document = report.document(stack.latencies)
    show(document, Console())
    if arguments.report:
        arguments.report.write_text(json.dumps(document, indent=2) + "\n")
    if not report.is_complete:
        return failed("Rows were LOST: accepted, duplicates and rejected do not add up to the rows of the log.")
    if not report.is_in_the_lake:
        return failed("The LAKE does not hold the events that were accepted, each once.")
    return 0


def make_room(report: Path | None) -> None:
    """Raise ``LogError`` when there can be no file ``report``: told now, and not after a long replay."""
    try:
        if report:
            report.parent.mkdir(parents=True, exist_ok=True)
            report.open("a").close()
    except OSError as error:
        raise LogError(f"{report} cannot be written: {error}") from error


@contextmanager
def running_stack() -> Iterator[local.Running]:
    """Return the stack that ``dev.py run`` has up, or a fresh one for this replay alone."""
    running = local.find()
    if running:
        local.print_progress(f"Replaying through the stack at {running.storefront}")
        yield running
    else:
        with local.stack(progress=local.print_progress) as fresh:
            yield fresh


def play(log: Log, stack: Stack, report: Report, speed: float | None) -> None:
    """Play ``log`` while a bar shows how far it is and how long it will take."""
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("rows"), TimeElapsedColumn(), TextColumn("left:"))
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as progress:
        bar = progress.add_task("replay", total=log.count)
        player = Player(stack, report, currency=LOCAL.shop_currency, speed=speed)
        player.play(log.rows(), lambda settled: progress.update(bar, completed=settled))


def failed(why: str) -> int:
    print(why, file=sys.stderr)
    return 1
