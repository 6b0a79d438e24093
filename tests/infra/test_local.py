"""The local stack as a process: what it prints, where it listens, and that nothing of it is left behind."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra import local
from infra.emulating.deploying import CannotStartError

ROOT = Path(__file__).parents[2]
PROC = Path("/proc")
LINES = [
    "Microlift is ready",
    "api:",
    "socket:",
    "storefront:",
    "dashboard:",
    "mailbox:",
    "publishable key:",
    "server key:",
    "admin key:",
    "customer secret:",
]


@pytest.fixture(scope="module")
def running() -> Iterator[local.Running]:
    with local.stack() as stack:
        yield stack


def fetch(url: str, headers: dict[str, str] | None = None) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers or {}), timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode()


def parents() -> dict[int, int]:
    """Every process of this machine with its parent."""
    found = {}
    for each in PROC.glob("[0-9]*"):
        try:
            found[int(each.name)] = int((each / "stat").read_text().rpartition(")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


def descendants(pid: int) -> set[int]:
    of = parents()
    found = {pid}
    for _ in range(5):
        found |= {child for child, parent in of.items() if parent in found}
    return found - {pid}


def alive(pids: set[int]) -> set[int]:
    return {pid for pid in pids if (PROC / str(pid)).exists() and " Z " not in (PROC / str(pid) / "stat").read_text()}


def listening() -> set[str]:
    """The addresses that processes of this machine listen on, as the kernel writes them, with the port."""
    lines = [line.split() for line in (PROC / "net/tcp").read_text().splitlines()[1:]]
    return {line[1] for line in lines if line[3] == "0A"}


def test_the_block_has_the_lines_that_others_read(running):
    lines = running.block().splitlines()

    assert [line if line == LINES[0] else line.split(":")[0] + ":" for line in lines] == LINES


def test_the_shop_tells_its_pages_where_the_api_is(running):
    status, text = fetch(f"{running.storefront}config.json")

    assert status == 200
    told = {"api": running.api, "publishable_key": running.publishable_key, "time_zone": "Europe/Rome", "local": True}
    assert json.loads(text) == told


def test_the_shop_serves_its_pages_and_nothing_beside_them(running):
    assert fetch(running.storefront)[0] == 200
    assert fetch(running.mailbox)[0] == 200
    assert fetch(f"{running.storefront}%2e%2e/%2e%2e/dev.py")[0] == 404


def test_another_site_cannot_use_the_shops_backend(running):
    assert fetch(f"{running.storefront}demo/clock", {"origin": "https://elsewhere.example"})[0] == 403
    assert fetch(f"{running.storefront}demo/clock", {"host": "elsewhere.example"})[0] == 403


def test_the_demo_items_are_on_sale(running):
    table = running.outputs["TableName"]

    found = running.client("dynamodb").get_item(
        TableName=table, Key={"pk": {"S": "item#panettone-classico"}, "sk": {"S": "state"}}
    )

    assert "Item" in found


@pytest.mark.skipif(not PROC.exists(), reason="reads /proc")
def test_it_listens_on_loopback_only(running):
    ports = {f"{int(address.rsplit(':', 1)[1].strip('/')):04X}" for address in (running.emulator, running.storefront)}

    addresses = {address.split(":")[0] for address in listening() if address.split(":")[1] in ports}

    assert addresses == {"0100007F"}


@pytest.mark.parametrize("port", [-1, 65_535, 99_999])
def test_a_port_that_there_is_not_is_told_before_anything_starts(port: int):
    with pytest.raises(CannotStartError, match="--port takes 1 to 65534"), local.stack(port=port):
        pass


def test_a_port_in_use_is_told_before_anything_starts():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(CannotStartError, match=f"Port {port} is in use"), local.stack(port=port):
            pass


@pytest.mark.skipif(not PROC.exists(), reason="reads /proc")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL], ids=["Ctrl-C", "killed"])
def test_it_leaves_no_process_behind(how: signal.Signals, tmp_path: Path):
    # As a shell's script starts it with "&", which has it ignore Ctrl-C.
    in_background = ["sh", "-c", 'trap "" INT; exec "$@"', "sh"]
    command = [*in_background, sys.executable, str(ROOT / "dev.py"), "run", "--port", "0", "--no-browser"]
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment, start_new_session=True
    )
    assert process.stdout is not None
    while (line := process.stdout.readline()) and not line.startswith("customer secret:"):
        pass
    started = descendants(process.pid)

    process.send_signal(how)
    process.wait(timeout=20)
    process.stdout.close()
    deadline = time.monotonic() + 10
    while alive(started) and time.monotonic() < deadline:
        time.sleep(0.1)

    assert len(started) >= 2  # the emulator and at least one worker
    assert alive(started) == set()
    assert list(tmp_path.iterdir()) == []
