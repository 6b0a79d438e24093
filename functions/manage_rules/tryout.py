"""Trying a rule set on a cart that nobody has: decided and explained as a real one, and nothing written."""

from collections.abc import Mapping
from typing import Any

from functions.manage_rules.answers import Question, Tried
from shared.domain.answers import Claims, answer
from shared.domain.cart import cart_hash
from shared.domain.decisions import Basis, decide
from shared.domain.explanations import explain
from shared.domain.facts.catalogue import FACTS, Observation
from shared.domain.intent import intent_of
from shared.domain.items import Item, priced
from shared.domain.ledger import Ledger
from shared.domain.rules.model import RuleSet
from shared.domain.session import check

SESSION = "tryout"


def tried(question: Question, rules: RuleSet, items: Mapping[str, Item], now: int) -> Tried:
    """Return what ``rules`` say of the cart at its ``now``, else at the stack's."""
    check(question.cart, rules.currency)
    now = now if question.now is None else question.now
    at_our_prices = priced(question.cart, items)
    basis = Basis(
        session_id=SESSION,
        sequence=1,
        ruleset=rules.label,
        decided_at=now,
        cart=at_our_prices.cart,
        floors=at_our_prices.floors,
        messages=at_our_prices.messages,
        cart_hash=cart_hash(at_our_prices.cart),
        changed_at=_moment(question.observed, "cart.idle_ms", now),
        began_at=_moment(question.observed, "cart.without_checkout_ms", now),
        intent=intent_of(Ledger(), articles=question.cart.quantity),
        observed=dict(_observed(question.observed, now)),
    )
    verdict = decide(rules, basis)
    return Tried(answer(verdict, _unsigned), explain(rules, verdict))


def _unsigned(claims: Claims) -> str:
    """Return an empty token: what is only tried is no promise."""
    return ""


def _moment(observed: Mapping[str, Any], fact: str, now: int) -> int:
    """Return since when a running fact of the cart grows, that it may have its value ``now``."""
    value = observed.get(fact, 0)
    return now - value if type(value) is int else now


def _observed(observed: Mapping[str, Any], now: int) -> Mapping[str, Observation]:
    """Return the observations that make the facts what the question says."""
    found: dict[str, Observation] = {}
    for name, value in observed.items():
        fact = FACTS.get(name)
        running = fact is not None and fact.running and type(value) is int
        found[name] = now - value * fact.scale_ms if running else tuple(value) if isinstance(value, list) else value
    return found
