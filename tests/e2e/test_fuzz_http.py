"""Whatever is sent to the API, it never fails: requests from the published OpenAPI document by Schemathesis, valid ones
and broken ones, spoilt once more on the wire, by every kind of caller.

A share of them goes to the handlers themselves, the same ones each time. All of them against the running stack:
``python3 dev.py test tests/e2e/test_fuzz_http.py --fuzz-requests 20000``.
"""

import gzip
import json
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import requests
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.factories import KEYS
from tests.gateway import answered

DOCUMENT = json.loads((Path(__file__).parents[2] / "functions/describe_api/openapi.json").read_text())
OPERATIONS = {
    f"{method.upper()} {path}": each
    for path, methods in DOCUMENT["paths"].items()
    for method, each in methods.items()
    if each.get("parameters") or each.get("security") or "requestBody" in each
}
SHARE = 1500
CONSENT = dict.fromkeys(("analytics_storage", "ad_storage", "ad_user_data", "ad_personalization"), "granted")
SENSIBLE = {
    "event_name": (
        "view_item",
        "add_to_cart",
        "Product Added",
        "purchase",
        "intervention_shown",
        "custom_x",
        "custom_x",
        "custom_x",
    ),
    "report": ("activity", "reminders", "funnel", "conversion", "comparisons", "audit", "interventions"),
    "from": ("2026-11-20", "1", "shipped"),
    "until": ("2026-11-22", "2026-02-30"),
    "to": ("1", "2", "draft"),
}
CALLERS = {"sessionToken": "session", "serverKey": "server", "adminKey": "admin"}
STRANGERS = ("nobody", "liar")


class Api:
    """The API as callers see it: the handlers themselves, or a running stack."""

    def __init__(
        self, address: str, send: Callable[[requests.PreparedRequest], requests.Response], **keys: str
    ) -> None:
        self.address = address
        self.send = send
        self.statuses: Counter[tuple[int, str]] = Counter()
        self.known: dict[str, Any] = {"cart_id": "c-1", "name": "default", "version": "1"}
        self.known |= {"currency": "EUR", "publishable_key": keys["publishable_key"]}
        self.proofs = {"server": keys["server_key"], "admin": keys["admin_key"], "liar": "ak_liar"}

    def open(self) -> None:
        """Have something there to ask for: a session, a decision, an order, a job, an event of the shop's own."""
        opened = self.told(
            "POST", "/v1/sessions", {"publishable_key": self.known["publishable_key"], "consent": CONSENT}
        )
        self.proofs["session"] = opened["token"]
        self.known |= {"session_id": opened["session_id"], "ts": opened["expires_at"] - 2 * 3600_000}
        line = {"line_id": "l-1", "item_id": "i-1", "quantity": 4, "unit_price": 9000}
        cart = {"cart_id": "c-1", "revision": 0, "currency": "EUR", "lines": [line]}
        decision = self.told("POST", "/v1/carts/c-1/evaluation", cart, "session")
        job = self.told("POST", "/v1/privacy/erasure", {"visitor_id": "v-nobody"}, "admin")
        self.known |= {"decision_id": decision["decision_id"], "job_id": job["job_id"]}
        own = {"category": "cart", "stage": "cart", "description": "An own one."}
        self.told("PUT", "/v1/events/catalogue/custom_x", own, "admin")

    def told(self, method: str, path: str, body: Any, who: str = "nobody") -> Any:
        proof = {"authorization": f"Bearer {self.proofs[who]}"} if who in self.proofs else {}
        reply = self.send(requests.Request(method, self.address + path, json=body, headers=proof).prepare())
        assert reply.ok, reply.text
        return reply.json()


@pytest.fixture
def api(request: pytest.FixtureRequest, pytestconfig: pytest.Config) -> Any:
    with ExitStack() as ends:
        if pytestconfig.getoption("--fuzz-requests"):
            stack = request.getfixturevalue("stack")
            keys = {name: getattr(stack, name) for name in ("publishable_key", "server_key", "admin_key")}
            session = ends.enter_context(requests.Session())
            api = Api(stack.api, partial(session.send, timeout=60), **keys)
        else:
            request.getfixturevalue("clock")
            api = Api("http://api.example", answered, **KEYS)
        api.open()
        yield api
    told = ", ".join(f"{count:,} {status} {code}".strip() for (status, code), count in sorted(api.statuses.items()))
    print(f"\n{api.statuses.total():,} requests: {told}")


