"""The one entry point: readable without set-up, and plain about what is missing."""

import subprocess
import sys
from pathlib import Path

import pytest

from dev import spoken_to_directly

ROOT = Path(__file__).parents[2]
COMMANDS = [
    "run",
    "test",
    "replay",
    "query",
    "bench",
    "synth",
    "deploy",
    "destroy",
    "keys",
    "app",
    "contract",
    "lock",
    "editor",
    "charts",
    "grammar",
    "sdk",
]


def dev(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", str(ROOT / "dev.py"), *arguments], capture_output=True, text=True, check=False, env={}
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command):
    told = dev(command, "--help")

    assert told.returncode == 0
    assert told.stdout.startswith(f"usage: dev.py {command}")


def test_the_list_of_commands_is_complete():
    told = dev("--help")

    listed = [line.split()[0] for line in told.stdout.splitlines() if line.startswith("    ") and line[4] != " "]
    assert listed == COMMANDS


def test_a_stage_that_is_not_there_is_refused_by_name():
    told = dev("synth", "--stage", "moon")

    assert told.returncode == 2
    assert "invalid choice: 'moon'" in told.stderr


def test_no_proxy_stands_between_the_commands_and_the_local_stack():
    assert spoken_to_directly({})["no_proxy"] == "127.0.0.1,localhost"
    assert spoken_to_directly({"NO_PROXY": "corp.example"})["no_proxy"] == "corp.example,127.0.0.1,localhost"
