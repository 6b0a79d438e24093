"""End to end on the local stack: a cart's update to its decision, beside an echo function's answer on one socket.

After each update the emulator is still busy following the change (decision record, pushes); the echo waits for that.
"""

import io
import json
import statistics
import time
import zipfile
from typing import Any, Final

import httpx
from websockets.sync.client import ClientConnection, connect

from infra import local
from infra.emulating.deploying import REGION
from tests.benchmarks.report import bounded, compared, publish

ROUNDS: Final = 1_000
WARM_UP: Final = 20
GOAL: Final = 2.0
P99_MS: Final = 100.0
FOLLOWED_S: Final = 0.08
# The emulator holds an answer back until the function's log has come: 50 ms when it logs nothing. Ours log one line.
ECHOES: Final = {
    "echo": "def handler(event, context):\n    print('ok')\n    return {'statusCode': 200, 'body': event['body']}\n",
    "silent_echo": "def handler(event, context):\n    return {'statusCode': 200, 'body': event['body']}\n",
}
GRANTED: Final = dict.fromkeys(("analytics_storage", "ad_storage", "ad_user_data", "ad_personalization"), "granted")


def run(rounds: int = ROUNDS) -> None:
    """Send carts and echoes by turns over one socket."""
    with local.stack(progress=local.print_progress) as running:
        add_echoes(running)
        opening = {"publishable_key": running.publishable_key, "consent": GRANTED}
        opened = httpx.post(f"{running.api}/v1/sessions", json=opening, timeout=30).raise_for_status().json()
        times: dict[str, list[float]] = {"cart.update": [], **{name: [] for name in ECHOES}}
        with connect(f"{opened['socket_url']}?token={opened['token']}") as socket:
            for n in range(rounds + WARM_UP):
                for action, measured in times.items():
                    spent_ms = ask(socket, cart(n) | {"action": action})
                    if n >= WARM_UP:
                        measured.append(spent_ms)
                    if action == "cart.update":
                        time.sleep(FOLLOWED_S)
    ours = times["cart.update"]
    rows = [
        compared("decision, p50", "ms", ours, times["echo"], "an echo that logs a line, as ours do", GOAL),
        compared("decision, p50", "ms", ours, times["silent_echo"], "an echo that logs nothing", GOAL),
        bounded("decision, p99", "ms", statistics.quantiles(ours, n=100)[98], P99_MS),
    ]
    publish("socket", rounds, rows)


def ask(socket: ClientConnection, frame: dict[str, Any]) -> float:
    """Return the milliseconds until the frame's own answer is there."""
    text = json.dumps(frame)
    started = time.perf_counter()
    socket.send(text)
    while (answer := json.loads(socket.recv(timeout=30))).get("request_id") != frame["request_id"]:
        pass
    spent = time.perf_counter() - started
    if answer.get("type") == "problem":
        raise AssertionError(answer)
    return spent * 1000


def cart(n: int) -> dict[str, Any]:
    """Return an update of a five-line cart that differs from the one before."""
    lines = [
        {"line_id": f"l-{k}", "item_id": f"bench-{k}", "quantity": 1 + (n + k) % 3, "unit_price": 1990 + 700 * k}
        for k in range(5)
    ]
    content = {"cart_id": "c-1", "revision": n, "currency": "EUR", "lines": lines, "shipping": {"amount": 590}}
    return {"action": "cart.update", "request_id": f"r-{time.monotonic_ns()}", "cart": content}


def add_echoes(running: local.Running) -> None:
    """Deploy echo functions like evaluate_cart, each with a route to it on the same WebSocket API."""
    functions, gateway = running.client("lambda"), running.client("apigatewayv2")
    like = next(
        each
        for each in functions.get_paginator("list_functions").paginate().search("Functions[]")
        if each["Handler"] == "functions.evaluate_cart.handler.handler"
    )
    api = next(each["ApiId"] for each in gateway.get_apis()["Items"] if each["ProtocolType"] == "WEBSOCKET")
    for name, code in ECHOES.items():
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w") as archive:
            archive.writestr("echo.py", code)
        echo = functions.create_function(
            FunctionName=name,
            Runtime=like["Runtime"],
            Role=like["Role"],
            Handler="echo.handler",
            MemorySize=like["MemorySize"],
            Code={"ZipFile": held.getvalue()},
        )
        uri = f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/{echo['FunctionArn']}/invocations"
        integration = gateway.create_integration(ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=uri)
        gateway.create_route(ApiId=api, RouteKey=name, Target=f"integrations/{integration['IntegrationId']}")
