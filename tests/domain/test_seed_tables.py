"""The tables of the source documents (A3 to A10), as carts and what they earn.

One row for each sentence of the sources: the cart, the circumstances, what comes off by rule, and what is shown.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from shared.domain.decisions import decide
from shared.domain.rules.model import RuleSet
from shared.domain.rules.reading import parse_rule_set
from tests.domain.test_rule_documents import DEFAULT
from tests.factories import DAY, MINUTE, RULES, amounts, basis, cart

# Monday noon in Rome, out of every schedule.
QUIET = "2026-06-15T12:00"
EUR = 100


@dataclass(frozen=True)
class Row:
    """A cart of so many articles, with that subtotal in EUR, and the circumstances in which it is."""

    articles: int
    total: float
    gives: dict[str, int]
    shows: tuple[str, ...] = ()
    shipping_chosen: bool = False
    adds: int = 0
    away_days: float = 0
    idle_s: int = 0
    prime: bool = False
    at: str = QUIET
    panettoni: float = 0
    stage: str = "cart"


def shopping(row: Row):
    total, panettoni = round(row.total * EUR), round(row.panettoni * EUR)
    each, rest = divmod(total - panettoni, row.articles)
    prices = [each + (1 if n < rest else 0) for n in range(row.articles)]
    filled = cart(*prices, *([panettoni] if panettoni else []), selected=row.shipping_chosen, stage=row.stage)
    if panettoni:
        last = replace(filled.lines[-1], tags=("seasonal:panettone",))
        filled = replace(filled, lines=(*filled.lines[:-1], last))
    return filled


def verdict(row: Row, rules: RuleSet = RULES):
    at = datetime.fromisoformat(row.at).replace(tzinfo=ZoneInfo("Europe/Rome"))
    circumstances = basis(
        shopping(row),
        now=round(at.timestamp() * 1000),
        idle_ms=row.idle_s * 1000,
        adds=row.adds,
        prime=row.prime,
        returned_after_ms=round(row.away_days * DAY),
    )
    return decide(rules, circumstances)


TABLE = {
    "A3 high intent: more than 2 articles, above 100 EUR, shipping not chosen": (
        Row(3, 120.00, {"high_intent": 1200 + 590}),
        Row(3, 100.01, {"high_intent": 1000 + 590}),
        Row(3, 100.00, {}),
        Row(2, 120.00, {}),
        Row(3, 120.00, {}, shipping_chosen=True),
        Row(3, 150.00, {"high_intent": 1500 + 590}),
    ),
    "A4 tender: at most one article, added at least 3 times, below 80 EUR": (
        Row(1, 79.99, {"tender": 400}, adds=3),
        Row(1, 80.00, {}, adds=3),
        Row(1, 79.99, {}, adds=2),
        Row(2, 79.99, {}, adds=3),
    ),
    "A5 dormant: more than 7 days without interaction, above 60 EUR": (
        Row(1, 60.01, {"dormant": 900}, away_days=7.001),
        Row(1, 60.00, {}, away_days=8),
        Row(1, 60.01, {}, away_days=7),
        Row(4, 90.00, {"dormant": 1350}, away_days=30),
    ),
    "A6 high value: above 150 EUR, with a personalised offer": (
        Row(1, 150.01, {"high_value": 3000}, ("upgrade",)),
        Row(1, 150.00, {}),
        Row(2, 400.00, {"high_value": 8000}, ("upgrade",)),
    ),
    "A7 Prime: an extra discount and free shipping whatever the value": (
        Row(1, 5.00, {"prime": 25 + 590}, prime=True),
        Row(3, 120.00, {"high_intent": 1200 + 590, "prime": 600}, prime=True),
        Row(1, 200.00, {"high_value": 4000, "prime": 1000 + 590}, ("upgrade",), prime=True),
    ),
    "A7 peak hours: Saturday from 18 to 22": (
        Row(1, 10.00, {"peak_hours": 80}, at="2026-06-20T18:00"),
        Row(1, 10.00, {"peak_hours": 80}, at="2026-06-20T21:59:59"),
        Row(1, 10.00, {}, at="2026-06-20T22:00"),
        Row(1, 10.00, {}, at="2026-06-19T20:00"),
        Row(1, 10.00, {"peak_hours": 80}, at="2026-10-24T18:00"),
        Row(1, 10.00, {"peak_hours": 80}, at="2026-10-31T18:00"),
    ),
    "A7 seasonal: panettoni, from November to the day after Christmas": (
        Row(1, 60.00, {"seasonal": 800}, ("show_message",), at="2026-12-01T12:00", panettoni=40),
        Row(1, 60.00, {}, at="2026-06-15T12:00", panettoni=40),
        Row(1, 60.00, {"seasonal": 800}, ("show_message",), at="2026-12-26T23:59", panettoni=40),
        Row(1, 60.00, {}, at="2026-12-27T00:00", panettoni=40),
    ),
    "A8 compound: above 150 EUR, more than 3 articles, not completed for more than 5 minutes": (
        Row(4, 160.00, {"compound": 3200}, ("notify", "upgrade"), idle_s=301),
        Row(4, 160.01, {"compound": 3200}, ("notify", "upsell", "upgrade"), idle_s=301),
        Row(4, 160.00, {"high_value": 3200}, ("upgrade",), idle_s=300),
        Row(3, 160.00, {"high_value": 3200}, ("upgrade",), idle_s=301),
        Row(4, 160.00, {}, idle_s=301, stage="completed"),
    ),
    "A9 order: one profile by number, overrides on top, the ceiling of 35 % over all": (
        Row(4, 200.00, {"compound": 4000}, ("notify", "upsell", "upgrade"), idle_s=301, away_days=8),
        Row(1, 100.00, {"dormant": 1500, "prime": 500 + 590}, prime=True, away_days=8),
        Row(
            1,
            200.00,
            {"high_value": 4000, "prime": 1000 + 590, "peak_hours": 1600, "seasonal": 400},
            ("upgrade", "show_message"),
            prime=True,
            at="2026-12-05T18:30",
            panettoni=100,
        ),
    ),
}


@pytest.mark.parametrize(
    "row", [pytest.param(row, id=f"{name[:2]}-{n}") for name, rows in TABLE.items() for n, row in enumerate(rows)]
)
def test_a_cart_of_the_table_earns_what_the_table_says(row: Row):
    decided = verdict(row)

    assert amounts(decided) == row.gives
    assert tuple(each.type for each in decided.interventions) == row.shows


# The rules that wait for experiments, each alone.
WAITING = {
    "fixed_10": (Row(1, 100.01, {"fixed_10": 1000}), Row(1, 100.00, {})),
    "patient_15": (
        Row(3, 120.01, {"patient_15": 1800}, idle_s=301),
        Row(3, 120.01, {}, idle_s=300),
        Row(2, 120.01, {}, idle_s=301),
        Row(3, 120.01, {}, idle_s=301, stage="checkout"),
    ),
    # A10: 5 EUR for each article beyond the second.
    "per_article": (Row(5, 50.00, {"per_article": 1500}), Row(3, 50.00, {"per_article": 500}), Row(2, 50.00, {})),
    "few_but_dear": (Row(1, 100.01, {"few_but_dear": 1000}), Row(2, 100.01, {})),
    "add_ons": (Row(3, 100.00, {}),),
}


@pytest.mark.parametrize(
    ("name", "row"),
    [pytest.param(name, row, id=f"{name}-{n}") for name, rows in WAITING.items() for n, row in enumerate(rows)],
)
def test_a_rule_that_waits_for_an_experiment_gives_what_its_title_says(name: str, row: Row):
    alone = [{**rule, "enabled": True} for rule in DEFAULT["rules"] if rule["id"] == name]

    rules = parse_rule_set({**DEFAULT, "rules": alone}, currency="EUR", time_zone="Europe/Rome")

    assert amounts(verdict(row, rules)) == row.gives


def test_add_ons_give_fifteen_percent_with_more_than_two_articles():
    alone = [{**rule, "enabled": True} for rule in DEFAULT["rules"] if rule["id"] == "add_ons"]
    rules = parse_rule_set({**DEFAULT, "rules": alone}, currency="EUR", time_zone="Europe/Rome")
    plain = cart(4000, 4000, 2000)

    with_one = replace(plain, lines=(*plain.lines[:2], replace(plain.lines[2], addon_of="sku-0")))

    assert amounts(decide(rules, basis(plain))) == {}
    assert amounts(decide(rules, basis(with_one))) == {"add_ons": 1500}


def test_the_ceiling_takes_the_rest_of_the_last_rule():
    row = TABLE["A9 order: one profile by number, overrides on top, the ceiling of 35 % over all"][2]

    decided = verdict(row)

    # 20 % + 5 % + 8 % of 200.00 and 20 % of the panettone at 100.00 are 86.00; 35 % are 70.00.
    assert sum(sum(each.allocations) for each in decided.applied) == 7000


def test_a_cart_left_alone_for_five_minutes_is_looked_at_by_itself():
    first = verdict(Row(4, 160.00, {}))

    assert first.next_check_at == first.basis.decided_at + 5 * MINUTE + 1
