"""The browsers at the other end of the management API: what each was sent, and who is gone. moto knows none."""

import json
from types import SimpleNamespace
from typing import Any


class GoneException(Exception):  # noqa: N818 - as AWS names it
    """What the management API says of a connection that was closed."""


class Browsers:
    """Stands where the management API's client does; ``failing`` is raised by every push."""

    exceptions = SimpleNamespace(GoneException=GoneException)

    def __init__(self) -> None:
        self.frames: list[tuple[str, dict[str, Any]]] = []
        self.gone: set[str] = set()
        self.failing: Exception | None = None

    def post_to_connection(self, *, ConnectionId: str, Data: bytes) -> None:  # noqa: N803 - as AWS names them
        """Take a frame in."""
        if self.failing:
            raise self.failing
        if ConnectionId in self.gone:
            raise GoneException
        self.frames.append((ConnectionId, json.loads(Data)))

    @property
    def shown(self) -> list[tuple[str, str, str]]:
        """Every intervention that was pushed: to whom, by which rule, of which type."""
        told = [(who, frame["intervention"]) for who, frame in self.frames if frame["type"] == "intervention"]
        return [(who, each["rule"], each["type"]) for who, each in told]
