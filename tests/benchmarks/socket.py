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
from infra.local_deploy import REGION
from tests.benchmarks.report import bounded, compared, publish

ROUNDS: Final = 1_000
WARM_UP: Final = 20
GOAL: Final = 2.0
P99_MS: Final = 100.0
FOLLOWED_S: Final = 0.08
# It logs a line, as every function does: the emulator makes one that does not wait for its log.
ECHO: Final = """
def handler(event, context):
    print("ok")
    return {"statusCode": 200, "body": event["body"]}
"""
GRANTED: Final = dict.fromkeys(("analytics_storage", "ad_storage", "ad_user_data", "ad_personalization"), "granted")


def run(rounds: int = ROUNDS) -> None:
    """Send carts and echoes by turns over one socket."""
    with local.stack(progress=local.print_progress) as running:
        add_echo(running)
        opening = {"publishable_key": running.publishable_key, "consent": GRANTED}
        opened = httpx.post(f"{running.api}/v1/sessions", json=opening, timeout=30).raise_for_status().json()
        ours: list[float] = []
        base: list[float] = []
        with connect(f"{opened['socket_url']}?token={opened['token']}") as socket:
            for n in range(rounds + WARM_UP):
                cart_ms = ask(socket, cart(n))
                time.sleep(FOLLOWED_S)
                echo_ms = ask(socket, cart(n) | {"action": "echo"})
                if n >= WARM_UP:
                    ours.append(cart_ms)
                    base.append(echo_ms)
    p99_ms = statistics.quantiles(ours, n=100)[98]
    rows = [
        compared("cart.update to decision, p50", "ms", ours, base, "an echo function's answer", GOAL),
        bounded("cart.update to decision, p99", "ms", p99_ms, P99_MS),
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


def add_echo(running: local.Running) -> None:
    """Deploy an echo function like evaluate_cart, and a route to it on the same WebSocket API."""
    functions, gateway = running.client("lambda"), running.client("apigatewayv2")
    like = next(
        each
        for each in functions.get_paginator("list_functions").paginate().search("Functions[]")
        if each["Handler"] == "functions.evaluate_cart.handler.handler"
    )
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("echo.py", ECHO)
    echo = functions.create_function(
        FunctionName="echo",
        Runtime=like["Runtime"],
        Role=like["Role"],
        Handler="echo.handler",
        MemorySize=like["MemorySize"],
        Code={"ZipFile": held.getvalue()},
    )
    api = next(each["ApiId"] for each in gateway.get_apis()["Items"] if each["ProtocolType"] == "WEBSOCKET")
    uri = f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/{echo['FunctionArn']}/invocations"
    integration = gateway.create_integration(ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=uri)
    gateway.create_route(ApiId=api, RouteKey="echo", Target=f"integrations/{integration['IntegrationId']}")
