"""The page about the lake names the tables and columns that there are, and asks for them in SQL that runs."""

import re

import duckdb
import pytest

from infra import contract
from shared.adapters import duckdb_sql
from shared.domain.event_catalogue.custom import CustomEvents
from shared.domain.lake_tables import EVENTS, TABLES
from shared.domain.lake_work import typed_by
from tests.trino import faults

PAGE = contract.LAKE.read_text(encoding="utf-8")
ASKED = [
    *re.findall(r"```sql\n(.*?)```", PAGE, flags=re.DOTALL),
    *re.findall(r"dev\.py query (?:--format \w+ )?\"(.+?)\"", PAGE),
]
ASKED_OF_ATHENA = re.findall(r"--query-string \"(.+?)\"", PAGE)


def test_the_committed_page_is_what_the_code_says():
    assert contract.lake(PAGE) == PAGE, "python3 dev.py contract writes it anew"


def test_every_column_has_its_row():
    rows = set(re.findall(r"^\| `([a-z_]+)` \|", PAGE, flags=re.MULTILINE))

    assert {column.name for table in TABLES.values() for column in table.columns} <= rows
    assert {column.name for column in typed_by(CustomEvents())} <= rows


@pytest.mark.parametrize("question", ASKED)
def test_a_question_of_the_page_is_answered(question):
    with duckdb.connect() as database:
        for table in TABLES.values():
            columns = table.merged(typed_by(CustomEvents()) if table == EVENTS else ())
            database.execute(f"CREATE VIEW {table.name} AS {duckdb_sql.empty(columns)}")

        assert database.execute(question).fetchall() == []


def test_what_athena_is_asked_is_trinos():
    assert len(ASKED_OF_ATHENA) == 1
    assert faults(*ASKED_OF_ATHENA) == [[]]
