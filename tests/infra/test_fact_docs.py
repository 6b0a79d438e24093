"""The page about rules names the facts and operators that there are, and its examples are good ones."""

import json
import re

import pytest

from infra import contract
from shared.domain.conditions.reading import parse_condition
from shared.domain.facts.catalogue import FACTS, find
from shared.domain.schedules import parse_schedule
from tests.factories import ROME

PAGE = contract.RULES.read_text(encoding="utf-8")
EXAMPLES = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE, flags=re.DOTALL)]
SCHEDULES = [each for each in EXAMPLES if "weekly" in each]
CONDITIONS = [each for each in EXAMPLES if each.keys() & {"fact", "all", "any", "not", "weighted"}]


def test_the_committed_page_is_what_the_code_says():
    assert contract.rules(PAGE) == PAGE, "python3 dev.py contract writes it anew"


def test_every_fact_has_its_row():
    rows = re.findall(r"^\| `([a-z]+\.[a-z_.]+)` \|", PAGE, flags=re.MULTILINE)

    assert set(FACTS) <= set(rows)


@pytest.mark.parametrize("condition", CONDITIONS)
def test_the_pages_conditions_can_be_read(condition):
    assert parse_condition(condition, "$")


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_the_pages_schedules_can_be_read(schedule):
    assert parse_schedule(schedule, ROME, "$")


@pytest.mark.parametrize("name", sorted(FACTS))
def test_a_facts_example_is_a_value_that_it_can_be_compared_with(name):
    fact = find(name)
    op = "contains" if fact.type == "texts" else "eq"

    assert parse_condition({"fact": name, "op": op, "value": fact.example}, "$", lines=fact.scope == "line")
