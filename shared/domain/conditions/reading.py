"""From a rule-set document to a tree of conditions; what cannot be read is refused with its path."""

from collections.abc import Mapping
from typing import Any

from shared.domain.conditions.tree import All, AnyOf, Comparison, Condition, Not
from shared.domain.errors import FieldError, RuleSetError
from shared.domain.facts.catalogue import FACTS, FactType

_OPERATORS: Mapping[FactType, tuple[frozenset[str], type]] = {
    "integer": (frozenset({"gt", "ge", "lt", "le", "eq", "ne"}), int),
    "boolean": (frozenset({"eq", "ne"}), bool),
    "text": (frozenset({"eq", "ne"}), str),
    "texts": (frozenset({"contains"}), str),
}


def parse_condition(document: Any, path: str) -> Condition:
    """Return the condition that ``document`` describes.

    Raises ``RuleSetError`` with the path of an unknown fact, operator or key, or of a value of the wrong type.
    """
    if not isinstance(document, dict):
        raise _refusal(path, "wrong_type", "a condition is an object")
    if document.keys() == {"all"} or document.keys() == {"any"}:
        kind = All if "all" in document else AnyOf
        key = next(iter(document))
        if not isinstance(document[key], list):
            raise _refusal(f"{path}.{key}", "wrong_type", f"'{key}' takes a list of conditions")
        return kind(tuple(parse_condition(part, f"{path}.{key}[{n}]") for n, part in enumerate(document[key])))
    if document.keys() == {"not"}:
        return Not(parse_condition(document["not"], f"{path}.not"))
    if document.keys() == {"fact", "op", "value"}:
        return _parse_comparison(document, path)
    raise _refusal(path, "unknown_key", "a condition has 'all', 'any', 'not', or 'fact', 'op' and 'value'")


def _parse_comparison(document: dict[str, Any], path: str) -> Comparison:
    fact = FACTS.get(document["fact"]) if isinstance(document["fact"], str) else None
    if fact is None:
        raise _refusal(f"{path}.fact", "unknown_fact", f"no such fact; there are: {', '.join(FACTS)}")
    operators, value_type = _OPERATORS[fact.type]
    if document["op"] not in operators:
        raise _refusal(f"{path}.op", "unknown_operator", f"{fact.name} takes one of {', '.join(sorted(operators))}")
    if type(document["value"]) is not value_type:
        raise _refusal(f"{path}.value", "wrong_type", f"{fact.name} is compared with {fact.type} ({fact.unit})")
    return Comparison(fact.name, document["op"], document["value"])


def _refusal(path: str, code: str, message: str) -> RuleSetError:
    return RuleSetError(f"{path}: {message}", errors=(FieldError(path, code, message),))
