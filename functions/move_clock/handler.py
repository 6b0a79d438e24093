"""Local stage only: move the stack's clock, and let happen on the way what falls due: time rules and reminders.

The clock stops at each due moment while the very functions that the queues would call are called; so a jump of a week
plays like a week. Messages under way wait by the clock as it was: for what falls due as the moved clock runs on, new
ones are sent. No deployed stage has this function.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from annotated_types import Ge, Le

from functions.move_clock.agenda import Agenda
from shared.adapters.queue import Queue
from shared.domain.rechecks import delay_s
from shared.edge import clock
from shared.edge.function import Function
from shared.edge.http import Call
from shared.edge.settings import settings
from shared.store.table import Table

LATEST = 253_402_300_799_000

table = Table(settings.table_name)
rechecks = Queue(lambda: settings.recheck_queue_url)

handler = Function("move_clock")


@dataclass(frozen=True, slots=True)
class Move:
    """The moment to move to; ``ticking`` false stops the clock there."""

    now: Annotated[int, Ge(0), Le(LATEST)]
    ticking: bool = True


@dataclass(frozen=True, slots=True)
class Moved:
    """The stack's time, and how many time rules and reminders came due on the way."""

    now: int
    rechecks: int
    reminders: int


@handler.http("PUT /v1/local/clock", body=Move, reply=Moved, callers=("admin",))
def move_clock(move: Move, call: Call) -> Moved:
    """Move the clock; a move back fires nothing."""
    path = Path(settings.clock_path or "")
    agenda = Agenda(table)
    looked = reminded = 0
    for moment, kind, subject in agenda.until(call.now, move.now):
        clock.move(path, max(moment, call.now), ticking=False)
        if kind == "recheck":
            agenda.recheck(subject, moment)
            looked += 1
        else:
            agenda.remind(kind, moment)
            reminded += 1
    clock.move(path, move.now, ticking=move.ticking)
    if move.ticking:
        for recheck in agenda.soon_after(move.now):
            rechecks.send(recheck, delay_s(recheck.due_at or move.now, move.now))
    return Moved(move.now, looked, reminded)
