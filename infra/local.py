"""The local stack: the deployed template on an emulator, with a demo shop in front. ``dev.py run``.

Tests use it as ``with local.stack() as running: running.api, running.socket, running.keys``.
"""

import json
import signal
import socket
import sys
import tempfile
import time
import webbrowser
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from infra.emulating import fitting
from infra.emulating.deploying import CannotStartError, client, code, deploy
from infra.emulating.process import HOST, emulator, wait_until_ready, warm
from infra.emulating.shop import Shop
from infra.package import BUILD

LAST_PORT: Final = 65_535
RUNNING: Final = BUILD / "local" / "running.json"
DEMO_KEYS: Final = {
    "root": "demo-root-demo-root-demo-root-demo-root-demo-root-demo-root-demo",
    "publishable_key": "pk_demo_0123456789abcdef",
    "server_key": "sk_demo_0123456789abcdef",
    "admin_key": "ak_demo_0123456789abcdef",
    "customer_secret": "demo-customer-secret-0123456789abcdef",
    "token_secret": "demo-token-secret-0123456789abcdef",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A stack that runs: its addresses, its keys, and the emulator behind it."""

    api: str
    socket: str
    storefront: str
    dashboard: str
    mailbox: str
    emulator: str
    outputs: dict[str, str]
    publishable_key: str = DEMO_KEYS["publishable_key"]
    server_key: str = DEMO_KEYS["server_key"]
    admin_key: str = DEMO_KEYS["admin_key"]
    customer_secret: str = DEMO_KEYS["customer_secret"]

    def client(self, service: str) -> Any:
        return client(self.emulator, service)

    def block(self) -> str:
        """The lines that ``dev.py run`` ends its start with; other tools read them."""
        names = ("api", "socket", "storefront", "dashboard", "mailbox")
        keys = ("publishable_key", "server_key", "admin_key", "customer_secret")
        lines = [f"{name.replace('_', ' ')}: {getattr(self, name)}" for name in names + keys]
        return "\n".join(["Microlift is ready", *lines])


def main(arguments: Namespace) -> int:
    # A shell that starts this with "&" has it ignore what Ctrl-C sends.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with stack(port=arguments.port, progress=print_progress) as running, announced(running):
            print(running.block(), flush=True)
            if not arguments.no_browser and sys.stdout.isatty():
                webbrowser.open(running.storefront)
            wait_for_ever()
    except CannotStartError as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
    return 0


@contextmanager
def announced(running: Running) -> Iterator[None]:
    """Let other commands find this stack; of two, the one that was started last."""
    RUNNING.parent.mkdir(parents=True, exist_ok=True)
    RUNNING.write_text(json.dumps(asdict(running)))
    try:
        yield
    finally:
        if (found := find()) and found.api == running.api:
            RUNNING.unlink(missing_ok=True)


def find() -> Running | None:
    """Return the stack that ``dev.py run`` has up at the moment."""
    try:
        running = Running(**json.loads(RUNNING.read_text()))
        address = urlsplit(running.emulator)
        with socket.create_connection((address.hostname, address.port), timeout=1):
            return running
    except (OSError, ValueError, TypeError):
        return None


def wait_for_ever() -> None:
    while True:
        time.sleep(3600)


def print_progress(line: str) -> None:
    print(f"· {line}", file=sys.stderr, flush=True)


@contextmanager
def stack(*, port: int = 0, enforced: bool = False, progress: Any = lambda _: None) -> Iterator[Running]:
    """Run a fresh stack while the block runs. ``port`` is the shop's, the emulator takes the next; 0 takes free ones.
    ``enforced``: functions may do what their roles are granted and no more, as on AWS. Raises ``CannotStartError``.
    """
    shop_port, emulator_port = ports(port)
    with tempfile.TemporaryDirectory(prefix="microlift-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        progress("Starting the emulator")
        with emulator(home, emulator_port, enforced=enforced) as (address, process):
            template = fitting.template(progress)
            zips = code(home / "code")
            wait_until_ready(emulator_port, process, home)
            progress("Deploying")
            clock = home / "clock.json"
            shop_address = f"http://{HOST}:{shop_port}"
            outputs = deploy(address, template, zips, DEMO_KEYS, clock, shop_address)
            with Shop(port=shop_port, emulator=address, keys=DEMO_KEYS, outputs=outputs, clock=clock) as shop:
                progress("Seeding the demo shop")
                shop.seed()
                warm(process, outputs)
                yield Running(
                    api=outputs["Api"],
                    socket=outputs["Socket"],
                    storefront=f"{shop.address}/",
                    dashboard=f"{shop.address}/dashboard/#key={DEMO_KEYS['admin_key']}",
                    mailbox=f"{shop.address}/mailbox/",
                    emulator=address,
                    outputs=outputs,
                )


def ports(port: int) -> tuple[int, int]:
    """Return the shop's and the emulator's port, both free at the moment."""
    if port == 0:
        return free_port(), free_port()
    if not 0 < port < LAST_PORT:
        raise CannotStartError(f"--port takes 1 to {LAST_PORT - 1}, for N and N + 1 are used, or 0 for free ones.")
    for wanted in (port, port + 1):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, wanted))
            except OSError as error:
                raise CannotStartError(
                    f"Port {wanted} is in use. Stop what uses it, or start with --port N (two ports: N and N + 1; "
                    "--port 0 takes free ones)."
                ) from error
    return port, port + 1


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]
