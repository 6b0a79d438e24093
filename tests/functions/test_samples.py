"""Every sample of ``events/`` through its function: sample, contract and test in one.

``<case>.json``: ``{"about", "now"?, "given"?, "event"}``. ``given`` may hold ``session`` (fields that differ from the
usual one), ``sockets`` (the tabs that listen), ``items`` (told by the shop), ``rules`` (the rule set that was
published), ``before`` (events for any functions, each ``{"function", "event"}``) and ``followed`` (``true``:
``follow_sessions`` has seen what is in the table by then). Words such as ``$TOKEN`` stand for the caller's proof.
``<case>.reply.json``: what the function returns, JSON bodies opened, and where tabs listen what was ``pushed`` to each;
``"<any>"`` stands for what differs each time. ``pytest --write-replies`` writes the replies that are missing or differ.
"""

import importlib
import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from shared.domain.items import Item
from shared.domain.session import Session
from shared.edge.callers import session_token
from shared.edge.tokens import sign
from tests import factories
from tests.factories import DAY, HOUR, KEYS, NOW
from tests.requests import changed, http
from tests.sockets import Browsers

EVENTS = Path(__file__).parents[2] / "events"
SAMPLES = sorted(path for path in EVENTS.glob("*/*.json") if not path.name.endswith(".reply.json"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_sample_gets_its_reply(
    path: Path, clock: Any, table: Any, browsers: Browsers, pytestconfig: pytest.Config
) -> None:
    sample = json.loads(path.read_text())
    clock.move(sample.get("now", NOW))
    _arrange(sample.get("given", {}), table, clock)
    browsers.frames.clear()

    reply = _open(_call(path.parent.name, sample["event"]))
    if "sockets" in sample.get("given", {}):
        reply |= {"pushed": [{"to": to, "frame": frame} for to, frame in browsers.frames]}

    expected = path.with_suffix(".reply.json")
    if pytestconfig.getoption("--write-replies"):
        _write(expected, reply)
    assert _masked(reply, json.loads(expected.read_text())) == json.loads(expected.read_text())


def _arrange(given: dict[str, Any], table: Any, clock: Any) -> None:
    from shared.edge.clock import pause
    from shared.store.items import ItemStore
    from shared.store.sessions import SessionStore
    from shared.store.sockets import SocketStore

    if "session" in given:
        usual = json.loads(TypeAdapter(Session).dump_json(factories.session()))
        opened = TypeAdapter(Session).validate_python(usual | given["session"])
        SessionStore(table, pause).create(opened, clock.now)
    for tab in given.get("sockets", ()):
        SocketStore(table).add("s-0", tab)
    if "items" in given:
        ItemStore(table, pause, lambda: clock.now).put(TypeAdapter(tuple[Item, ...]).validate_python(given["items"]))
    if "rules" in given:
        for key, body in (("PUT /v1/rulesets/{name}/draft", given["rules"]), ("POST /v1/rulesets/{name}/publish", {})):
            told = _call("manage_rules", http(key, body, proof=KEYS["admin_key"], path={"name": "default"}))
            assert told["statusCode"] == 200, told
    now = clock.now
    for step in given.get("before", ()):
        clock.move(step.get("now", now))
        _call(step["function"], step["event"])
    if given.get("followed"):
        for item in table.client.scan(TableName=table.name)["Items"]:
            _call("follow_sessions", changed(None, item))
    clock.move(now)


def _call(function: str, event: dict[str, Any]) -> Any:
    handler = importlib.import_module(f"functions.{function}.handler").handler
    return handler(_filled(event), None)


def _filled(value: Any) -> Any:
    """Return the event with its proofs filled in and its body, if it is written as JSON, as text."""
    if isinstance(value, dict):
        filled = {name: _filled(each) for name, each in value.items()}
        if isinstance(filled.get("body"), dict | list):
            filled["body"] = json.dumps(filled["body"])
        return filled
    if isinstance(value, list):
        return [_filled(each) for each in value]
    return _proof(value) if isinstance(value, str) and "$" in value else value


def _proof(text: str) -> str:
    claims = {"aud": "microlift", "sub": "customer-1", "exp": NOW // 1000 + 3600}
    proofs = {
        "$TOKEN": session_token("s-0", "v-1", now=NOW, expires_at=NOW + 2 * HOUR, secret=KEYS["token_secret"]),
        "$EXPIRED_TOKEN": session_token("s-0", "v-1", now=0, expires_at=NOW - HOUR, secret=KEYS["token_secret"]),
        "$OTHER_TOKEN": session_token("s-9", "v-9", now=NOW, expires_at=NOW + 2 * HOUR, secret=KEYS["token_secret"]),
        "$PRIME_TOKEN": sign({**claims, "prime": True}, KEYS["customer_secret"]),
        "$FORGED_PRIME_TOKEN": sign({**claims, "prime": True}, "not the secret"),
        "$SATURDAY_TOKEN": session_token("s-0", "v-1", now=NOW, expires_at=NOW + 7 * DAY, secret=KEYS["token_secret"]),
        "$SERVER_KEY": KEYS["server_key"],
        "$ADMIN_KEY": KEYS["admin_key"],
        "$PUBLISHABLE_KEY": KEYS["publishable_key"],
        "$300_KB": "x" * 300 * 1024,
        "$33_KB": "x" * 33 * 1024,
    }
    for word, proof in sorted(proofs.items(), key=lambda pair: -len(pair[0])):
        text = text.replace(word, proof)
    return text


def _open(reply: Any) -> Any:
    if isinstance(reply, dict) and isinstance(reply.get("body"), str):
        return {**reply, "body": json.loads(reply["body"])}
    return reply


def _masked(actual: Any, expected: Any) -> Any:
    """Return ``actual`` with ``<any>`` wherever ``expected`` says so."""
    if expected == "<any>":
        return expected
    if isinstance(actual, dict) and isinstance(expected, dict):
        return {name: _masked(value, expected.get(name)) for name, value in actual.items()}
    if isinstance(actual, list) and isinstance(expected, list) and len(actual) == len(expected):
        return [_masked(one, other) for one, other in zip(actual, expected, strict=True)]
    return actual


def _write(path: Path, reply: Any) -> None:
    before = json.loads(path.read_text()) if path.exists() else None
    path.write_text(json.dumps(_masked(reply, before), indent=1, ensure_ascii=False) + "\n")
