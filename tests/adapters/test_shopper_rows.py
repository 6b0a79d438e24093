"""What Athena is asked of a shopper is SQL of its own, and what it answers in texts is read as what it means."""

from typing import Any

import pytest

from shared.adapters import shopper_rows
from shared.adapters.shopper_rows import THEIRS, ShopperRows
from shared.domain.lake_tables import EVENTS, LakeTable
from tests.factories import NOW
from tests.trino import Athena, faults


def asked(warehouse: Any) -> ShopperRows:
    return ShopperRows(warehouse)


@pytest.mark.parametrize("table", THEIRS, ids=lambda table: table.name)
def test_rows_are_asked_for_page_by_page_in_trinos_words(table: LakeTable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shopper_rows, "AT_ONCE", 1)
    athena = Athena([{table.at: NOW, table.key[0]: "it's 1"}], [])

    found = list(asked(athena).rows(table, ["v-1", "v-'2"], "j-1"))

    assert found == [{table.at: NOW, table.key[0]: "it's 1"}]
    assert f"{table.key[0]} > 'it''s 1'" in athena.questions[1]
    assert faults(*athena.questions) == [[], []]


def test_rows_are_counted_in_trinos_words() -> None:
    athena = Athena(*[[{"n": n}] for n in range(len(THEIRS))])

    assert asked(athena).count(["v-1"], NOW) == {"events": 0, "failed": 1, "orders": 2, "decisions": 3}
    assert faults(*athena.questions) == [[]] * len(THEIRS)


def test_lists_and_parameters_are_read_from_athenas_texts() -> None:
    row = {"event_id": "e-1", "ts": NOW, "items": '[{"item_id":"sku-1"}]', "params": '{"method":"email"}', "seq": None}
    athena = Athena([row])

    assert list(asked(athena).rows(EVENTS, ["v-1"], "j-1")) == [
        {"event_id": "e-1", "ts": NOW, "items": [{"item_id": "sku-1"}], "params": {"method": "email"}}
    ]
    assert 'json_format(CAST("items" AS JSON)) AS "items"' in athena.questions[0]


def test_each_export_asks_in_words_of_its_own() -> None:
    first, second = Athena([]), Athena([])

    list(asked(first).rows(EVENTS, ["v-1"], "j-1"))
    list(asked(second).rows(EVENTS, ["v-1"], "j-2"))

    assert first.questions != second.questions


def test_of_very_many_visitors_some_are_asked_for_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shopper_rows, "IDS_AT_ONCE", 2)
    athena = Athena([], [])

    list(asked(athena).rows(EVENTS, ["v-3", "v-1", "v-2"], "j-1"))

    assert ["IN ('v-1', 'v-2')" in athena.questions[0], "IN ('v-3')" in athena.questions[1]] == [True, True]


def test_of_nobody_nothing_is_asked() -> None:
    athena = Athena()

    assert list(asked(athena).rows(EVENTS, [], "j-1")) == []
    assert set(asked(athena).count([], NOW).values()) == {0}
