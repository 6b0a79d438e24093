"""Trying a rule set on a cart that nobody has: decided and explained as a real one, and nothing written."""

from collections.abc import Mapping
from typing import Any

from functions.manage_rules.answers import Question, Tried
from shared.domain.answers import Claims, answer
from shared.domain.cart import cart_hash
from shared.domain.decisions import Basis, decide
from shared.domain.errors import FieldError, RefusedError
from shared.domain.explanations import explain
from shared.domain.facts.catalogue import Observation, find
from shared.domain.facts.fact import folded
from shared.domain.intent import intent_of
from shared.domain.items import Item, priced
from shared.domain.ledger import Ledger
from shared.domain.rules.model import RuleSet
from shared.domain.submissions import check

SESSION = "tryout"


def tried(question: Question, rules: RuleSet, items: Mapping[str, Item], now: int) -> Tried:
    """Return what ``rules`` say of the cart at its ``now``, else at the stack's."""
    check(question.cart, rules.currency)
    _check_observed(question.observed)
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


def _check_observed(observed: Mapping[str, Any]) -> None:
    """Raise ``RefusedError`` for a fact that there is not, or a value of another type than the fact's."""
    faults = tuple(fault for name, value in observed.items() if (fault := _fault(name, value)))
    if faults:
        raise RefusedError(faults[0].message, errors=faults)


def _fault(name: str, value: Any) -> FieldError | None:
    fact = find(name)
    if fact is None or fact.scope != "cart":
        return FieldError(f"$.observed.{name}", "unknown_fact", f"there is no fact '{name}' beside the cart's lines")
    wanted = {"integer": int, "boolean": bool, "texts": list}.get(fact.type, str)
    if value is None or (type(value) is wanted and (wanted is not list or all(type(each) is str for each in value))):
        return None
    return FieldError(f"$.observed.{name}", "wrong_type", f"'{name}' is {fact.type}")


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
        if value is None:
            continue
        fact = find(name)
        if fact and fact.running:
            found[name] = now - value * fact.scale_ms
        else:
            said = folded(value) if fact and fact.folded else value
            found[name] = tuple(said) if isinstance(said, list) else said
    return found
