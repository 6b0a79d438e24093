"""Firehose: rows on their way to the lake, as newline-separated JSON objects in few records.

A put is repeated here and not by botocore, whose pauses of seconds a shopper would wait for. What Firehose will not
take may be parked in a queue, from which a function lands it later: rows that ``put`` took are never lost, and may come
twice.
"""

import json
from binascii import b2a_base64
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from shared import clients
from shared.adapters.queue import Queue, text_of
from shared.domain.errors import BusyError
from shared.domain.parked import ParkedRows

MAX_RECORD_BYTES = 1_000 * 1024
MAX_MESSAGE_BYTES = 200 * 1024
ATTEMPTS = 3

_CONFIG = Config(
    retries={"total_max_attempts": 1},
    connect_timeout=1,
    read_timeout=2,
    tcp_keepalive=True,
    parameter_validation=False,
)


class Lake:
    """The delivery streams of one stage, one for each table of ``shared.domain.lake_tables``."""

    def __init__(
        self, stream_name: Callable[[str], str], pause: Callable[[int], None], parked: Queue | None = None
    ) -> None:
        """``stream_name`` gives the name of a table's stream when the first rows are put.

        ``pause`` waits before attempt number n is repeated. ``parked`` is where rows wait that a stream will not take.
        """
        self._stream_name = stream_name
        self._pause = pause
        self._parked = parked
        self._coming = "", b""

    @cached_property
    def _client(self) -> Any:
        client = clients.client("firehose", config=_CONFIG)
        client.meta.events.register("before-call.firehose.PutRecord", self._word)
        return client

    def put(self, table: str, rows: Sequence[bytes]) -> None:
        """Hand over ``rows`` of ``table`` (one JSON object each); all of them are accepted, or it raises.

        Raises ``BusyError`` when the stream takes no more at the moment, nor can the rows be parked.
        """
        for record in records(rows, MAX_RECORD_BYTES):
            try:
                self._deliver(table, lines(record))
            except (BotoCoreError, ClientError) as error:
                if self._parked is not None:
                    self._park(self._parked, table, record)
                elif _will_pass(error):
                    raise BusyError("the lake takes no more at this moment; send it again") from error
                else:
                    raise

    def _deliver(self, table: str, record: bytes) -> None:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                self._coming = self._stream_name(table), record
                self._client.put_record(DeliveryStreamName=self._coming[0], Record={"Data": b""})
            except (BotoCoreError, ClientError) as error:
                if attempt == ATTEMPTS or not _will_pass(error):
                    raise
                self._pause(attempt - 1)
            else:
                return

    def _word(self, params: dict[str, Any], **_: Any) -> None:
        """Put the record that is coming into the request.

        botocore would go through all of its 400,000 letters for one to escape, and in base64 there is none: half of
        what the whole call takes.
        """
        stream_name, record = self._coming
        begins = json.dumps({"DeliveryStreamName": stream_name})[:-1]
        params["body"] = b'%s,"Record":{"Data":"%s"}}' % (begins.encode(), b2a_base64(record, newline=False))

    def _park(self, parked: Queue, table: str, record: Sequence[bytes]) -> None:
        try:
            for message in messages(table, record):
                parked.send(message)
        except (BotoCoreError, ClientError) as error:
            raise BusyError("neither the lake nor its queue takes more at this moment; send it again") from error


def records(rows: Sequence[bytes], most: int) -> Iterator[Sequence[bytes]]:
    """Return ``rows`` in order in as few groups as there can be of at most ``most`` bytes, line breaks included."""
    if sum(map(len, rows)) + len(rows) <= most:
        if rows:
            yield rows
        return
    joined: list[bytes] = []
    size = 0
    for row in rows:
        if joined and size + len(row) + 1 > most:
            yield joined
            joined, size = [], 0
        joined.append(row)
        size += len(row) + 1
    if joined:
        yield joined


def lines(record: Sequence[bytes]) -> bytes:
    """Return the rows of ``record``, a line each."""
    return b"\n".join(record) + b"\n"


def messages(table: str, record: Sequence[bytes]) -> list[ParkedRows]:
    """Return the rows of ``record`` in messages below 200 KB as they are sent; a longer line is one alone."""
    parked = ParkedRows(table, lines(record).decode())
    if len(record) == 1 or len(text_of(parked)) <= MAX_MESSAGE_BYTES:
        return [parked]
    middle = len(record) // 2
    return messages(table, record[:middle]) + messages(table, record[middle:])


def _will_pass(error: BotoCoreError | ClientError) -> bool:
    """Return whether another attempt may go better: no answer at all, a throttle, or a fault of theirs."""
    if not isinstance(error, ClientError):
        return True
    status = error.response["ResponseMetadata"]["HTTPStatusCode"]
    return status >= 500 or error.response["Error"]["Code"] in _THROTTLED


_THROTTLED = ("LimitExceededException", "ServiceUnavailableException", "ThrottlingException")
