"""The neutral rules and carts of the benchmark as our own documents and facts."""

from collections.abc import Sequence
from typing import Any, Final

from shared.domain.rules.model import RuleSet
from shared.domain.rules.reading import parse_rule_set
from tests.benchmarks.workload import Rule, Test

CURRENCY: Final = "EUR"
TIME_ZONE: Final = "Europe/Rome"
# The fact that each neutral one stands for, and what its values become.
FACTS: Final = {
    "total": ("cart.subtotal", int),
    "items": ("cart.quantity", int),
    "orders": ("customer.orders", int),
    "idle_s": ("customer.since_last_visit_ms", lambda seconds: seconds * 1000),
    "open_s": ("cart.without_checkout_ms", lambda seconds: seconds * 1000),
    "checkout": ("cart.stage", lambda checkout: "checkout" if checkout else "cart"),
    "adds": ("session.adds", int),
    "shipping": ("cart.shipping_selected", bool),
    "addons": ("cart.addons", int),
    "prime": ("customer.prime", bool),
    "weekday": ("clock.weekday", str),
    "hour": ("clock.hour", int),
    "tags": ("cart.tags", frozenset),
    "segment": ("session.channel", str),
}
OPERATORS: Final = {">": "gt", ">=": "ge", "<": "lt", "<=": "le", "==": "eq", "has": "contains"}


def rule_set(rules: Sequence[Rule]) -> RuleSet:
    """Return ``rules`` as a rule set."""
    return parse_rule_set(document(rules), currency=CURRENCY, time_zone=TIME_ZONE)


def document(rules: Sequence[Rule]) -> dict[str, Any]:
    """Return the rule-set document of ``rules``, the first with the smallest number."""
    groups = list(dict.fromkeys(rule.group for rule in rules if rule.group))
    return {
        "name": "benchmark",
        "version": 1,
        "offer_ttl_s": 1800,
        "ceiling": {"basis_points": 3500},
        "groups": [{"id": group, "policy": "first"} for group in groups],
        "rules": [_rule(n, rule) for n, rule in enumerate(rules)],
    }


def _rule(n: int, rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "priority": n + 1,
        "title": {"it": f"Sconto {n}", "en": f"Offer {n}", "pl": f"Rabat {n}"},
        "when": {"all": [_comparison(test) for test in rule.tests]},
        "then": {"discount": {"type": "percent", "basis_points": 500 + n % 20 * 50}},
    } | ({"group": rule.group} if rule.group else {})


def _comparison(test: Test) -> dict[str, Any]:
    fact, worth = FACTS[test.fact]
    if test.fact == "addons":
        return {"fact": fact, "op": "ge", "value": 1}
    return {"fact": fact, "op": OPERATORS[test.op], "value": test.value if test.op == "has" else worth(test.value)}


def facts(cart: dict[str, Any]) -> dict[str, Any]:
    """Return the facts of a cart."""
    return {FACTS[name][0]: FACTS[name][1](value) for name, value in cart.items()}
