"""From a rule-set document to a tree of conditions; what cannot be read is refused with its path and the way out.

All faults of a tree are told at once, so that its author mends them in one go.
"""

from typing import Any

from shared.domain.conditions.comparing import OF_LINES
from shared.domain.conditions.tree import (
    ALWAYS,
    All,
    AnyLine,
    AnyOf,
    Comparison,
    Condition,
    CountLines,
    EveryLine,
    Not,
    SumLines,
    Weighted,
)
from shared.domain.conditions.values import Faults, read_fact, read_number, read_operator, read_value
from shared.domain.errors import RuleSetError

DEEPEST = 20
MOST_PARTS = 200

# Each kind of condition by the member that tells it, with all members that it has.
_MEMBERS = {
    "fact": ("fact", "op", "value"),
    "all": ("all",),
    "any": ("any",),
    "not": ("not",),
    "weighted": ("weighted", "at_least"),
    "any_line": ("any_line",),
    "every_line": ("every_line",),
    "count_lines": ("count_lines", "op", "value"),
    "sum_lines": ("sum_lines", "where", "op", "value"),
}
_OF_ALL_LINES = ("any_line", "every_line", "count_lines", "sum_lines")
_OPTIONAL = ("where",)


def parse_condition(document: Any, path: str, *, lines: bool = False) -> Condition:
    """Return the condition that ``document`` describes; with ``lines`` it is one on the ``line.*`` facts of a line.

    Raises ``RuleSetError`` with the path of every unknown fact, operator or member, and of every value of a wrong type.
    """
    faults = Faults()
    condition = _Reader(faults, lines=lines).read(document, path)
    if faults.found:
        first = faults.found[0]
        raise RuleSetError(f"{first.path}: {first.message}", errors=tuple(faults.found))
    return condition


class _Reader:
    """Reads one tree, noting its faults; ``ALWAYS`` stands in for what cannot be read."""

    def __init__(self, faults: Faults, *, lines: bool) -> None:
        self._faults = faults
        self._lines = lines

    def read(self, document: Any, path: str, depth: int = 0) -> Condition:
        kind = self._kind(document, path, depth)
        if kind is None:
            return ALWAYS
        content = document[kind]
        match kind:
            case "fact":
                return self._comparison(document, path)
            case "all":
                return All(self._parts(content, f"{path}.all", depth))
            case "any":
                return AnyOf(self._parts(content, f"{path}.any", depth))
            case "not":
                return Not(self.read(content, f"{path}.not", depth + 1))
            case "weighted":
                at_least = read_number(document["at_least"], f"{path}.at_least", self._faults)
                return Weighted(self._weighted(content, f"{path}.weighted", depth), at_least)
            case "any_line":
                return AnyLine(self._where(content, f"{path}.any_line", depth))
            case "every_line":
                return EveryLine(self._where(content, f"{path}.every_line", depth))
            case "count_lines":
                where = self._where(content, f"{path}.count_lines", depth)
                return CountLines(where, *self._required(document, path))
            case _:
                fact = read_fact(content, f"{path}.sum_lines", self._faults, lines=True)
                if fact and fact.type != "integer":
                    self._faults.add(f"{path}.sum_lines", "wrong_type", f"'{fact.name}' cannot be added up")
                where = self._where(document["where"], f"{path}.where", depth) if "where" in document else ALWAYS
                return SumLines(fact.name if fact else "", where, *self._required(document, path))

    def _kind(self, document: Any, path: str, depth: int) -> str | None:
        """Return which kind of condition it is, ``None`` when it is none of them or lacks a member."""
        if type(document) is not dict:
            self._faults.add(path, "wrong_type", "a condition is an object")
            return None
        kind = next((each for each in _MEMBERS if each in document), None)
        if kind is None:
            self._faults.add(path, "unknown_key", f"a condition has one of {', '.join(map(repr, _MEMBERS))}")
            return None
        if self._lines and kind in _OF_ALL_LINES:
            self._faults.add(f"{path}.{kind}", "nested_lines", "a line has no lines; only comparisons of line.* facts")
            return None
        if depth > DEEPEST:
            self._faults.add(path, "too_deep", f"conditions may lie {DEEPEST} deep; put some beside one another")
            return None
        for member in document:
            if member not in _MEMBERS[kind]:
                known = ", ".join(map(repr, _MEMBERS[kind]))
                self._faults.add(f"{path}.{member}", "unknown_key", f"beside '{kind}' there may only be {known}")
        missing = [each for each in _MEMBERS[kind] if each not in document and each not in _OPTIONAL]
        for member in missing:
            self._faults.add(f"{path}.{member}", "missing", f"'{kind}' needs '{member}'")
        return None if missing else kind

    def _comparison(self, document: dict[str, Any], path: str) -> Condition:
        fact = read_fact(document["fact"], f"{path}.fact", self._faults, lines=self._lines)
        if fact is None:
            return ALWAYS
        op = read_operator(document["op"], f"{path}.op", fact, self._faults)
        if op is None:
            return ALWAYS
        return Comparison(fact.name, op, read_value(document["value"], f"{path}.value", fact, op, self._faults))

    def _parts(self, parts: Any, path: str, depth: int) -> tuple[Condition, ...]:
        return tuple(self.read(part, f"{path}[{n}]", depth + 1) for n, part in enumerate(self._list(parts, path)))

    def _weighted(self, parts: Any, path: str, depth: int) -> tuple[tuple[int, Condition], ...]:
        read: list[tuple[int, Condition]] = []
        for n, part in enumerate(self._list(parts, path)):
            here = f"{path}[{n}]"
            if type(part) is not dict or part.keys() != {"weight", "if"}:
                self._faults.add(here, "wrong_type", "a weighted part has 'weight' (a whole number) and 'if'")
                continue
            weight = read_number(part["weight"], f"{here}.weight", self._faults)
            read.append((weight, self.read(part["if"], f"{here}.if", depth + 1)))
        return tuple(read)

    def _where(self, document: Any, path: str, depth: int) -> Condition:
        return _Reader(self._faults, lines=True).read(document, path, depth + 1)

    def _required(self, document: dict[str, Any], path: str) -> tuple[Any, Any]:
        op = read_operator(document["op"], f"{path}.op", OF_LINES, self._faults)
        return op, read_value(document["value"], f"{path}.value", None, op, self._faults) if op else None

    def _list(self, parts: Any, path: str) -> list[Any]:
        if type(parts) is not list:
            self._faults.add(path, "wrong_type", "a list of conditions belongs here")
            return []
        if len(parts) > MOST_PARTS:
            self._faults.add(path, "out_of_range", f"at most {MOST_PARTS} conditions belong side by side")
        return parts[:MOST_PARTS]
