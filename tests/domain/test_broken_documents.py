"""Whatever is done to a rule document, it is read or refused with paths into it: never anything else."""

import copy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.decisions import decide
from shared.domain.errors import FieldError, RuleSetError
from shared.domain.rules.reading import parse_rule_set
from tests.domain.decision_cases import documents
from tests.factories import basis, cart

junk = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.text(max_size=5),
    st.just([]),
    st.just({}),
    st.just([[]]),
    st.just({"all": [{}]}),
    st.just({"from": "24:61", "until": 3, "days": ["sat"], "weekly": [None]}),
    st.just({"type": "percent"}),
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to every value within ``value``."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for name, each in inner for place in places(each, (*path, name)))]


def put(document: Any, path: tuple[Any, ...], value: Any) -> None:
    for name in path[:-1]:
        document = document[name]
    document[path[-1]] = value


def faults(document: Any) -> tuple[FieldError, ...]:
    """Return what is wrong with a document; one that can be read must decide, too."""
    try:
        rules = parse_rule_set(document, currency="EUR", time_zone="Europe/Rome")
    except RuleSetError as refusal:
        return refusal.errors or (FieldError("", "refused without a reason", ""),)
    decide(rules, basis(cart(1000, 2500, quantity=2, codes=("welcome",))))
    return ()


@settings(max_examples=200, deadline=None)
@given(documents(most=3), st.data())
def test_a_broken_document_is_refused_with_paths_into_it(document, data):
    broken = copy.deepcopy(document)
    put(broken, data.draw(st.sampled_from(places(broken)[1:])), data.draw(junk))

    found = faults(broken)

    assert all(each.path.startswith("$") and each.code and each.message for each in found)


@given(junk)
def test_what_is_no_document_is_refused_too(document):
    found = faults(document)

    assert all(each.path.startswith("$") and each.code and each.message for each in found)
