"""What docs/rules.md says of the facts is what the catalogue says."""

from pathlib import Path

from shared.domain.facts.catalogue import FACTS

RULES = Path(__file__).parents[2] / "docs" / "rules.md"


def test_the_table_of_facts_is_the_catalogue():
    rows = [
        line for line in RULES.read_text().splitlines() if line.startswith(("| `cart.", "| `session.", "| `customer."))
    ]

    assert rows == [
        f"| `{fact.name}` | {fact.type} | {fact.unit + ' ' if fact.unit else ''}| {fact.meaning} |"
        for fact in FACTS.values()
    ]
