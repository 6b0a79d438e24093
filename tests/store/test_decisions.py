from typing import Any

import pytest

from shared.domain.answers import answer, decision_id
from shared.domain.decisions import decide
from shared.domain.errors import NotFoundError
from shared.domain.items import Message
from shared.domain.money import Minor
from shared.store.decisions import KEPT_S, DecisionStore
from tests.factories import DAY, NOW, RULES, cart, decided


def signed(claims: Any) -> str:
    return repr(sorted(claims.items()))


def stored(table: Any, **changes: Any) -> tuple[Any, Any]:
    """Return a verdict, and the one that its record leads to."""
    floors: tuple[Minor, ...] = (0, 3900, 0)
    verdict = decided(cart(4000, 4000, 4000), floors=floors, **changes)
    decisions = DecisionStore(table)
    decisions.record(verdict.basis, NOW)
    return verdict, decide(RULES, decisions.load(decision_id("s-0", 1), NOW))


def test_a_decision_is_replayed_bit_by_bit(table: Any) -> None:
    messages = (Message("warning", "price_mismatch", "$.lines[0]"),)

    verdict, replayed = stored(table, prime=True, adds=3, returned_after_ms=8 * DAY, messages=messages, locale="it-IT")

    assert replayed == verdict
    assert answer(replayed, signed) == answer(verdict, signed)


def test_a_decision_recorded_twice_is_one(table: Any) -> None:
    verdict, _ = stored(table)

    DecisionStore(table).record(verdict.basis, NOW + 5)

    assert table.client.scan(TableName="microlift")["Count"] == 1


def test_an_unknown_decision_is_not_found(table: Any) -> None:
    with pytest.raises(NotFoundError):
        DecisionStore(table).load("d-0", NOW)


def test_a_decision_is_not_shown_after_its_time_though_still_stored(table: Any) -> None:
    stored(table)
    decisions = DecisionStore(table)

    assert decisions.load(decision_id("s-0", 1), NOW + KEPT_S * 1000 - 1).sequence == 1
    with pytest.raises(NotFoundError):
        decisions.load(decision_id("s-0", 1), NOW + KEPT_S * 1000)


def recorded(table: Any, *moments: int, session_id: str = "s-0") -> DecisionStore:
    """Return the store with one decision of the session at each of these moments."""
    decisions = DecisionStore(table)
    for n, moment in enumerate(moments):
        basis = decided(cart(4000), session_id=session_id, sequence=n + 1, now=moment).basis
        decisions.record(basis, moment)
    return decisions


def between(decisions: DecisionStore, start: int, end: int) -> list[tuple[int, str, int]]:
    found = decisions.decided_between(start, end, lambda _: None)
    return [(basis.decided_at - NOW, basis.session_id, basis.sequence) for basis in found]


def test_a_period_is_read_in_order_its_end_excluded(table: Any) -> None:
    decisions = recorded(table, NOW - DAY, NOW - 1, NOW, NOW + DAY, NOW + 2 * DAY - 1, NOW + 2 * DAY)

    assert between(decisions, NOW, NOW + 2 * DAY) == [(0, "s-0", 3), (DAY, "s-0", 4), (2 * DAY - 1, "s-0", 5)]


def test_decisions_of_one_moment_come_by_session_and_number(table: Any) -> None:
    decisions = recorded(table, NOW, NOW, session_id="s-1")
    recorded(table, NOW, NOW, session_id="s-0")

    assert between(decisions, NOW, NOW + 1) == [(0, "s-0", 1), (0, "s-0", 2), (0, "s-1", 1), (0, "s-1", 2)]


def test_more_than_a_batch_of_a_busy_moment_is_read_whole(table: Any) -> None:
    decisions = recorded(table, *[NOW] * 130, *[NOW + 1] * 130)

    assert [sequence for _, _, sequence in between(decisions, NOW, NOW + 2)] == list(range(1, 261))


def test_an_erased_decision_is_in_no_period(table: Any) -> None:
    decisions = recorded(table, NOW, NOW + 1)
    table.client.delete_item(
        TableName="microlift", Key={"pk": {"S": f"decision#{decision_id('s-0', 1)}"}, "sk": {"S": "state"}}
    )

    assert between(decisions, NOW, NOW + DAY) == [(1, "s-0", 2)]
