"""The sample pages: open to anybody on the local stack, and themselves as they should be."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

CHECKS = Path(__file__).with_name("checks.js").read_text()


@pytest.mark.parametrize("name", ["plain", "gtm"])
def test_a_sample_page_tracks_decides_and_shows(page, ordinary_hour, stack, name):
    page.goto(f"{stack.storefront}sdk/samples/{name}.html")
    page.click("#yes")
    log = page.locator("#log")
    expect(log).to_contain_text("the socket is live")

    page.click("#add")
    expect(page.locator("#cart")).to_contain_text("1 × Wool blanket, €65.90 with shipping.")  # noqa: RUF001 - a times
    page.click("#add")
    page.click("#add")

    expect(page.locator("#cart")).to_contain_text("20% off above 150 euro: −€36.00")  # noqa: RUF001 - a minus
    expect(page.get_by_role("heading", name="A better version for you")).to_be_visible()
    assert {what: found for what, found in page.evaluate(CHECKS).items() if found} == {}
