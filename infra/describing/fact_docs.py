"""The tables of ``docs/rules.md`` that the code writes: every fact, and what each type of fact is compared with."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

BEGIN = "<!-- facts: written by `python3 dev.py contract`; changes made here by hand are lost -->"
END = "<!-- end of facts -->"

_TITLES = {
    "cart": "The cart",
    "session": "The session",
    "customer": "The customer",
    "clock": "The clock, in the shop's time zone",
    "line": "A line, in conditions on lines",
}


def renewed(page: str, section: str) -> str:
    """Return ``page`` with ``section`` between its marks."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{section}\n\n{END}{after}"


def section(facts: Sequence[Any], operators: Mapping[str, Sequence[str]]) -> str:
    """Return one table of facts for each place that they come from, and one of operators."""
    tables = [f"### {title}\n\n{_table(facts, place)}" for place, title in _TITLES.items()]
    return "\n\n".join([*tables, f"### Comparisons\n\n{_operators(operators)}"])


def _table(facts: Iterable[Any], place: str) -> str:
    rows = [
        f"| `{fact.name}` | {fact.type} | {_cell(fact.unit)}{fact.source} | `{_example(fact)}` | {fact.meaning} |"
        for fact in facts
        if fact.name.startswith(f"{place}.")
    ]
    return "\n".join(["| fact | type | unit | from | example | meaning |", "|---|---|---|---|---|---|", *rows])


def _operators(operators: Mapping[str, Sequence[str]]) -> str:
    rows = [f"| {kind} | {', '.join(f'`{each}`' for each in each_type)} |" for kind, each_type in operators.items()]
    return "\n".join(["| a fact of type | takes |", "|---|---|", *rows])


def _example(fact: Any) -> str:
    return json.dumps(fact.example, ensure_ascii=False)


def _cell(text: str) -> str:
    return f"{text} | " if text else "| "
