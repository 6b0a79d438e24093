"""The demo shop's own server: its pages, and the backend that a real shop has and keeps its keys in."""

import json
import mimetypes
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import unquote, urlsplit

from infra.emulating.customer_token import sign
from infra.emulating.deploying import CannotStartError
from infra.stages import LOCAL

ROOT: Final = Path(__file__).parents[2]
WEB: Final = ROOT / "web"
FOLDERS: Final = {"dashboard": WEB / "dashboard", "sdk": WEB / "sdk"}
ITEM: Final = ("item_id", "price", "currency", "stock", "category", "brand", "tags", "addon_of", "margin_floor")
TOKEN_LIVES_S: Final = 3600
MAX_BODY: Final = 256 * 1024

mimetypes.add_type("text/javascript", ".js")

Answer = tuple[int, str, bytes]


class Shop:
    """The shop while it is open: ``with Shop(...) as shop``. Binds to loopback only."""

    def __init__(
        self, *, port: int, emulator: str, keys: Mapping[str, str], outputs: Mapping[str, str], clock: Path
    ) -> None:
        self.emulator = emulator
        self.api = outputs["Api"]
        self.keys = keys
        self.clock = clock
        self.server = ThreadingHTTPServer(("127.0.0.1", port), type("Pages", (Pages,), {"shop": self}))
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.server.shutdown()
        self.server.server_close()

    def seed(self) -> None:
        """Put the shop's items where Microlift decides by them. Raises ``CannotStartError`` when it refuses."""
        items = json.loads((WEB / "storefront" / "items.json").read_text())
        known = [{name: item[name] for name in ITEM if name in item} | {"title": item["name"]} for item in items]
        status, _, answer = self.forward("PUT", "/v1/items", {"items": known}, "server_key")
        if status >= HTTPStatus.BAD_REQUEST:
            raise CannotStartError(f"The demo items were refused with {status}: {answer.decode()}")

    def forward(self, method: str, path: str, body: Any, key: str) -> Answer:
        """Return what Microlift's API answers the shop's backend."""
        headers = {"authorization": f"Bearer {self.keys[key]}", "content-type": "application/json"}
        return fetch(method, self.api + path, json.dumps(body).encode(), headers)

    def config(self) -> dict[str, Any]:
        key = self.keys["publishable_key"]
        return {"api": self.api, "publishable_key": key, "time_zone": LOCAL.shop_time_zone, "local": True}

    def now(self) -> int:
        """Return the stack's time in ms: the real one until somebody moves it."""
        real = time.time_ns() // 1_000_000
        try:
            moved = json.loads(self.clock.read_text())
        except (FileNotFoundError, json.JSONDecodeError):
            return real
        return moved["now"] + (real - moved["set_at"] if moved.get("ticking", True) else 0)

    def customer_token(self, customer: Mapping[str, Any]) -> str:
        claims = {
            "sub": customer["customer_id"],
            "aud": "microlift",
            "exp": self.now() // 1000 + TOKEN_LIVES_S,
            "prime": bool(customer.get("prime", False)),
            "tier": customer.get("tier"),
        }
        return sign(claims, self.keys["customer_secret"])

    def mails(self) -> list[dict[str, Any]]:
        """Return the mails that the emulator's SES took, newest first."""
        _, _, body = fetch("GET", f"{self.emulator}/_ministack/ses/messages", None, {})
        mails = [mail for account in json.loads(body)["messages"].values() for mail in account]
        return sorted(mails, key=lambda mail: mail["Timestamp"], reverse=True)


class Pages(BaseHTTPRequestHandler):
    """One request to the shop."""

    shop: Shop
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.answer("GET")

    def do_HEAD(self) -> None:
        self.answer("HEAD")

    def do_POST(self) -> None:
        self.answer("POST")

    def do_PUT(self) -> None:
        self.answer("PUT")

    def answer(self, method: str) -> None:
        path = unquote(urlsplit(self.path).path)
        size = int(self.headers.get("content-length") or 0)
        body = self.rfile.read(min(size, MAX_BODY))
        if not self.from_here():
            status, kind, content = problem(403, "This shop answers its own pages only.")
        elif size > MAX_BODY:
            status, kind, content = problem(413, "The body is too long.")
        else:
            status, kind, content = self.page(path) if method in {"GET", "HEAD"} else self.ask(method, path, body)
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(content)))
        self.send_header("cache-control", "no-cache")
        if status == HTTPStatus.MOVED_PERMANENTLY:
            self.send_header("location", content.decode())
        self.end_headers()
        if method != "HEAD":
            self.wfile.write(content)

    def from_here(self) -> bool:
        """Whether the request is of this machine's own pages: another site's script must not use the shop's keys."""
        names = {f"{name}:{self.server.server_address[1]}" for name in ("127.0.0.1", "localhost")}
        origin = self.headers.get("origin")
        return self.headers.get("host") in names and (origin is None or urlsplit(origin).netloc in names)

    def page(self, path: str) -> Answer:
        match path:
            case "/config.json":
                return reply(self.shop.config())
            case "/demo/clock":
                return reply({"now": self.shop.now()})
            case "/mailbox/messages.json":
                return reply(self.shop.mails())
            case "/mailbox/":
                return file(Path(__file__).with_name("mailbox.html"))
            case "/dashboard" | "/dashboard/rules" | "/mailbox":
                return 301, "text/plain", f"{path}/".encode()
        first, _, rest = path.lstrip("/").partition("/")
        folder = FOLDERS.get(first)
        return file_of(folder, rest) if folder else file_of(WEB / "storefront", path.lstrip("/"))

    def ask(self, method: str, path: str, body: bytes) -> Answer:
        try:
            asked = json.loads(body)
        except ValueError:
            return problem(400, "The body is not JSON.")
        match method, path:
            case "POST", "/demo/customer-token":
                if not isinstance(asked, dict) or not asked.get("customer_id"):
                    return problem(422, "A customer token needs a customer_id.")
                return reply({"customer_token": self.shop.customer_token(asked)})
            case "POST", "/demo/orders":
                return self.shop.forward("POST", "/v1/orders", asked, "server_key")
            case "PUT", "/demo/customers":
                return self.shop.forward("PUT", "/v1/customers", asked, "server_key")
            case "PUT", "/demo/clock":
                return self.shop.forward("PUT", "/v1/local/clock", asked, "admin_key")
        return problem(404, f"The shop has no {method} {path}.")

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the base class names it
        """Say nothing: the browser's own tools show requests better."""


def fetch(method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
    request = urllib.request.Request(url, data=body, method=method, headers=dict(headers))
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.headers.get("content-type", "application/json"), answer.read()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.headers.get("content-type", "application/json"), refused.read()


def file_of(folder: Path, name: str) -> Answer:
    """Return a file of a folder, its ``index.html`` for the folder itself or one within; never one outside."""
    wanted = (folder / (f"{name}index.html" if name.endswith("/") or not name else name)).resolve()
    if not wanted.is_relative_to(folder.resolve()) or not wanted.is_file():
        return problem(404, f"The shop has no page {name}.")
    return file(wanted)


def file(path: Path) -> Answer:
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return 200, f"{kind}; charset=utf-8" if kind.startswith("text/") else kind, path.read_bytes()


def reply(value: Any) -> Answer:
    return 200, "application/json", json.dumps(value).encode()


def problem(status: int, detail: str) -> Answer:
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return status, "application/problem+json", json.dumps(body).encode()