@pytest.fixture(scope="session")
def operations() -> dict[str, Any]:
    import schemathesis

    found = schemathesis.openapi.from_dict(DOCUMENT).get_all_operations()
    return {each.ok().label: each.ok() for each in found}


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("label", list(OPERATIONS))
def test_no_request_makes_the_api_fail(label: str, api: Api, operations: dict[str, Any], pytestconfig: Any) -> None:
    operation = operations[label]

    @settings(
        max_examples=(pytestconfig.getoption("--fuzz-requests") or SHARE) // len(OPERATIONS),
        phases=[Phase.generate],
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def ask(data: st.DataObject) -> None:
        reply = api.send(drawn(data, operation, api))
        code = reply.json().get("code", "") if reply.status_code >= 400 else ""
        api.statuses[reply.status_code, code] += 1

        assert reply.status_code < 500
        assert str(reply.status_code) in operation.definition.raw["responses"]
        assert reply.ok or reply.headers["content-type"] == "application/problem+json"

    ask()


def drawn(data: st.DataObject, operation: Any, api: Api) -> requests.PreparedRequest:
    """Return a request for ``operation``: as the document allows it or not, sensible or not, spoilt or not."""
    from schemathesis import GenerationMode

    given_something = operation.body or operation.path_parameters or operation.query
    modes = list(GenerationMode) if given_something else [GenerationMode.POSITIVE]
    case = data.draw(st.one_of([operation.as_strategy(generation_mode=mode) for mode in modes]))
    if data.draw(st.sampled_from((True, True, True, False))):
        known = api.known | {name: data.draw(st.sampled_from(words)) for name, words in SENSIBLE.items()}
        case.path_parameters = seasoned(case.path_parameters, known)
        case.query = seasoned(case.query, known)
        case.body = seasoned(case.body, known)
    request = requests.Request(**case.as_transport_kwargs(base_url=api.address)).prepare()
    request.headers.pop("authorization", None)
    welcome = [CALLERS[name] for one_of in operation.definition.raw.get("security", ()) for name in one_of]
    who = data.draw(st.sampled_from([*welcome * 6, *CALLERS.values(), *STRANGERS]))
    if who in api.proofs:
        request.headers["authorization"] = f"Bearer {api.proofs[who]}"
    if request.body:
        data.draw(st.sampled_from(SPOILING))(request)
    return request


def seasoned(value: Any, known: dict[str, Any]) -> Any:
    """Return ``value`` with what the shop knows wherever a member is named so."""
    if isinstance(value, dict):
        return {name: known[name] if name in known else seasoned(each, known) for name, each in value.items()}
    return [seasoned(each, known) for each in value] if isinstance(value, list) else value


def as_it_is(request: requests.PreparedRequest) -> None:
    """Most are sent as they are."""


def packed(request: requests.PreparedRequest) -> None:
    send(request, gzip.compress(body_of(request)), "gzip")


def packed_and_cut(request: requests.PreparedRequest) -> None:
    send(request, gzip.compress(body_of(request))[:-5], "gzip")


def called_packed(request: requests.PreparedRequest) -> None:
    send(request, body_of(request), "gzip")


def oddly_packed(request: requests.PreparedRequest) -> None:
    send(request, body_of(request), "br")


def cut(request: requests.PreparedRequest) -> None:
    send(request, body_of(request)[:-1])


def not_text(request: requests.PreparedRequest) -> None:
    send(request, body_of(request) + b"\xff\xfe\x00")


def not_a_number(request: requests.PreparedRequest) -> None:
    send(request, body_of(request).replace(b"0", b"NaN", 1))


def huge_number(request: requests.PreparedRequest) -> None:
    send(request, body_of(request).replace(b"0", b"1" + b"0" * 400, 1))


def half_a_character(request: requests.PreparedRequest) -> None:
    send(request, body_of(request).replace(b'"0"', b'"\\ud83d"'))


def nested(request: requests.PreparedRequest) -> None:
    send(request, body_of(request).replace(b"0", b"[" * 3000 + b"]" * 3000, 1))


def far_too_long(request: requests.PreparedRequest) -> None:
    send(request, body_of(request) + b" " * 1_100_000)


def plain(request: requests.PreparedRequest) -> None:
    request.headers["content-type"] = "text/plain;charset=UTF-8"


SPOILING = (
    *[as_it_is] * 12,
    *(packed, packed_and_cut, called_packed, oddly_packed, cut, not_text, not_a_number, huge_number),
    *(half_a_character, nested, far_too_long, plain),
)


def body_of(request: requests.PreparedRequest) -> bytes:
    return request.body.encode() if isinstance(request.body, str) else bytes(request.body or b"")


def send(request: requests.PreparedRequest, body: bytes, encoding: str | None = None) -> None:
    """Have ``request`` carry ``body``, called packed by ``encoding``."""
    request.headers.pop("content-length", None)  # which requests leaves as it was beside an empty body
    request.prepare_body(body, None)
    if encoding:
        request.headers["content-encoding"] = encoding
