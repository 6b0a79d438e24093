"""The life of a rule set: a draft that several may edit, immutable versions, and which of them serves.

Plain values and the moves between them; ``store/rule_versions.py`` makes each move in one transaction.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from shared.domain.errors import ConflictError, FieldError, NotFoundError, RefusedError
from shared.domain.rules.model import Gate

Document = Mapping[str, Any]

# How many moves back are remembered.
TRAIL = 20


class DraftConflictError(ConflictError):
    """Somebody else saved, deleted or published the draft meanwhile."""

    code = "draft_conflict"


class PublishConflictError(ConflictError):
    """Somebody else published or rolled back at the same moment; nothing was changed."""

    code = "publish_conflict"


class NoDraftError(NotFoundError):
    """There is no draft."""

    code = "no_draft"


class BacktestMissingError(RefusedError):
    """The rule set has a gate, and this revision was not back-tested."""

    code = "backtest_missing"


class PublishGateError(RefusedError):
    """The back-test's result does not pass the rule set's gate."""

    code = "publish_gate"


class NothingToRollBackError(ConflictError):
    """No version served before this one."""

    code = "nothing_to_roll_back"


@dataclass(frozen=True, slots=True)
class Pointer:
    """Which version serves: ``since`` when (epoch ms), the last number given, and what served before, latest last.

    ``moves`` counts the pointer's changes; a change must find it as it was seen.
    """

    version: int
    latest: int
    trail: tuple[int, ...] = ()
    since: int | None = None
    moves: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """The latest back-test of a draft: its job, the revision it tried, and whether the gate would let it through."""

    job_id: str
    revision: int
    passed: bool
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """What is being worked on. ``revision`` counts the savings, those of earlier drafts included."""

    revision: int
    document: Document
    author: str | None
    saved_at: int
    report: Report | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """How many rules a version added, removed and changed, beside the one that served before it."""

    added: int = 0
    removed: int = 0
    changed: int = 0


@dataclass(frozen=True, slots=True)
class Version:
    """An immutable version: ``rules`` counts them, ``revision`` is the draft's, ``backtest`` the job that tried it."""

    version: int
    author: str | None
    note: str | None
    published_at: int | None
    rules: int
    changes: Changes
    revision: int | None = None
    backtest: str | None = None


def published(pointer: Pointer, now: int) -> Pointer:
    """Return the pointer once the next number serves."""
    number = pointer.latest + 1
    return Pointer(number, number, _trail(pointer), now, pointer.moves + 1)


def activated(pointer: Pointer, version: int, now: int) -> Pointer:
    """Return the pointer once the earlier ``version`` serves again; unchanged when it serves already."""
    if version == pointer.version:
        return pointer
    return replace(pointer, version=version, trail=_trail(pointer), since=now, moves=pointer.moves + 1)


def rolled_back(pointer: Pointer, now: int) -> Pointer:
    """Return the pointer once the version that served before serves again; going back twice goes further back.

    Raises ``NothingToRollBackError`` when none did.
    """
    if not pointer.trail:
        raise NothingToRollBackError(f"no version served before version {pointer.version}")
    return replace(pointer, version=pointer.trail[-1], trail=pointer.trail[:-1], since=now, moves=pointer.moves + 1)


def check_gate(gate: Gate | None, draft: Draft) -> None:
    """Raise ``BacktestMissingError`` or ``PublishGateError`` when the draft's own ``gate`` keeps it from serving.

    A rule set without a gate needs no back-test. What passed is a draft's revision, not a document's name.
    """
    if gate is None:
        return
    report = draft.report
    if report is None or report.revision != draft.revision:
        raise BacktestMissingError(f"back-test revision {draft.revision} first: its gate decides by the result")
    if not report.passed:
        faults = tuple(FieldError("$.gate", "publish_gate", reason) for reason in report.reasons)
        raise PublishGateError("the back-test's result does not pass the rule set's gate; see errors", errors=faults)


def _trail(pointer: Pointer) -> tuple[int, ...]:
    return (*pointer.trail, pointer.version)[-TRAIL:] if pointer.version else pointer.trail
