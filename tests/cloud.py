"""DynamoDB, Firehose and SQS in memory, as small as the ingestion needs them, and as unreliable as they may be.

A call is answered inside the client, before anything is sent: a hundred thousand events are taken in within seconds.
"""

import base64
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from random import Random
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.exceptions import ReadTimeoutError

from tests.faults import throttled

Item = dict[str, dict[str, Any]]
Answer = tuple[AWSResponse, dict[str, Any]]


class CrashError(BaseException):
    """The function's end, in the middle of its work: nothing of ours catches it."""


class SmallCloud:
    """What was written: ``items`` by key, ``landed`` lines by stream, ``parked`` messages; ``met`` counts the faults.

    Each call meets one of three faults, and each write of an item a crash before it, with a probability of ``share``.
    """

    def __init__(self, share: float, seed: int) -> None:
        self.items: dict[str, dict[str, Item]] = {}
        self.landed: dict[str, list[bytes]] = {}
        self.parked: list[str] = []
        self.met: Counter[str] = Counter()
        self.share = share
        self._chance = Random(seed)  # noqa: S311 - a test that can be repeated

    @contextmanager
    def behind(self, *clients: Any) -> Iterator[None]:
        """Answer the calls of ``clients`` while the block runs."""
        services = [(client.meta.events, client.meta.service_model.service_name) for client in clients]
        for events, service in services:
            events.register_first(f"before-call.{service}", self._answer)
        try:
            yield
        finally:
            for events, service in services:
                events.unregister(f"before-call.{service}", self._answer)

    def put(self, item: Item) -> None:
        """Write an item as it is."""
        self.items.setdefault(item["pk"]["S"], {})[item["sk"]["S"]] = item

    def _answer(self, model: Any, params: Mapping[str, Any], **_: Any) -> Answer:
        name, service = model.name, model.service_model.service_name
        if name == "UpdateItem" and self._meets("crash", name):
            raise CrashError
        if self._meets("throttle", name):
            return throttled(service)
        if self._meets("before", name):
            raise ReadTimeoutError(endpoint_url=service)
        answer = getattr(self, f"_{name}")(json.loads(params["body"]))
        if self._meets("after", name):
            raise ReadTimeoutError(endpoint_url=service)
        return answer

    def _meets(self, fault: str, name: str) -> bool:
        if self._chance.random() >= self.share:
            return False
        self.met[f"{name} {fault}"] += 1
        return True

    def _Query(self, request: Mapping[str, Any]) -> Answer:  # noqa: N802 - AWS's names
        return _fine(Items=list(self.items.get(request["ExpressionAttributeValues"][":pk"]["S"], {}).values()))

    def _GetItem(self, request: Mapping[str, Any]) -> Answer:  # noqa: N802
        item = self.items.get(request["Key"]["pk"]["S"], {}).get(request["Key"]["sk"]["S"])
        return _fine(Item=item) if item else _fine()

    def _UpdateItem(self, request: Mapping[str, Any]) -> Answer:  # noqa: N802
        key, names = request["Key"], request["ExpressionAttributeNames"]
        values = {name: _read(value) for name, value in request["ExpressionAttributeValues"].items()}
        item = self.items.get(key["pk"]["S"], {}).get(key["sk"]["S"])
        seen = values.get(":seen")
        if (item and item["version"]) != seen:
            error = {"Error": {"Code": "ConditionalCheckFailedException", "Message": "no"}}
            return AWSResponse("", 400, {}, None), error | {"ResponseMetadata": {"HTTPStatusCode": 400}}
        assignments = request["UpdateExpression"].removeprefix("SET ").partition(" REMOVE ")[0].split(", ")
        written = [assignment.split(" = ") for assignment in assignments]
        self.put({**(item or key), **{names[name]: values[value] for name, value in written}})
        return _fine()

    def _PutRecord(self, request: Mapping[str, Any]) -> Answer:  # noqa: N802
        lines = base64.b64decode(request["Record"]["Data"]).splitlines()
        self.landed.setdefault(request["DeliveryStreamName"], []).extend(lines)
        return _fine(RecordId="r")

    def _SendMessage(self, request: Mapping[str, Any]) -> Answer:  # noqa: N802
        self.parked.append(request["MessageBody"])
        return _fine(MessageId="m")


def _fine(**members: Any) -> Answer:
    return AWSResponse("", 200, {}, None), {"ResponseMetadata": {"HTTPStatusCode": 200}, **members}


def _read(value: dict[str, Any]) -> dict[str, Any]:
    return {"B": base64.b64decode(value["B"])} if "B" in value else value
