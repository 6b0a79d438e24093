"""The leaves of a condition as a document has them: which fact, which operator, and what is required of it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from shared.domain.conditions.comparing import OF_MANY, OPERATORS
from shared.domain.conditions.tree import Operator
from shared.domain.errors import FieldError
from shared.domain.facts.catalogue import FAMILIES, Fact, FactType, find, names
from shared.domain.facts.fact import folded

MOST_VALUES = 1_000
LONGEST_TEXT = 256
LARGEST = 2**53

_WORDS: dict[FactType, str] = {
    "integer": "a whole number",
    "boolean": "true or false",
    "text": "a text",
    "texts": "a text",
    "date": "a day such as 2026-12-24",
}
# Other languages' words for our operators.
_OTHER_WORDS = {
    ">": "gt", "gte": "ge", ">=": "ge", "<": "lt", "lte": "le", "<=": "le", "=": "eq", "==": "eq", "equals": "eq",
    "!=": "ne", "<>": "ne", "nin": "not_in", "one_of": "in", "range": "between", "has": "contains",
    "any_of": "contains_any", "all_of": "contains_all", "prefix": "starts_with", "is_set": "exists",
}  # fmt: skip


class Faults:
    """What was found wrong with a document."""

    def __init__(self) -> None:
        self.found: list[FieldError] = []

    def add(self, path: str, code: str, message: str) -> None:
        """Note one fault: where, which, and what to do about it."""
        self.found.append(FieldError(path, code, message))


def read_fact(name: Any, path: str, faults: Faults, *, lines: bool) -> Fact | None:
    """Return the fact ``name``: of a line when ``lines``, of the whole cart and its surroundings when not."""
    fact = find(name) if type(name) is str else None
    scope = "line" if lines else "cart"
    if fact and fact.scope == scope:
        return fact
    if fact and lines:
        faults.add(path, "wrong_scope", f"only line.* facts can be asked of a line, and '{name}' is not one")
    elif fact:
        faults.add(path, "wrong_scope", f"'{name}' is a line's; ask for it within any_line, every_line, count_lines")
    else:
        there_are = [each for each in names() if each.startswith("line.") is lines]
        prefixes = [family.prefix for family in FAMILIES if not lines]
        faults.add(path, "unknown_fact", f"there is no fact {name!r:.80}{_way_out(name, there_are, prefixes)}")
    return None


def read_operator(op: Any, path: str, of: Fact | tuple[Operator, ...], faults: Faults) -> Operator | None:
    """Return the operator, one of those that the fact's type takes."""
    operators = OPERATORS[of.type] if isinstance(of, Fact) else of
    for operator in operators:
        if op == operator:
            return operator
    other = _OTHER_WORDS.get(op, op) if type(op) is str else op
    whose = f"'{of.name}' is {of.type} and" if isinstance(of, Fact) else "the lines' number or sum"
    faults.add(path, "unknown_operator", f"{whose} takes {', '.join(operators)}{_meant(other, operators)}")
    return None


def read_value(value: Any, path: str, fact: Fact | None, op: Operator, faults: Faults) -> Any:
    """Return what is required of ``fact``, or of a number when it is ``None``: one value, two bounds, or a set."""
    if op == "exists":
        return _one(value, path, "boolean", (), faults)
    kind, choices = (fact.type, fact.choices) if fact else ("integer", ())
    if fact and fact.folded:
        value = folded(value)
    if op not in (*OF_MANY, "between"):
        # A beginning need not be the whole of a word.
        return _one(value, path, kind, () if op == "starts_with" else choices, faults)
    if type(value) is not list or not value:
        faults.add(path, "wrong_type", f"'{op}' takes a list of {_WORDS[kind]} at least")
        return frozenset()
    if len(value) > MOST_VALUES:
        faults.add(path, "out_of_range", f"a list holds at most {MOST_VALUES} values")
        return frozenset()
    values = [_one(each, f"{path}[{n}]", kind, choices, faults) for n, each in enumerate(value)]
    if op != "between":
        return frozenset(values)
    if len(values) != 2:
        faults.add(path, "wrong_type", "'between' takes two bounds, the lower first; both are included")
    elif None not in values and values[0] > values[1]:
        faults.add(path, "out_of_range", f"'between' takes the lower bound first: [{value[1]}, {value[0]}]")
    return tuple(values)


def read_number(value: Any, path: str, faults: Faults) -> int:
    """Return a whole number."""
    number = _one(value, path, "integer", (), faults)
    return 0 if number is None else number


def _one(value: Any, path: str, kind: FactType, choices: tuple[str, ...], faults: Faults) -> Any:
    """Return one value of that kind, ``None`` with its fault noted when it is of another."""
    wanted = {"integer": int, "boolean": bool}.get(kind, str)
    # Not isinstance: true is no number.
    if type(value) is not wanted or (kind == "date" and not _is_day(value)):
        faults.add(path, "wrong_type", f"{_WORDS[kind]} belongs here")
    elif type(value) is int and abs(value) > LARGEST:
        faults.add(path, "out_of_range", "a number lies between -2^53 and 2^53")
    elif type(value) is str and len(value) > LONGEST_TEXT:
        faults.add(path, "out_of_range", f"a text has at most {LONGEST_TEXT} characters")
    elif choices and value not in choices:
        faults.add(path, "unknown_value", f"there is {', '.join(choices)}{_meant(value, choices)}")
    else:
        return value
    return None


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _way_out(name: Any, there_are: Iterable[str], prefixes: list[str]) -> str:
    known = list(there_are)
    meant = _meant(name, known)
    if meant or type(name) is not str:
        return meant
    family = name.partition(".")[0] + "."
    alike = [each for each in known if each.startswith(family)] or known
    alike = [each for each in alike if not each.startswith(tuple(prefixes))]
    return f"; there are {', '.join([*alike, *(f'{prefix}...' for prefix in prefixes)])}"


def _meant(word: Any, words: Iterable[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - 5 ms that only a faulty document takes

    close = get_close_matches(word, list(words), 1) if type(word) is str else []
    return f"; did you mean '{close[0]}'?" if close else ""
