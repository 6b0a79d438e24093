"""What every test may ask for: the functions' environment, a table of the deployed shape, a clock that stands still.

moto starts here, before any client is built, and is emptied between tests.
"""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FOLDER = tempfile.TemporaryDirectory(prefix="microlift-tests-")
CLOCK = Path(FOLDER.name) / "clock.json"

os.environ |= {
    "ALLOWED_ORIGINS": "https://shop.example",
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_DEFAULT_REGION": "eu-south-1",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "BACKTEST_QUEUE_URL": "https://sqs.eu-south-1.amazonaws.com/123456789012/backtest",
    "CLOCK_PATH": str(CLOCK),
    "ERASURE_QUEUE_URL": "https://sqs.eu-south-1.amazonaws.com/123456789012/erasure",
    "EXPORT_QUEUE_URL": "https://sqs.eu-south-1.amazonaws.com/123456789012/export",
    "DECISIONS_STREAM_NAME": "microlift-decisions",
    "EVENTS_STREAM_NAME": "microlift-events",
    "FAILED_STREAM_NAME": "microlift-failed",
    "FAILED_REPLAY_QUEUE_URL": "https://sqs.eu-south-1.amazonaws.com/123456789012/failed_replay",
    "ITEMS_STREAM_NAME": "microlift-items",
    "ORDERS_STREAM_NAME": "microlift-orders",
    "LAKE_BUCKET": "lake",
    "LAKE_MERGE_QUEUE_URL": "https://sqs.eu-south-1.amazonaws.com/123456789012/lake_merge",
    "MAIL_SENDER": "shop@shop.example",
    "PARKED_QUEUE_URL": "https://sqs.eu-south-1.amazonaws.com/123456789012/parked",
    "POWERTOOLS_LOG_LEVEL": "INFO",
    "POWERTOOLS_METRICS_NAMESPACE": "Microlift",
    "POWERTOOLS_SERVICE_NAME": "microlift",
    "RECHECK_QUEUE_URL": "https://sqs.eu-south-1.amazonaws.com/123456789012/recheck",
    "REMINDER_QUEUE_URL": "https://sqs.eu-south-1.amazonaws.com/123456789012/reminder",
    "SECRET_ID": "microlift-keys",
    "SHOP_CURRENCY": "EUR",
    "SHOP_TIME_ZONE": "Europe/Rome",
    "SOCKET_ENDPOINT": "https://sockets.execute-api.eu-south-1.amazonaws.com/test",
    "SOCKET_URL": "wss://sockets.example",
    "STAGE": "test",
    "STOREFRONT_URL": "https://shop.example/",
    "TABLE_NAME": "microlift",
    "WAREHOUSE": "duckdb",
}

import pytest  # noqa: E402 - the environment comes first
from hypothesis import settings  # noqa: E402
from moto import mock_aws  # noqa: E402
from moto.moto_api._internal.models import moto_api_backend  # noqa: E402

from tests import grants  # noqa: E402
from tests.aws import client, create_resources  # noqa: E402
from tests.factories import NOW  # noqa: E402

# A busy machine is no fault of the code.
settings.register_profile("microlift", deadline=None)
settings.load_profile("microlift")

_moto = mock_aws()
_moto.start()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-replies", action="store_true", help="write the replies of events/ that differ")
    parser.addoption("--fuzz-requests", type=int, metavar="N", help="send N random requests to a running stack")
    parser.addoption("--fuzz-frames", type=int, metavar="N", help="send N random frames to a running stack")
    parser.addoption("--log", type=Path, metavar="FILE", help="deliver the events of this log in disorder, and twice")


def pytest_unconfigure() -> None:
    FOLDER.cleanup()


@pytest.fixture
def aws() -> Iterator[None]:
    """Empty AWS with the table, the queues, the delivery streams, the mail sender and the keys in it."""
    moto_api_backend.reset()
    create_resources()
    _forget_caches()
    grants.watch()
    yield
    CLOCK.unlink(missing_ok=True)
    assert grants.ungranted == []


@pytest.fixture
def table(aws: None) -> object:
    """The table of the deployed shape, empty."""
    from shared.store.table import Table

    return Table("microlift", client("dynamodb"))


@pytest.fixture
def clock(aws: None) -> "StandingClock":
    """A clock that stands still at ``NOW`` until it is moved."""
    standing = StandingClock()
    standing.move(NOW)
    return standing


@pytest.fixture(scope="session")
def stack() -> Iterator[Any]:
    """The deployed template on the emulator, started once for all tests that ask for it."""
    from infra import local

    with local.stack(port=0) as running:
        yield running


class StandingClock:
    """The functions' time, under the test's control."""

    def move(self, moment: int) -> None:
        """Set the time to ``moment`` (epoch ms)."""
        from shared.edge import clock as edge_clock

        edge_clock.move(CLOCK, moment, ticking=False)
        self.now = moment


def _forget_caches() -> None:
    import sys

    from shared.edge.keys import key_ring

    key_ring.forget()
    for name, module in list(sys.modules.items()):
        if name.startswith("functions."):
            for cache in ("items", "rule_sets", "usage", "vocabulary", "catalogues"):
                if hasattr(module, cache):
                    getattr(module, cache).forget()
