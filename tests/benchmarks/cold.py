"""CPU of a hot function's cold start: importing its handler in a fresh process, beside its libraries alone."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from tests.benchmarks.report import compared, publish

ROOT: Final = Path(__file__).parents[2]
ROUNDS: Final = 15
GOAL: Final = 1.15
HOT: Final = ("evaluate_cart", "ingest_events", "score_intent", "open_session", "authorize_socket", "connect_socket")
LIBRARIES: Final = """
from dataclasses import dataclass
import boto3
from aws_lambda_powertools import Logger, Metrics
from pydantic import TypeAdapter

@dataclass(frozen=True, slots=True)
class Ping:
    action: str

boto3.client("dynamodb"), TypeAdapter(Ping), Logger(), Metrics()
"""
TIMED: Final = "import time; started = time.process_time_ns()\n{}\nprint((time.process_time_ns() - started) / 1e6)"
ENVIRONMENT: Final = {
    "ALLOWED_ORIGINS": "https://shop.example",
    "AWS_ACCESS_KEY_ID": "bench",
    "AWS_DEFAULT_REGION": "eu-south-1",
    "AWS_SECRET_ACCESS_KEY": "bench",
    "EVENTS_STREAM_NAME": "bench",
    "POWERTOOLS_METRICS_NAMESPACE": "Microlift",
    "POWERTOOLS_SERVICE_NAME": "microlift",
    "RECHECK_QUEUE_URL": "https://sqs.eu-south-1.amazonaws.com/1/recheck",
    "SECRET_ID": "bench",
    "SHOP_CURRENCY": "EUR",
    "SHOP_TIME_ZONE": "Europe/Rome",
    "SOCKET_URL": "wss://sockets.example",
    "STAGE": "bench",
    "TABLE_NAME": "microlift",
}


def run(rounds: int = ROUNDS, hot: tuple[str, ...] = HOT) -> None:
    """Measure each hot function, handler and libraries by turns."""
    rows = []
    for name in hot:
        handler = f"import functions.{name}.handler"
        cpu_ms(handler), cpu_ms(LIBRARIES)  # so that all is compiled, and in the disk's cache
        ours, base = [], []
        for _ in range(rounds):
            ours.append(cpu_ms(handler))
            base.append(cpu_ms(LIBRARIES))
        rows.append(compared(name, "ms CPU", ours, base, "its libraries alone", GOAL))
    publish("cold", rounds, rows)


def cpu_ms(code: str) -> float:
    """Return the CPU milliseconds that ``code`` takes in a fresh process, the interpreter's own start left out."""
    environment = {"PATH": os.environ.get("PATH", os.defpath), "PYTHONPATH": str(ROOT), **ENVIRONMENT}
    done = subprocess.run(
        [sys.executable, "-c", TIMED.format(code)],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout.split()[-1])
