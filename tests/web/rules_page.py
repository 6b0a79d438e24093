"""The rules page as a marketer uses it: rules by their id, buttons by their words."""

from dataclasses import dataclass
from typing import Any

import httpx
from playwright.sync_api import Locator, Page, expect

DEFAULT = "/v1/rulesets/default"


@dataclass(frozen=True, slots=True)
class RulesPage:
    page: Page
    address: str

    def open(self, language: str = "en") -> None:
        page, _, key = self.address.partition("#")
        self.page.goto(f"{page}rules/?lang={language}#{key}")
        expect(self.verdict).to_be_visible()

    @property
    def verdict(self) -> Locator:
        """What is said of the text in the editor."""
        return self.page.locator("#problems .verdict")

    @property
    def notice(self) -> Locator:
        return self.page.locator("#notice")

    @property
    def state(self) -> Locator:
        """What lies on the desk: a draft's revision, or the version that serves."""
        return self.page.locator("#desk-state")

    @property
    def outcome(self) -> Locator:
        """What the try-out decided."""
        return self.page.locator("#outcome")

    @property
    def offered(self) -> Locator:
        """What the editor's completion offers."""
        return self.page.locator("#editor .cm-completionLabel")

    def row(self, rule: str) -> Locator:
        return self.page.locator(f"[data-row={rule}]")

    def version(self, number: int) -> Locator:
        return self.page.locator(f"[data-version='{number}']")

    def go_to(self, rule: str) -> None:
        """Put the cursor on the rule's first line in the editor."""
        self.page.click(f"#rule-{rule}")

    def write(self, text: str) -> None:
        """Type the text over what is marked, or where the cursor is."""
        self.page.keyboard.type(text)

    def mark(self, text: str) -> None:
        """Mark the next place of the editor that says ``text``."""
        self.page.locator("#editor .cm-content").focus()
        self.page.keyboard.press("Control+f")
        sought = self.page.locator("#editor input[name=search]")
        sought.press_sequentially(text)
        sought.press("Enter")
        sought.press("Escape")
        expect(sought).to_have_count(0)

    def say(self, instead: str, after: str) -> None:
        """Write ``instead`` for the rest of the word or number that follows the next ``after``."""
        self.mark(after)
        self.page.keyboard.press("ArrowRight")
        self.page.keyboard.press("Control+Shift+ArrowRight")
        self.write(instead)

    def take(self, offered: str) -> None:
        """Take the completion that is offered first."""
        expect(self.offered.first).to_have_text(offered)
        self.page.wait_for_timeout(150)  # the editor takes no choice from who cannot have seen it yet
        self.page.keyboard.press("Enter")

    def save(self, author: str = "Ada") -> None:
        self.page.fill("#author", author)
        self.page.click("#save")


@dataclass(frozen=True, slots=True)
class RuleSets:
    """The rule set behind the page, as another editor's tool reaches it."""

    stack: Any

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        headers |= {"authorization": f"Bearer {self.stack.admin_key}"}
        return httpx.request(method, self.stack.api + DEFAULT + path, json=body, headers=headers, timeout=60)

    def draft(self) -> Any:
        return self.ask("GET", "").json()["draft"]

    def start_over(self) -> None:
        """Leave the packaged rules serving, and no draft."""
        self.ask("DELETE", "/draft")
        self.ask("POST", "/publish", {"version": 1}).raise_for_status()
