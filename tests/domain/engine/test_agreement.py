"""The engine in all its forms says what the plain reading of the conditions says."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.domain.masks import places
from tests.domain.engine.rule_sets import CARTS, best, held, matchers, rules

# 1,000 rule sets with 25 carts each are 25,000 cases, the same ones in every run.
RULE_SETS, CARTS_EACH = 1_000, 25


@settings(max_examples=RULE_SETS, derandomize=True, suppress_health_check=list(HealthCheck))
@given(rules(), st.lists(CARTS, min_size=CARTS_EACH, max_size=CARTS_EACH))
def test_every_form_agrees_with_the_plain_reading(drawn, carts):
    forms = matchers(drawn)
    for found, now in carts:
        expected = held(drawn, found, now)
        for matcher in forms:
            assert places(matcher.held(found, now)) == expected
            assert matcher.winners(found, now) == best(drawn, expected)
