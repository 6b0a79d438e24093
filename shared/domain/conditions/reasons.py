"""Why a condition holds or does not: of every part what is the case, what is required, and how much is missing."""

from typing import Any

from shared.domain.conditions.comparing import distance
from shared.domain.conditions.holding import counted, holds, weight
from shared.domain.conditions.tree import (
    All,
    AnyLine,
    AnyOf,
    Comparison,
    Condition,
    CountLines,
    EveryLine,
    LineCondition,
    Not,
    SumLines,
    Weighted,
)
from shared.domain.facts.catalogue import FACTS
from shared.domain.facts.gathered import Facts
from shared.domain.facts.lines import LineFacts


def unmet(condition: Condition, facts: Facts) -> list[Comparison] | None:
    """Return the comparisons that alone keep ``condition`` from holding; ``None`` when it is no plain list of them."""
    if isinstance(condition, Comparison):
        return [] if holds(condition, facts) else [condition]
    if isinstance(condition, All):
        missing: list[Comparison] = []
        for part in condition.parts:
            more = unmet(part, facts)
            if more is None:
                return None
            missing += more
        return missing
    return [] if holds(condition, facts) else None


def short_by(comparison: Comparison, facts: Facts | LineFacts) -> int | None:
    """Return how far the fact is from meeting ``comparison``, in the fact's unit.

    ``None`` when it meets it, has no value, or is neither a number nor a day.
    """
    if FACTS[comparison.fact].type not in ("integer", "date"):
        return None
    return distance(comparison.op, facts[comparison.fact], comparison.value) or None


def explained(condition: Condition, facts: Facts | LineFacts) -> dict[str, Any]:
    """Return the tree with ``met`` at every node, and ``required``, ``actual`` and ``short_by`` where something counts.

    A comparison has ``fact`` and ``op`` besides; a condition on lines tells of each line whether it is met, and why.
    """
    match condition:
        case Comparison():
            return {
                "fact": condition.fact,
                "op": condition.op,
                "required": plain(condition.value),
                "actual": plain(facts[condition.fact]),
                "met": holds(condition, facts),
                "short_by": short_by(condition, facts),
            }
        case All() | AnyOf():
            kind = "all" if isinstance(condition, All) else "any"
            return {kind: [explained(part, facts) for part in condition.parts], "met": holds(condition, facts)}
        case Not():
            return {"not": explained(condition.part, facts), "met": holds(condition, facts)}
        case Weighted():
            actual = weight(condition, facts)
            return {
                "weighted": [{"weight": each, "if": explained(part, facts)} for each, part in condition.parts],
                "required": condition.at_least,
                "actual": actual,
                "met": actual >= condition.at_least,
                "short_by": max(0, condition.at_least - actual) or None,
            }
        case _:
            return _explained_lines(condition, facts)


def plain(value: Any) -> Any:
    """Return a fact's value, or a required one, as JSON has it: sets as sorted lists."""
    if isinstance(value, frozenset):
        return sorted(value)
    return list(value) if isinstance(value, tuple) else value


def _explained_lines(condition: LineCondition, facts: Facts | LineFacts) -> dict[str, Any]:
    """Return the lines one by one; ``any_line`` requires one of them to meet it, ``every_line`` all."""
    lines = [
        {"path": f"$.lines[{n}]", "item_id": line["line.item_id"], **_explained_line(condition, line)}
        for n, line in enumerate(facts.lines)
    ]
    met = sum(1 for line in facts.lines if holds(condition.where, line))
    match condition:
        case AnyLine():
            name, wanted = {"any_line": lines}, {"required": 1, "actual": met, "short_by": None if met else 1}
        case EveryLine():
            missing = len(lines) - met
            name, wanted = {"every_line": lines}, {"required": len(lines), "actual": met, "short_by": missing or None}
        case CountLines() | SumLines():
            actual = counted(condition, facts)
            name = {"count_lines": lines}
            if isinstance(condition, SumLines):
                name = {"sum_lines": condition.fact, "lines": lines}
            wanted = {
                "op": condition.op,
                "required": plain(condition.value),
                "actual": actual,
                "short_by": distance(condition.op, actual, condition.value) or None,
            }
    return {**name, **wanted, "met": holds(condition, facts)}


def _explained_line(condition: LineCondition, line: LineFacts) -> dict[str, Any]:
    met = holds(condition.where, line)
    adds = {"adds": line[condition.fact] if met else 0} if isinstance(condition, SumLines) else {}
    return {**adds, "if": explained(condition.where, line), "met": met}
