"""The dashboard writes whole numbers of a currency's minor unit as amounts, whatever the browser makes of it."""

from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, Route

from shared.domain.money import exponent

DASHBOARD = Path(__file__).parents[2] / "web" / "dashboard"
WRITE = """async () => {
  const { money } = await import("/format.js");
  const currencies = Intl.supportedValuesOf("currency");
  return Object.fromEntries(currencies.map((currency) => [currency, money(-1234567, currency)]));
}"""


def serve(route: Route) -> None:
    path = urlsplit(route.request.url).path.lstrip("/")
    if path:
        route.fulfill(path=DASHBOARD / path)
    else:
        route.fulfill(content_type="text/html", body="<title>Amounts</title>")


def test_an_amount_has_the_digits_of_its_currency(page: Page) -> None:
    page.route("http://shop.example/**", serve)
    page.goto("http://shop.example/?lang=en")

    written = page.evaluate(WRITE)

    assert written["EUR"] == "-€12,345.67"
    assert written["HUF"] == "-HUF\u00a012,345.67"
    digits = {currency: len(text.partition(".")[2]) for currency, text in written.items()}
    assert digits == {currency: exponent(currency) for currency in written}
