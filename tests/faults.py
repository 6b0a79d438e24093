"""What AWS does to a call now and then: a throttle, and time-outs before and after the call took effect.

They are put into the client, where botocore would see them, so that all of our own code runs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from botocore.awsrequest import AWSResponse
from botocore.exceptions import ReadTimeoutError

Fault = Literal["none", "throttle", "before", "after"]

THROTTLES = {
    "firehose": (500, "ServiceUnavailableException"),
    "dynamodb": (400, "ThrottlingException"),
    "sqs": (403, "RequestThrottled"),
}


def throttled(service: str) -> tuple[AWSResponse, dict[str, Any]]:
    """Return what a client is answered when it asks too often."""
    status, code = THROTTLES[service]
    parsed = {"Error": {"Code": code, "Message": "Slow down."}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return AWSResponse("", status, {}, None), parsed


@contextmanager
def failing(client: Any, operation: str, *faults: Fault) -> Iterator[list[str]]:
    """Let the next calls of ``operation`` fail so, one fault each, the rest none; collect what was called."""
    service = client.meta.service_model.service_name
    coming, called = list(faults), []
    now: list[Fault] = ["none"]

    def begin(**_: Any) -> Any:
        called.append(operation)
        now[0] = coming.pop(0) if coming else "none"
        if now[0] == "throttle":
            return throttled(service)
        if now[0] == "before":
            raise ReadTimeoutError(endpoint_url=service)
        return None

    def end(**_: Any) -> None:
        if now[0] == "after":
            raise ReadTimeoutError(endpoint_url=service)

    events, name = client.meta.events, f"{service}.{operation}"
    events.register_first(f"before-call.{name}", begin)
    events.register_last(f"after-call.{name}", end)
    try:
        yield called
    finally:
        events.unregister(f"before-call.{name}", begin)
        events.unregister(f"after-call.{name}", end)
