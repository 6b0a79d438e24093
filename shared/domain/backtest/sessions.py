"""Recorded decisions, put together into whole sessions."""

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from shared.domain.decisions import Basis
from shared.domain.opening import SESSION_MS

# Records are read in the order of their moments, which different containers' clocks gave them.
CLOCKS_DIFFER_MS = 60_000

Recorded: TypeAlias = tuple[Basis, ...]


def sessions_in(bases: Iterable[Basis]) -> Iterator[Recorded]:
    """Return the decisions of each session in their own order, a session as soon as it must be over.

    ``bases`` come in order of ``decided_at``, give or take a minute; what comes twice counts once. Only the sessions of
    the last two hours are held at any time.
    """
    running: dict[str, dict[int, Basis]] = {}
    began: dict[str, int] = {}
    for basis in bases:
        while began:
            session_id, first = next(iter(began.items()))
            if basis.decided_at <= first + SESSION_MS + CLOCKS_DIFFER_MS:
                break
            del began[session_id]
            yield _in_order(running.pop(session_id))
        began.setdefault(basis.session_id, basis.decided_at)
        running.setdefault(basis.session_id, {})[basis.sequence] = basis
    for decisions in running.values():
        yield _in_order(decisions)


def _in_order(decisions: dict[int, Basis]) -> Recorded:
    return tuple(decisions[sequence] for sequence in sorted(decisions))
