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
