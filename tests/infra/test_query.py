"""``dev.py query``: an answer as a table, as CSV or as JSON, or what to do without a stack."""

import json
from argparse import Namespace

import pytest

from infra import local, query

ROWS = [{"event_name": "view_item", "n": 2, "items": [{"item_id": "sku-1"}]}, {"event_name": None, "n": 1, "items": []}]


def test_without_a_stack_it_says_how_to_start_one(monkeypatch, capsys):
    monkeypatch.setattr(local, "find", lambda: None)

    assert query.main(Namespace(sql="SELECT 1", format="table")) == 1
    assert "python3 dev.py run" in capsys.readouterr().err


def test_json_keeps_every_type(capsys):
    query.show(ROWS, "json")

    assert json.loads(capsys.readouterr().out) == ROWS


def test_csv_has_a_header_and_a_line_for_each_row(capsys):
    query.show(ROWS, "csv")

    assert capsys.readouterr().out.splitlines() == [
        "event_name,n,items",
        'view_item,2,"[{""item_id"": ""sku-1""}]"',
        ",1,[]",
    ]


def test_a_table_shows_names_and_values(capsys):
    query.show(ROWS, "table")

    shown = capsys.readouterr().out
    assert "event_name" in shown
    assert "view_item" in shown


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_an_answer_without_rows_is_one_too(form, capsys):
    query.show([], form)

    assert capsys.readouterr().out.strip() == {"table": "No rows.", "csv": "", "json": "[]"}[form]


def test_the_running_stack_is_asked(stack, monkeypatch, capsys):
    monkeypatch.setattr(local, "find", lambda: stack)

    assert query.main(Namespace(sql="SELECT count(*) AS n FROM orders", format="json")) == 0
    assert "n" in json.loads(capsys.readouterr().out)[0]
    assert query.main(Namespace(sql="SELECT nothing", format="json")) == 1
    assert "nothing" in capsys.readouterr().err
