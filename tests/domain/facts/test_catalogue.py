"""Every fact can be asked of every cart, and is what the catalogue says it is."""

from datetime import date

import pytest
from hypothesis import given

from shared.domain.event_catalogue import STANDARD
from shared.domain.facts.catalogue import FACTS, FAMILIES, find, names
from shared.domain.facts.gathered import Facts
from tests.domain.conditions.strategies import facts
from tests.factories import DAY, NOW, ROME, basis, cart

TYPES = {"integer": int, "boolean": bool, "text": str, "texts": frozenset, "date": str}
ASKED = [*names(), "clock.days_until.12-24", "clock.days_until.2026-11-01"]


@given(facts())
def test_a_fact_is_of_its_type_and_has_a_value_unless_it_is_optional(known):
    for name in ASKED:
        fact = FACTS[name]
        values = [line[name] for line in known.lines] if fact.scope == "line" else [known[name]]

        assert all(type(value) is TYPES[fact.type] or (value is None and fact.optional) for value in values), name


@pytest.mark.parametrize("name", sorted(FACTS))
def test_a_fact_says_where_it_comes_from_and_how_it_comes_about(name):
    fact = FACTS[name]

    assert fact.source in {
        "cart", "item store", "events", "opening", "backend", "clock", "intent", "decision", "shop"
    }  # fmt: skip
    assert sum(each is not None for each in (fact.of, fact.of_clock, fact.of_line, fact.origin)) == 1
    assert (fact.unit != "") is (fact.type in ("integer", "date"))
    assert fact.meaning
    assert not fact.meaning.endswith(".")


def test_there_is_a_fact_for_every_event_and_every_day():
    assert all(find(f"session.events.{event_name}") for event_name in STANDARD.types)
    assert find("clock.days_until.02-29")
    assert find("clock.days_until.2027-02-29") is None
    assert find("clock.days_until.christmas") is None
    assert find("session.events.open_the_door") is None
    assert find("session.events.custom_gift_wrap")
    assert find("session.events.custom_Gift") is None
    assert find("session.events.custom_" + "x" * 34) is None
    assert [family.prefix for family in FAMILIES] == ["session.events.", "session.events.custom_", "clock.days_until."]


def test_christmas_comes_again_and_a_day_of_one_year_does_not():
    facts = Facts(basis(cart(1000)), ROME)

    assert facts["clock.days_until.12-24"] == (date(2026, 12, 24) - date(2026, 11, 22)).days
    assert facts["clock.days_until.11-21"] == (date(2027, 11, 21) - date(2026, 11, 22)).days
    assert facts["clock.days_until.02-29"] == (date(2028, 2, 29) - date(2026, 11, 22)).days
    assert facts["clock.days_until.2026-11-21"] is None


def test_the_day_is_the_shops_and_not_greenwichs():
    just_after_midnight = NOW - 10 * 3_600_000 + 1000

    facts = Facts(basis(cart(1000), now=just_after_midnight), ROME)

    assert (facts["clock.date"], facts["clock.hour"], facts["clock.weekday"]) == ("2026-11-22", 0, "sun")


def test_days_may_be_told_under_either_name():
    ordered = basis(cart(1000), observed={"customer.since_last_order_days": NOW - 40 * DAY})

    assert Facts(ordered)["customer.since_last_order_days"] == 40
    assert Facts(ordered)["customer.since_last_order_ms"] == 40 * DAY


def test_the_intent_is_told_in_basis_points():
    assert Facts(basis(cart(1000)))["session.intent"] == 1000
    assert Facts(basis(cart(1000), observed={"session.intent": 6000}))["session.intent"] == 6000
