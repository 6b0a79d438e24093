"""SQS: one message, at once or after a delay, or many at once."""

import json
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from botocore.config import Config
from pydantic_core import to_jsonable_python

from shared import clients

SENT_AT_ONCE = 10
QUICK = Config(retries={"mode": "standard", "total_max_attempts": 2}, connect_timeout=1, read_timeout=2)
"""For a queue that a shopper waits for."""


class Queue:
    """A queue that messages are sent to; what they say is a dataclass of the domain."""

    def __init__(self, url: Callable[[], str], *, config: Config | None = None) -> None:
        """``url`` gives the queue's address when the first message is sent."""
        self._url = url
        self._config = config

    @cached_property
    def _client(self) -> Any:
        return clients.client("sqs", config=self._config)

    def send(self, message: object, delay_s: int = 0) -> None:
        """Send ``message``, to be delivered after ``delay_s`` seconds (at most 900)."""
        self._client.send_message(QueueUrl=self._url(), MessageBody=text_of(message), DelaySeconds=delay_s)

    def send_all(self, messages: Sequence[object]) -> None:
        """Send ``messages`` in batches of ten; raise ``RuntimeError`` when the queue refuses one of them."""
        for n in range(0, len(messages), SENT_AT_ONCE):
            entries = [
                {"Id": str(n + place), "MessageBody": text_of(message)}
                for place, message in enumerate(messages[n : n + SENT_AT_ONCE])
            ]
            failed = self._client.send_message_batch(QueueUrl=self._url(), Entries=entries).get("Failed")
            if failed:
                raise RuntimeError(f"the queue refused {len(failed)} messages: {failed[0].get('Code')}")


def text_of(message: object) -> str:
    """Return ``message`` as JSON in ASCII: SQS refuses some characters that a shopper may well send."""
    return json.dumps(to_jsonable_python(message), separators=(",", ":"))
