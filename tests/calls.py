"""Counting the calls that a function makes: speed is asserted as counts."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def counted(client: Any) -> Iterator[list[str]]:
    """Collect the names of the operations that ``client`` sends while the block runs, in order."""
    names: list[str] = []

    def note(model: Any, **_: Any) -> None:
        names.append(model.name)

    client.meta.events.register("before-call", note)
    try:
        yield names
    finally:
        client.meta.events.unregister("before-call", note)
