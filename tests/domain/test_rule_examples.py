"""The rules and discounts that docs/rules.md shows can be read."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from shared.domain.rules.reading import parse_rule_set

PAGE = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
BLOCKS = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE, flags=re.DOTALL)]
DISCOUNTS = re.findall(r"^\| `(\{\"type\".*?\})` \|", PAGE, flags=re.MULTILINE)


def read(rule: dict[str, Any]) -> Any:
    document = {"groups": [{"id": "profile"}], "rules": [rule]}
    read = parse_rule_set(document, currency="EUR", time_zone="Europe/Rome")
    return (*read.rules, *read.prompts)[0]


@pytest.mark.parametrize("rule", [block for block in BLOCKS if "then" in block], ids=lambda rule: rule["id"])
def test_the_pages_rules_can_be_read(rule: dict[str, Any]) -> None:
    assert read(rule).id == rule["id"]


@pytest.mark.parametrize("discount", [each for each in DISCOUNTS if "..." not in each])
def test_the_pages_discounts_can_be_read(discount: str) -> None:
    rule = {"id": "one", "priority": 1, "title": {"en": "One"}, "then": {"discount": json.loads(discount)}}

    assert read(rule).discount is not None
