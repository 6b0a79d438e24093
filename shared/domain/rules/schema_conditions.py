"""The schema of conditions: made from the fact catalogue and the operators that each type of fact takes.

A comparison is one of many alternatives, each for the facts of one type and the operators that take the same kind of
value; so an editor that knows the fact and the operator knows what may follow.
"""

from collections.abc import Iterator

from shared.domain.conditions.comparing import OF_LINES, OF_MANY, OPERATORS
from shared.domain.conditions.reading import MOST_PARTS
from shared.domain.conditions.values import LARGEST, LONGEST_TEXT, MOST_VALUES
from shared.domain.facts.catalogue import FACTS, FAMILIES, Fact, FactType, Family, names
from shared.domain.rules.schema_parts import Schema, choice, many, ref

OPERATOR_MEANINGS = {
    "gt": "more than the value",
    "ge": "the value or more",
    "lt": "less than the value",
    "le": "the value or less",
    "eq": "exactly the value",
    "ne": "anything but the value",
    "between": "within two bounds, both included",
    "in": "one of the values",
    "not_in": "none of the values",
    "contains": "the value is among the fact's texts",
    "contains_any": "one of the values is among the fact's texts",
    "contains_all": "all values are among the fact's texts",
    "starts_with": "the text begins with the value",
    "exists": "true: the fact has a value; false: it has none",
}

_VALUES: dict[FactType, Schema] = {
    "integer": {"type": "integer", "minimum": -LARGEST, "maximum": LARGEST},
    "date": {"type": "string", "format": "date", "pattern": r"^\d{4}-\d\d-\d\d$", "examples": ["2026-12-24"]},
    "boolean": {"type": "boolean"},
    "text": {"type": "string", "maxLength": LONGEST_TEXT},
    "texts": {"type": "string", "maxLength": LONGEST_TEXT},
}


def definitions() -> dict[str, Schema]:
    """Return the definitions of conditions, ``condition`` and ``line_condition``, with all that they refer to."""
    numbers = [fact for fact in _listed("cart") if fact.type == "integer"]
    return {
        **_condition("condition", "cart"),
        **_condition("line_condition", "line"),
        "number_fact": {"anyOf": [_named(numbers), *map(_family, _open_families())]},
    }


def _condition(name: str, scope: str) -> dict[str, Schema]:
    groups, families = _groups(scope), _open_families() if scope == "cart" else []
    parts = many(ref(name), "conditions", MOST_PARTS)
    weighed = _record("A part and what it weighs", weight=_VALUES["integer"], **{"if": ref(name)})
    kinds = [
        _record("Every one must hold", all=parts),
        _record("One must hold", any=parts),
        _record("Must not hold", **{"not": ref(name)}),
        _record("Weights that add up", weighted=many(weighed, "parts", MOST_PARTS), at_least=_VALUES["integer"]),
        *(_of_lines() if scope == "cart" else ()),
    ]
    for group, facts in groups.items():
        kinds += _comparisons(ref(group), facts[0])
    for family in families:
        kinds += _comparisons(_family(family), family.line)
    about = "a condition on one line of the cart" if scope == "line" else "a condition"
    named = {group: _named(facts) for group, facts in groups.items()}
    return {name: {"type": "object", "description": about, "anyOf": kinds}, **named}


def _of_lines() -> Iterator[Schema]:
    yield _record("One line at least meets it", any_line=ref("line_condition"))
    yield _record("Every line meets it", every_line=ref("line_condition"))
    sums = _named([fact for fact in _listed("line") if fact.type == "integer"])
    for op, value in _operands("integer", OF_LINES, ()):
        yield _record("How many lines meet it", count_lines=ref("line_condition"), op=op, value=value)
        summed = _record("A sum over the lines that meet it", sum_lines=sums, op=op, value=value)
        summed["properties"]["where"] = ref("line_condition", "which lines; missing: all of them")
        yield summed


def _comparisons(fact: Schema, like: Fact) -> Iterator[Schema]:
    """Return a comparison for each kind of value that a fact like that is compared with."""
    for op, value in _operands(like.type, OPERATORS[like.type], like.choices):
        yield _record(f"A fact beside a value: {like.type}", fact=fact, op=op, value=value)


def _operands(kind: FactType, operators: tuple[str, ...], choices: tuple[str, ...]) -> Iterator[tuple[Schema, Schema]]:
    """Return which operators go with which kind of value."""
    one: Schema = {"enum": list(choices)} if choices else _VALUES[kind]
    classes: list[tuple[list[str], Schema]] = [
        ([op for op in operators if op not in (*OF_MANY, "between", "exists", "starts_with")], one),
        (["starts_with"], _VALUES[kind]),
        (["between"], many(one, "the lower bound and the upper one, both included", 2, 2)),
        ([op for op in operators if op in OF_MANY], many(one, "values", MOST_VALUES, 1)),
        (["exists"], {"type": "boolean"}),
    ]
    for those, value in classes:
        if known := {op: OPERATOR_MEANINGS[op] for op in those if op in operators}:
            yield choice("how the fact is compared", known), value


def _groups(scope: str) -> dict[str, list[Fact]]:
    """Return the facts of a scope by type, those with a closed vocabulary each by itself, under the groups' names."""
    prefix = "line_" if scope == "line" else ""
    found: dict[str, list[Fact]] = {}
    for fact in _listed(scope):
        group = fact.name.replace(".", "_") if fact.choices else f"{prefix}{fact.type}_facts"
        found.setdefault(group, []).append(fact)
    return found


def _named(facts: list[Fact]) -> Schema:
    meanings = {each.name: f"{each.meaning} ({each.unit})" if each.unit else each.meaning for each in facts}
    return choice("a fact of the catalogue", meanings)


def _open_families() -> list[Family]:
    """Return the families whose facts are too many to be listed."""
    return [family for family in FAMILIES if not any(name.startswith(family.prefix) for name in names())]


def _family(family: Family) -> Schema:
    pattern = "^" + family.prefix.replace(".", r"\.") + "."
    return {"type": "string", "description": family.line.meaning, "pattern": pattern}


def _listed(scope: str) -> list[Fact]:
    return [FACTS[name] for name in names() if FACTS[name].scope == scope]


def _record(description: str, **needed: Schema) -> Schema:
    return {
        "type": "object",
        "description": description,
        "properties": needed,
        "required": list(needed),
        "additionalProperties": False,
    }
