"""Rejected events are asked for page by page, in words that Athena reads too."""

from typing import Any

import pytest

from shared.adapters import failed_rows
from shared.adapters.failed_rows import FailedRows
from shared.domain.failed_replays import FailedReplay
from tests.factories import NOW
from tests.trino import Athena, faults


def test_a_full_page_is_followed_by_what_comes_after_its_last_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failed_rows, "AT_ONCE", 2)
    rows: list[dict[str, Any]] = [{"received_at": NOW, "failed_id": name} for name in ("f-1", "it's 2", "f-3")]
    athena = Athena(rows[:2], rows[2:])
    warehouse: Any = athena

    assert list(FailedRows(warehouse).pages(FailedReplay(0, NOW, "too_long"))) == [rows[:2], rows[2:]]
    assert f"received_at = {NOW} AND failed_id > 'it''s 2'" in athena.questions[1]
    assert all("code = 'too_long'" in question for question in athena.questions)
    assert faults(*athena.questions) == [[], []]


def test_a_page_that_is_full_to_the_last_row_is_followed_by_an_empty_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failed_rows, "AT_ONCE", 1)
    warehouse: Any = Athena([{"received_at": NOW, "failed_id": "f-1"}], [])

    assert len(list(FailedRows(warehouse).pages(FailedReplay(0, NOW)))) == 1
    assert warehouse.answers == []
