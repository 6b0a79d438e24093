"""SQS: one message at a time, at once or after a delay."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

import boto3
from pydantic_core import to_json


class Queue:
    """A queue that messages are sent to; what they say is a dataclass of the domain."""

    def __init__(self, url: Callable[[], str]) -> None:
        """``url`` gives the queue's address when the first message is sent."""
        self._url = url

    @cached_property
    def _client(self) -> Any:
        return boto3.client("sqs")

    def send(self, message: object, delay_s: int = 0) -> None:
        """Send ``message``, to be delivered after ``delay_s`` seconds (at most 900)."""
        self._client.send_message(QueueUrl=self._url(), MessageBody=to_json(message).decode(), DelaySeconds=delay_s)
