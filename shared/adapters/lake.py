"""Firehose: rows on their way to the lake, as newline-separated JSON objects in few records."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any

from botocore.config import Config

from shared import clients
from shared.domain.errors import BusyError

MAX_RECORD_BYTES = 1_000 * 1024

_CONFIG = Config(retries={"mode": "standard", "total_max_attempts": 3}, connect_timeout=1, read_timeout=3)


class Lake:
    """The delivery streams of one stage, one for each table of ``shared.domain.lake_tables``."""

    def __init__(self, stream_name: Callable[[str], str]) -> None:
        """``stream_name`` gives the name of a table's stream when the first rows are put."""
        self._stream_name = stream_name

    @cached_property
    def _client(self) -> Any:
        return clients.client("firehose", config=_CONFIG)

    def put(self, table: str, rows: Sequence[bytes]) -> None:
        """Hand over ``rows`` of ``table`` (one JSON object each); all of them are accepted, or it raises.

        Raises ``BusyError`` when the stream takes no more at the moment.
        """
        try:
            for record in records(rows):
                self._client.put_record(DeliveryStreamName=self._stream_name(table), Record={"Data": record})
        except self._client.exceptions.ServiceUnavailableException as error:
            raise BusyError("the lake takes no more at this moment; send the events again") from error


def records(rows: Sequence[bytes]) -> Iterator[bytes]:
    """Return ``rows`` joined into as few records as Firehose's limit allows."""
    joined: list[bytes] = []
    size = 0
    for row in rows:
        if joined and size + len(row) + 1 > MAX_RECORD_BYTES:
            yield b"".join(joined)
            joined, size = [], 0
        joined.append(row + b"\n")
        size += len(row) + 1
    if joined:
        yield b"".join(joined)
