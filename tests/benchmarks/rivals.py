"""What our rule engine is set beside: code written or generated for the rules, and other rule engines.

Each factory is given the neutral rules and returns a function from a cart to the ids of the rules that hold; which of
them win is for its user to find out, and not measured. ``by_hand`` and the functions that leave a group at its first
rule return the winners alone, as ours does.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from itertools import compress
from typing import Any

from tests.benchmarks.workload import Rule, Test

Cart = dict[str, Any]
Engine = Callable[[Cart], list[str]]


def by_hand(cart: Cart) -> list[str]:
    """Return the winners of the twelve rules, as a programmer would write them down."""
    total, items = cart["total"], cart["items"]
    if total > 15000 and items > 3 and cart["open_s"] > 300 and not cart["checkout"]:
        best = ["compound"]
    elif total > 10000 and items > 2 and not cart["shipping"]:
        best = ["high_intent"]
    elif total > 15000 and cart["orders"] > 0:
        best = ["high_value"]
    elif total > 12000 and items > 2 and cart["open_s"] > 300 and not cart["checkout"]:
        best = ["patient"]
    elif total > 10000:
        best = ["fixed"]
    elif items > 2 and cart["addons"]:
        best = ["add_ons"]
    elif total > 6000 and cart["idle_s"] > 604_800:
        best = ["dormant"]
    elif items <= 1 and total < 8000 and cart["adds"] >= 3:
        best = ["tender"]
    else:
        best = []
    if cart["prime"]:
        best.append("prime")
    if cart["weekday"] == "sat" and 18 <= cart["hour"] < 22:
        best.append("peak_hours")
    if "panettone" in cart["tags"]:
        best.append("seasonal")
    return best


def generated(rules: Sequence[Rule]) -> Engine:
    """One function with an ``if`` for each rule, every fact read once."""
    lines = ["def ask(cart):", " found = []", *_reads(rules)]
    lines += [f" if {_python(rule.tests)}: found.append({rule.id!r})" for rule in rules]
    return _made("\n".join([*lines, " return found"]))


def generated_first(rules: Sequence[Rule]) -> Engine:
    """The same, but each group is a function of its own that ends at its first rule."""
    reads = _reads(rules)
    names = ", ".join(sorted({test.fact for rule in rules for test in rule.tests}))
    groups = list(dict.fromkeys(rule.group for rule in rules if rule.group))
    lines: list[str] = []
    for n, group in enumerate(groups):
        lines.append(f"def group{n}({names}):")
        lines += [f" if {_python(rule.tests)}: return {rule.id!r}" for rule in rules if rule.group == group]
    lines += ["def ask(cart):", " found = []", *reads]
    for n in range(len(groups)):
        lines += [f" x = group{n}({names})", " if x: found.append(x)"]
    lines += [f" if {_python(rule.tests)}: found.append({rule.id!r})" for rule in rules if not rule.group]
    return _made("\n".join([*lines, " return found"]))


def _reads(rules: Iterable[Rule]) -> list[str]:
    return [f" {fact} = cart[{fact!r}]" for fact in sorted({test.fact for rule in rules for test in rule.tests})]


def _made(source: str) -> Engine:
    names: dict[str, Any] = {}
    exec(compile(source, "<generated>", "exec"), names)  # noqa: S102 - the benchmark's own rules
    return names["ask"]


def _python(tests: Sequence[Test]) -> str:
    return " and ".join(_written(test, "not {}", "'{1}' in {0}") for test in tests)


def _written(test: Test, negated: str, has: str, quote: str = "'") -> str:
    """Return ``test`` in a language that compares as Python does."""
    if test.op == "has":
        return has.format(test.fact, test.value)
    if isinstance(test.value, bool):
        return test.fact if test.value else negated.format(test.fact)
    value = f"{quote}{test.value}{quote}" if isinstance(test.value, str) else test.value
    return f"{test.fact} {test.op} {value}"


def _zen(tests: Sequence[Test]) -> str:
    return " and ".join(_written(test, "not {}", "contains({0}, '{1}')") for test in tests)


def zen_each(rules: Sequence[Rule]) -> Engine:
    """zen-engine, a compiled expression for each rule."""
    import zen

    compiled = [(rule.id, zen.compile_expression(_zen(rule.tests))) for rule in rules]
    return lambda cart: [rule_id for rule_id, expression in compiled if expression.evaluate(cart)]


def zen_list(rules: Sequence[Rule]) -> Engine:
    """zen-engine, one compiled expression that lists them all."""
    import zen

    ids = [rule.id for rule in rules]
    expression = zen.compile_expression("[" + ", ".join(f"({_zen(rule.tests)})" for rule in rules) + "]")
    return lambda cart: list(compress(ids, expression.evaluate(cart)))


def zen_chains(rules: Sequence[Rule]) -> Engine:
    """zen-engine, one compiled expression with a chain of conditionals for each group: winners only."""
    import zen

    chains: list[str] = []
    for group in dict.fromkeys(rule.group for rule in rules if rule.group):
        # In pieces: a chain as deep as a thousand rules cannot be read.
        members = [n for n, rule in enumerate(rules) if rule.group == group]
        pieces = [members[n : n + 40] for n in range(0, len(members), 40)]
        nested = "-1"
        for piece in reversed(pieces):
            whole = " or ".join(f"({_zen(rules[n].tests)})" for n in piece) if len(pieces) > 1 else "true"
            chain = "".join(f"({_zen(rules[n].tests)}) ? {n} : " for n in piece)
            nested = f"({whole}) ? ({chain}-1) : ({nested})"
        chains.append(nested)
    chains += [f"({_zen(rule.tests)}) ? {n} : -1" for n, rule in enumerate(rules) if not rule.group]
    expression = zen.compile_expression("[" + ", ".join(chains) + "]")
    ids = [rule.id for rule in rules]
    return lambda cart: [ids[int(n)] for n in expression.evaluate(cart) if n >= 0]


def zen_table(rules: Sequence[Rule]) -> Engine:
    """zen-engine, a decision table that collects its hits, through a static loader."""
    asked = _static(_table(rules))
    return lambda cart: [row["id"] for row in asked(cart)["result"]]


def zen_decision(rules: Sequence[Rule]) -> Engine:
    """zen-engine, the same table as a decision made at run time."""
    import zen

    decision = zen.ZenEngine().create_decision(json.dumps(_graph(_table(rules))))
    return lambda cart: [row["id"] for row in decision.evaluate(cart)["result"]]


def zen_node(rules: Sequence[Rule]) -> Engine:
    """zen-engine, an expression node with an output for each rule, through a static loader."""
    expressions = [{"id": rule.id, "key": rule.id, "value": _zen(rule.tests)} for rule in rules]
    asked = _static({"type": "expressionNode", "content": {"expressions": expressions}})
    return lambda cart: [rule_id for rule_id, holds in asked(cart)["result"].items() if holds is True]


def _table(rules: Sequence[Rule]) -> dict[str, Any]:
    facts = list(dict.fromkeys(test.fact for rule in rules for test in rule.tests))
    rows: list[dict[str, str]] = []
    for rule in rules:
        cells = {fact: " and ".join(_cell(test) for test in rule.tests if test.fact == fact) for fact in facts}
        rows.append({"_id": rule.id, "out": f"'{rule.id}'", **cells})
    content = {
        "hitPolicy": "collect",
        "inputs": [{"id": fact, "name": fact, "field": fact} for fact in facts],
        "outputs": [{"id": "out", "name": "id", "field": "id"}],
        "rules": rows,
    }
    return {"type": "decisionTableNode", "content": content}


def _cell(test: Test) -> str:
    if test.op == "has":
        return f"contains($, '{test.value}')"
    if test.op != "==":
        return f"{test.op} {test.value}"
    return f"'{test.value}'" if isinstance(test.value, str) else json.dumps(test.value)


def _graph(node: dict[str, Any]) -> dict[str, Any]:
    place = {"position": {"x": 0, "y": 0}}
    return {
        "nodes": [
            {"id": "in", "type": "inputNode", "name": "in", **place},
            {"id": "rules", "name": "rules", **place, **node},
            {"id": "out", "type": "outputNode", "name": "out", **place},
        ],
        "edges": [
            {"id": "to", "sourceId": "in", "targetId": "rules", "type": "edge"},
            {"id": "from", "sourceId": "rules", "targetId": "out", "type": "edge"},
        ],
    }


def _static(node: dict[str, Any]) -> Callable[[Cart], dict[str, Any]]:
    import zen

    engine = zen.ZenEngine({"loader": {"type": "static", "content": {"rules": _graph(node)}}})
    return lambda cart: engine.evaluate("rules", cart)


def cel_rust(rules: Sequence[Rule]) -> Engine:
    """Common Expression Language in Rust, one program that lists them all."""
    import cel

    ids = [rule.id for rule in rules]
    conditions = (" && ".join(_written(test, "!{}", '"{1}" in {0}', '"') for test in rule.tests) for rule in rules)
    program = cel.compile("[" + ", ".join(conditions) + "]")
    return lambda cart: list(compress(ids, program.execute(cart)))


def cel_rust_each(rules: Sequence[Rule]) -> Engine:
    """Common Expression Language in Rust, a program for each rule and one context for all."""
    import cel

    written = [(rule.id, [_written(test, "!{}", '"{1}" in {0}', '"') for test in rule.tests]) for rule in rules]
    programs = [(rule_id, cel.compile(" && ".join(tests))) for rule_id, tests in written]

    def ask(cart: Cart) -> list[str]:
        context = cel.Context(cart)
        return [rule_id for rule_id, program in programs if program.execute(context)]

    return ask


def rule_engine(rules: Sequence[Rule]) -> Engine:
    """rule-engine, a rule for each."""
    from rule_engine import Rule as Compiled

    compiled = [(rule.id, Compiled(_python(rule.tests))) for rule in rules]
    return lambda cart: [rule_id for rule_id, rule in compiled if rule.matches(cart)]


def json_logic(rules: Sequence[Rule]) -> Engine:
    """JsonLogic, a document for each rule."""
    from json_logic import jsonLogic

    documents = [(rule.id, {"and": [_logic(test) for test in rule.tests]}) for rule in rules]
    return lambda cart: [rule_id for rule_id, document in documents if jsonLogic(document, cart)]


def _logic(test: Test) -> dict[str, Any]:
    if test.op == "has":
        return {"in": [test.value, {"var": test.fact}]}
    return {test.op: [{"var": test.fact}, test.value]}


def winners(rules: Sequence[Rule], found: Iterable[str]) -> list[str]:
    """Return of the rules that hold the first of each group, then the overrides, as ours orders them."""
    held = set(found)
    first: dict[str, str] = {}
    for rule in rules:
        if rule.id in held and rule.group:
            first.setdefault(rule.group, rule.id)
    groups = dict.fromkeys(rule.group for rule in rules if rule.group)
    alone = [rule.id for rule in rules if rule.id in held and not rule.group]
    return [*(first[group] for group in groups if group in first), *alone]
