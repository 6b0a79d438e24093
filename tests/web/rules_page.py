"""The rules page as a marketer uses it: rules by their id, buttons by their words."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from playwright.sync_api import Locator, Page, Route, expect

DEFAULT = "/v1/rulesets/default"
DASHBOARD = Path(__file__).parents[2] / "web" / "dashboard"
MADE_UP = "http://shop.example"
NOW = 1_795_363_200_000


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

    @property
    def text(self) -> str:
        """What the editor says; all of it only where it is short."""
        return self.page.locator("#editor .cm-content").inner_text()

    def begin_with(self, text: str) -> None:
        """Type the text behind the document's opening brace."""
        self.page.locator("#editor .cm-content").focus()
        self.page.keyboard.press("Control+Home")
        self.page.keyboard.press("ArrowRight")
        self.write(text)

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


@dataclass
class MadeUpShop:
    """A shop with one short rule behind the page, whose answers a test may hold back or spoil."""

    page: Page
    draft: dict[str, Any] | None = None
    revision: int = 0
    version: int = 1
    answers: dict[str, Any] = field(default_factory=dict)
    holding: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)
    held: list[tuple[Route, Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def open(self) -> RulesPage:
        self.page.route(f"{MADE_UP}/**", self._serve)
        rules = RulesPage(self.page, f"{MADE_UP}/#admin_key=ak_test")
        rules.open()
        return rules

    def let_go(self) -> None:
        """Answer what was held back, with what was true when it was asked."""
        self.holding.clear()
        for route, answer in self.held:
            route.fulfill(json=answer)
        self.held.clear()

    def somebody_saves(self, **members: Any) -> None:
        self._keep(DOCUMENT | members)

    def _keep(self, document: dict[str, Any]) -> None:
        self.revision += 1
        self.draft = {
            "revision": self.revision,
            "document": document,
            "saved_at": NOW,
            "author": document.get("author"),
        }

    def _serve(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        if not path.startswith("/v1/") and path != "/config.json":
            file = DASHBOARD / path.lstrip("/")
            return route.fulfill(path=file / "index.html" if file.is_dir() else file)
        asked = f"{route.request.method} {path.removeprefix(DEFAULT)}"
        self.asked.append(asked)
        if asked in self.broken:
            return route.abort()
        answer = self._answer(asked, route)
        if asked in self.holding:
            return self.held.append((route, answer))
        return route.fulfill(json=answer)

    def _answer(self, asked: str, route: Route) -> Any:
        if asked == "PUT /draft":
            self._keep(route.request.post_data_json)
            return {"revision": self.revision}
        if asked == "DELETE /draft":
            self.draft = None
        history = [{"version": n, "active": n == self.version, "rules": 1} for n in (2, 1)]
        active = {"version": self.version, "document": DOCUMENT}
        own = {
            "GET /config.json": {"api": MADE_UP},
            "GET ": {"active": active, "draft": self.draft, "history": history, "usage": {}},
            "GET /versions/2": {"document": DOCUMENT | {"currency": "CHF"}},
            "GET /v1/insights/activity": {"now": NOW, "decisions": [], "events": [], "outcomes": []},
        }
        return (own | self.answers).get(asked, {})


DOCUMENT = {"currency": "EUR", "rules": [{"id": "ten", "priority": 1, "title": {"en": "Ten"}}]}
