"""The storefront as a shopper uses it: articles by their id, rules by their name."""

from collections.abc import Sequence
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

SLOW_MS = 90_000  # a jump of the clock fires everything that falls due on the way


@dataclass(frozen=True, slots=True)
class Storefront:
    page: Page
    address: str

    def open(self, path: str = "?lang=en") -> None:
        self.page.goto(f"{self.address}{path}")
        expect(self.page.locator(".card").first).to_be_visible()

    def add(self, *item_ids: str) -> None:
        """Put one of each article into the cart, from the list."""
        for item_id in item_ids:
            self.page.locator(f"[data-add={item_id}]").first.click()

    def granted(self, rule: str) -> Locator:
        """The note of a rule's discount in the strip on top."""
        return self.page.locator(f"#live [data-rule={rule}]")

    def pushed(self, kind: str) -> Locator:
        """The card of an intervention."""
        return self.page.locator(f"[data-push={kind}]")

    def open_cart(self) -> Locator:
        self.page.click("#open-cart")
        return self.page.locator("#drawer")

    def go_to_payment(self) -> None:
        """Take the cart through the checkout to its last step."""
        self.open_cart()
        self.page.click("#to-checkout")
        self.page.click("#till-next")
        self.page.click("#till-next")

    def open_panel(self) -> None:
        self.page.click("#panel-handle")
        expect(self.page.locator("#panel-body")).to_be_visible()

    def line(self, item_id: str) -> Locator:
        return self.page.locator(f"#drawer [data-line={item_id}]")

    def focused(self) -> str:
        """The id of the element that has the keyboard."""
        return self.page.evaluate("document.activeElement.id")

    def tab_to(self, element_id: str, key: str = "Tab", most: int = 150) -> None:
        """Press the key until the element has the focus, as somebody without a mouse does."""
        for _ in range(most):
            if self.focused() == element_id:
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"{element_id} is out of the keyboard's reach")

    def kept(self) -> Sequence[str]:
        """The names of everything that this browser keeps beyond the tab."""
        return self.page.evaluate("[...Object.keys(localStorage), ...document.cookie.split(';').filter(Boolean)]")
