"""Whether a condition holds: the plain reading of the tree, by which the compiled engine is judged."""

from shared.domain.conditions.comparing import compare
from shared.domain.conditions.tree import (
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
from shared.domain.facts.gathered import Facts
from shared.domain.facts.lines import LineFacts


def holds(condition: Condition, facts: Facts | LineFacts) -> bool:
    """Return whether ``condition`` is met by ``facts``: the cart's with all around it, or those of one line."""
    match condition:
        case Comparison():
            return compare(condition.op, facts[condition.fact], condition.value)
        case All():
            for part in condition.parts:  # noqa: SIM110 - asked for every rule: all() would build a generator
                if not holds(part, facts):
                    return False
            return True
        case AnyOf():
            return any(holds(part, facts) for part in condition.parts)
        case Not():
            return not holds(condition.part, facts)
        case Weighted():
            return weight(condition, facts) >= condition.at_least
        case AnyLine():
            return any(holds(condition.where, line) for line in facts.lines)
        case EveryLine():
            return all(holds(condition.where, line) for line in facts.lines)
        case CountLines() | SumLines():
            return compare(condition.op, counted(condition, facts), condition.value)


def weight(condition: Weighted, facts: Facts | LineFacts) -> int:
    """Return the sum of the weights of the parts that hold."""
    return sum(weight for weight, part in condition.parts if holds(part, facts))


def counted(condition: CountLines | SumLines, facts: Facts | LineFacts) -> int:
    """Return the number of lines that meet the condition, or the sum of its fact over them; no value adds nothing."""
    lines = [line for line in facts.lines if holds(condition.where, line)]
    if isinstance(condition, CountLines):
        return len(lines)
    values = (line[condition.fact] for line in lines)
    return sum(value for value in values if isinstance(value, int))
