"""A published version comes back from its artefact as it was, and no rule is read before it is wanted."""

import json
import marshal
from pathlib import Path

import pytest

from shared.domain.decisions import decide
from shared.domain.engine import artefact
from shared.domain.rules.reading import parse_rule_set
from tests.benchmarks import ours, workload
from tests.factories import NOW, ROME, basis, cart

SHOP = {"currency": "EUR", "time_zone": ROME.key}
DEFAULT = json.loads((Path(__file__).parents[3] / "shared/domain/rulesets/default.json").read_text("utf-8"))
MANY = ours.document(workload.rules(900, sparse=True))
FACTS = [ours.facts(each) for each in workload.carts(100)]


def refused():
    raise AssertionError("the artefact was not read")


def stored(document):
    return artefact.build(document, parse_rule_set(document, **SHOP))


def loaded(document):
    return artefact.load(stored(document), **SHOP, otherwise=refused)


def test_many_rules_come_back_as_they_were():
    rules, again = parse_rule_set(MANY, **SHOP), loaded(MANY)

    assert rules.matcher.index.by == "session.channel"
    assert list(again.rules) == list(rules.rules)
    assert again.matcher.outline == rules.matcher.outline
    assert [again.matcher.winners(facts, NOW) for facts in FACTS] == [
        rules.matcher.winners(facts, NOW) for facts in FACTS
    ]
    assert (again.label, again.groups, again.zone) == (rules.label, rules.groups, rules.zone)


def test_few_rules_come_back_as_they_were():
    shopping = basis(cart(9000, 7000), prime=True)
    rules = parse_rule_set(DEFAULT, **SHOP)

    assert decide(loaded(DEFAULT), shopping).applied == decide(rules, shopping).applied


def test_no_rule_is_read_to_find_the_winners():
    again = loaded(MANY)

    winners = [again.matcher.winners(facts, NOW) for facts in FACTS]

    assert any(winners)
    assert again.rules._rules == {}


def test_a_rule_is_found_by_its_id():
    again = loaded(MANY)

    assert again.rules[again.place_of("prime_21")].id == "prime_21"
    assert again.place_of("nobody") is None
    assert [rule.id for rule in again.rules[-2:]] == ["peak_hours", "seasonal"]


def test_rules_that_are_switched_off_are_left_out():
    rules = [MANY["rules"][0] | {"enabled": False}, *MANY["rules"][1:]]

    again = loaded(MANY | {"rules": rules})

    assert len(again.rules) == 899
    assert again.rules[0].id == MANY["rules"][1]["id"]


@pytest.mark.parametrize("foreign", [b"", b"{}", b"microlift rules 0, marshal 4 of cpython-312\n", artefact.TAG[:-1]])
def test_a_foreign_artefact_is_as_good_as_none(foreign):
    document_read = object()

    assert artefact.load(foreign, **SHOP, otherwise=lambda: document_read) is document_read


def test_an_artefact_is_plain_data():
    parts = marshal.loads(stored(MANY)[len(artefact.TAG) :])  # noqa: S302 - written a line before

    assert kinds(parts) <= {tuple, dict, list, str, int, bytes, bool, type(None)}


def kinds(value):
    inside = [*value, *value.values()] if isinstance(value, dict) else value if isinstance(value, tuple | list) else ()
    return {type(value)}.union(*map(kinds, inside))
