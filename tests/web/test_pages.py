"""What holds for the pages as files: no framework, nothing from elsewhere, short modules, a well-stocked shop."""

import json
import re
from pathlib import Path

WEB = Path(__file__).parents[2] / "web"
PAGES = [
    *sorted(WEB.rglob("*.html")),
    *sorted(WEB.rglob("*.js")),
    *sorted(WEB.rglob("*.css")),
    *sorted(WEB.rglob("*.svg")),
]
ITEMS = json.loads((WEB / "storefront" / "items.json").read_text())
CATEGORIES = {"food", "gift", "home", "fashion", "electronics"}


def test_no_page_loads_anything_from_elsewhere():
    addresses = {address for page in PAGES for address in re.findall(r"https?://[\w./-]+", page.read_text())}

    # The names of XML's vocabularies look like addresses; nobody fetches them.
    assert {address for address in addresses if not address.startswith("http://www.w3.org/")} == set()


def test_no_page_needs_inline_script_or_style():
    markup = "".join(page.read_text() for page in PAGES if page.suffix == ".html")

    assert re.findall(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|javascript:", markup) == []
    assert "default-src 'none'; script-src 'self'; style-src 'self'" in markup


def test_no_module_is_longer_than_two_hundred_lines():
    long = [page.name for page in PAGES if page.suffix == ".js" and len(page.read_text().splitlines()) > 200]

    assert long == []


def test_the_shop_sells_thirty_articles_from_5_to_140_euro():
    prices = sorted(item["price"] for item in ITEMS)

    assert len({item["item_id"] for item in ITEMS}) == 30
    assert (prices[0], prices[-1]) == (500, 14000)
    assert {item["currency"] for item in ITEMS} == {"EUR"}
    assert {item["category"] for item in ITEMS} == CATEGORIES


def test_every_rule_finds_its_articles():
    ids = {item["item_id"] for item in ITEMS}

    assert sum("seasonal:panettone" in item["tags"] for item in ITEMS) == 3
    assert sum(item["stock"] <= 3 for item in ITEMS) == 3
    assert {item["addon_of"] for item in ITEMS} - {None} <= ids
    assert sum(item["addon_of"] is not None for item in ITEMS) == 4


def test_no_article_may_be_sold_below_its_floor():
    assert [item["item_id"] for item in ITEMS if not 0 < item["margin_floor"] < item["price"]] == []


def test_every_article_is_named_and_drawn():
    assert [item["item_id"] for item in ITEMS if not (WEB / "storefront" / item["image"]).is_file()] == []
    assert [
        item["item_id"] for item in ITEMS if not (item["name"].keys() == item["description"].keys() == {"it", "en"})
    ] == []
