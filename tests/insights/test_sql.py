"""Every report's question is put alike to DuckDB and to Athena."""

import re
from functools import partial

import pytest

from shared.insights import audit
from shared.insights.comparisons import comparisons
from shared.insights.conversion import conversion
from shared.insights.funnel import funnel
from shared.insights.interventions import interventions
from shared.insights.sql import sql_of
from tests.insights.conftest import WEEK
from tests.trino import faults

QUESTIONS = {
    "comparisons": partial(comparisons, WEEK, "EUR", bots=False),
    "conversion": partial(conversion, WEEK, "EUR", bots=False),
    "funnel": partial(funnel, WEEK, "EUR", bots=True),
    "interventions": partial(interventions, WEEK, "EUR", bots=False),
    **{f"audit_{name}": partial(question, WEEK) for name, question in audit.QUESTIONS.items()},
}
every_question = pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS.keys())


@every_question
def test_athena_reads_the_days_of_the_report_and_no_others(question):
    sql = sql_of(question(), "athena")

    assert re.search(r"\"day\" BETWEEN FROM_ISO8601_DATE\('20\d\d-\d\d-\d\d'\) AND FROM_ISO8601_DATE\('", sql)


def test_every_question_is_trinos_grammar():
    found = faults(*(sql_of(question(), "athena") for question in QUESTIONS.values()))

    assert {name: wrong for name, wrong in zip(QUESTIONS, found, strict=True) if wrong} == {}


@every_question
def test_the_same_question_has_the_same_words(question):
    """By them, Athena knows a query that is already running."""
    assert sql_of(question(), "athena") == sql_of(question(), "athena")


@every_question
def test_no_window_has_a_filter_which_athena_would_refuse(question):
    sql = re.sub(r"\s+", " ", sql_of(question(), "athena"))

    assert re.findall(r"FILTER\(WHERE [^)]*\)+ OVER", sql) == []


def test_the_conversion_looks_a_month_back():
    assert "FROM_ISO8601_DATE('2026-10-15')" in sql_of(conversion(WEEK, "EUR", bots=False), "athena")
