"""A stored decision is decided anew, bit by bit, whatever the rules and the cart."""

from hypothesis import given, settings

from shared.domain.answers import answer
from shared.domain.decisions import decide
from shared.domain.explanations import explain
from shared.store.states import BASIS
from tests.domain.decision_cases import bases, documents, read


@settings(max_examples=100, deadline=None)
@given(documents(), bases())
def test_what_is_stored_of_a_decision_is_enough_to_make_it_again(document, shopping):
    rules = read(document)
    verdict = decide(rules, shopping)

    again = decide(rules, BASIS.read(BASIS.write(verdict.basis)))

    assert again == verdict
    assert answer(again, repr) == answer(verdict, repr)
    assert explain(rules, again) == explain(rules, verdict)
