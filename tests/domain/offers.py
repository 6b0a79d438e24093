"""Small rule sets for the tests that need other rules than the default ones."""

from typing import Any

from shared.domain.rules.model import RuleSet
from shared.domain.rules.reading import parse_rule_set


def rules(*documents: dict[str, Any], currency: str = "EUR", **settings: Any) -> RuleSet:
    """Return a rule set of these rules; groups are listed as they are named."""
    groups = [{"id": name} for name in dict.fromkeys(each["group"] for each in documents if "group" in each)]
    document = {"groups": groups, "rules": list(documents), **settings}
    return parse_rule_set(document, currency=currency, time_zone="Europe/Rome")


def rule(rule_id: str, priority: int = 1, basis_points: int = 1000, **members: Any) -> dict[str, Any]:
    """Return a rule that gives a percentage of the cart, unless ``then`` says otherwise."""
    percent = {"discount": {"type": "percent", "basis_points": basis_points}}
    return {"id": rule_id, "priority": priority, "title": {"en": rule_id}, "then": percent, **members}


def above(subtotal: int) -> dict[str, Any]:
    """Return the condition that the cart comes to more than ``subtotal``."""
    return {"fact": "cart.subtotal", "op": "gt", "value": subtotal}
