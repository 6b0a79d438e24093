"""A shopper's browser in front of the running stack. Whatever a page complains about fails its test."""

import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import httpx
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from tests.web.sdk import SdkShop
from tests.web.storefront import Storefront

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = "No Chromium found: the pages are untested. Install it, for instance with `apt-get install chromium`."
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-features=LocalNetworkAccessChecks",  # a page that a test makes up has no address, the stack is local
    "--blink-settings=imagesEnabled=false",  # thirty drawings on each page; their files are tested as files
)
ROME = ZoneInfo("Europe/Rome")
SATURDAY = 5
PATIENCE_MS = 40_000  # a function's first call starts cold


def chromium() -> str | None:
    return next((path for name in CHROMIUMS if (path := shutil.which(name))), None)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if MISSING in str(report.longrepr)]
    if skipped:
        terminalreporter.section("storefront and dashboard", red=True)
        terminalreporter.line(f"{MISSING} {len(skipped)} tests skipped.")


# Per module: while it runs, Playwright's loop would be in the way of other tests' asyncio.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None and os.environ.get("REQUIRE_BROWSER") == "1":
        raise RuntimeError(MISSING)
    if path is None:
        pytest.skip(MISSING)
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield opened
        opened.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the page complained about; a test that provokes a complaint clears it."""
    return []


@pytest.fixture
def page(browser: Browser, complaints: list[str]) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB", reduced_motion="reduce")
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE_MS)

    def note(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(f"{message.type}: {message.text}")

    opened.on("console", note)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert complaints == []


@pytest.fixture
def ordinary_hour(stack) -> None:
    """Move the stack out of Saturday evening, whose override would join every discount."""
    clock = httpx.URL(stack.storefront).join("/demo/clock")
    now = datetime.fromtimestamp(httpx.get(clock).json()["now"] / 1000, ROME)
    if now.weekday() == SATURDAY and 16 <= now.hour < 22:
        later = now.replace(hour=22, minute=1)
        httpx.put(clock, json={"now": int(later.timestamp() * 1000)}, timeout=60).raise_for_status()


@pytest.fixture
def shop(page: Page, ordinary_hour: None, stack) -> Storefront:
    """The storefront, open in English, the consent banner answered with the least."""
    storefront = Storefront(page, stack.storefront)
    storefront.open()
    page.click("#consent-necessary")
    return storefront


@pytest.fixture
def browser_that_goes_back(browser: Browser) -> Iterator[Browser]:
    """A browser that keeps a page as it was left and brings it back so, as shoppers' browsers do."""
    opened = browser.browser_type.launch(
        executable_path=chromium(), args=list(QUIET), ignore_default_args=["--disable-back-forward-cache"]
    )
    yield opened
    opened.close()


@pytest.fixture
def sdk_shop(browser: Browser, stack) -> Iterator[SdkShop]:
    """A shop with the SDK, whose shopper has consented; whatever its pages throw fails the test."""
    context = browser.new_context(viewport={"width": 1000, "height": 700}, locale="en-GB", reduced_motion="reduce")
    opened = SdkShop(context, stack)
    yield opened
    context.close()
    assert opened.faults == []
