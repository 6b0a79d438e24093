"""A back-test's report as a page: the gate's word, plots with their figures beside, both decisions of an example."""

import json
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

import shared.domain
from shared.domain.backtest.order import BacktestOrder
from shared.domain.backtest.run import backtest
from shared.domain.rules.reading import parse_rule_set
from tests.factories import DAY, NOW, RULES, cart, decided

DASHBOARD = Path(__file__).parents[2] / "web" / "dashboard"
CHECKS = Path(__file__).with_name("checks.js").read_text()
DOCUMENT = json.loads((Path(shared.domain.__file__).parent / "rulesets" / "default.json").read_text())
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Report</title>
<link rel="stylesheet" href="/dashboard.css"><link rel="stylesheet" href="/why.css">
<main id="main"><h1>Back-test</h1><h2>Report</h2><div id="report"></div></main></html>"""
DRAW = """
async ([report, language]) => {
  const { teach } = await import('/i18n.js');
  const known = await import(`/words.${language}.js`);
  teach({ en: {}, it: {}, [language]: known[language] });
  const { renderBacktest } = await import('/backtest/report.js');
  renderBacktest(document.querySelector('#report'), report, { tryOut: (cart) => { window.tried = cart.cart_id; } });
}
"""


def report(carts: int = 30, **gate: int) -> dict:
    """Return the report on a draft that gives 12 % instead of 10 % from 100 euro on, and nothing above 150."""
    draft = json.loads(json.dumps(DOCUMENT)) | {"version": 0, "gate": gate or {"max_cost_increase": 100}}
    for rule in draft["rules"]:
        if rule["id"] == "high_intent":
            rule["then"]["discount"]["basis_points"] = 1200
        if rule["id"] in {"high_value", "compound"}:
            rule["enabled"] = False
    rules = parse_rule_set(draft, currency="EUR", time_zone="Europe/Rome")
    bases = [
        decided(
            cart(n * 250, 4000, 4000, cart_id=f"c-{n}"), session_id=f"s-{n}", now=NOW + n, floors=(0, 2500, 2500)
        ).basis
        for n in range(carts)
    ]
    bought = [replace(each, sequence=2, cart=replace(each.cart, stage="completed")) for each in bases[::3]]
    return json.loads(
        json.dumps(backtest([*bases, *bought], BacktestOrder("default", 4, NOW, NOW + DAY), rules, lambda _: RULES))
    )


@pytest.fixture
def draw(page: Page):
    """Return what draws a report on an otherwise empty page."""

    def serve(route: Route) -> None:
        path = urlsplit(route.request.url).path.lstrip("/")
        if path:
            route.fulfill(path=DASHBOARD / path)
        else:
            route.fulfill(content_type="text/html", body=PAGE)

    def drawn(document: dict, language: str = "en") -> Page:
        page.route("http://shop.example/**", serve)
        page.goto(f"http://shop.example/?lang={language}")
        page.evaluate(DRAW, [document, language])
        expect(page.locator(".backtest-report")).to_be_visible()
        return page

    return drawn


def test_the_gate_speaks_first(draw):
    page = draw(report(min_margin=9000))

    expect(page.locator(".gate-verdict")).to_contain_text("The gate holds this draft back.")
    expect(page.locator(".gate-verdict")).to_contain_text("90% must stay")


def test_every_plot_has_its_figures_in_a_table_beside_it(draw):
    document = report()
    page = draw(document)

    by_rule = page.locator("[data-plot=byRule]")
    lines = {each["rule"]: each for each in document["rules"]}
    expect(by_rule.locator("svg")).to_have_attribute("role", "img")
    row = by_rule.locator("tr", has_text="high_intent")
    cost = f"€{lines['high_intent']['cost_after'] / 100:,.2f}"
    expect(row).to_contain_text(cost)
    expect(by_rule.locator("svg")).to_contain_text(cost)
    expect(page.locator("[data-plot=change] tr", has_text="no change")).to_have_count(1)
    expect(page.locator("[data-plot=money] svg")).to_have_count(2)


def test_an_example_shows_both_decisions_and_both_reasons(draw):
    page = draw(report())
    example = page.locator(".example").first

    example.locator(":scope > summary").click()

    before, after = (example.locator(".side").nth(n) for n in (0, 1))
    expect(before.locator(".rule[data-rule=high_intent] .outcome")).to_have_text("applied")
    expect(after.locator(".rule[data-rule=high_intent]")).to_contain_text("cart.subtotal > €100.00")
    example.get_by_role("button", name="Try this cart").click()
    assert page.evaluate("window.tried").startswith("c-")


def test_who_loses_the_offer_is_listed(draw):
    page = draw(report())

    expect(page.get_by_role("region", name="Carts that lose their offer")).to_contain_text("c-29")


def test_a_period_without_carts_says_so(draw):
    page = draw(report(carts=0))

    expect(page.locator(".backtest-report")).to_contain_text("No cart was decided in this period")
    expect(page.locator(".gate-verdict")).to_contain_text("There was no cart to judge by")


@pytest.mark.parametrize(("width", "scheme", "language"), [(1280, "dark", "en"), (320, "light", "it")])
def test_the_report_has_names_contrast_and_room(draw, page, width, scheme, language):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    drawn = draw(report(), language)
    drawn.locator(".example > summary").first.click()

    wrong = drawn.evaluate(CHECKS)

    assert {name: found for name, found in wrong.items() if found} == {}
    assert drawn.evaluate("document.documentElement.scrollWidth") == width
