"""DynamoDB's place in a benchmark: a client whose requests are built, signed and then answered from memory.

All of boto3 runs but the wire. A write is taken in only by ``settle``, outside the time that is measured, and the
answer to a Query lies ready as bytes, so the table itself costs next to nothing.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from botocore.awsrequest import AWSResponse

JSON_HEADERS: Final = {"content-type": "application/x-amz-json-1.0"}


class MemoryTable:
    """Answers a client's calls, and keeps them."""

    def __init__(self, client: Any) -> None:
        self.calls: list[tuple[str, bytes]] = []
        self._items: dict[str, dict[str, dict[str, Any]]] = {}
        self._queries: dict[str, bytes] = {}
        client.meta.events.register("before-send.dynamodb", self._answer)

    def settle(self) -> list[tuple[str, dict[str, Any]]]:
        """Take in what was written since, and return the calls that were made, as (operation, request)."""
        calls = [(operation, json.loads(body)) for operation, body in self.calls]
        self.calls.clear()
        for operation, request in calls:
            if operation == "PutItem":
                self._put(request["Item"])
            elif operation == "UpdateItem":
                self._update(request)
            elif operation == "BatchWriteItem":
                for each in (each for requests in request["RequestItems"].values() for each in requests):
                    self._put(each["PutRequest"]["Item"])
        return calls

    def _answer(self, request: Any, **_: Any) -> AWSResponse:
        operation = request.headers["X-Amz-Target"].decode().partition(".")[2]
        body = request.body
        self.calls.append((operation, body))
        content = b"{}"
        if operation == "Query":
            content = self._queries[json.loads(body)["ExpressionAttributeValues"][":pk"]["S"]]
        elif operation == "BatchGetItem":
            content = self._found(json.loads(body)["RequestItems"])
        response = AWSResponse(request.url, 200, JSON_HEADERS, raw=None)
        response._content = content
        return response

    def _found(self, wanted: Mapping[str, Any]) -> bytes:
        found = {
            name: [
                item
                for key in keys["Keys"]
                if (item := self._items.get(key["pk"]["S"], {}).get(key["sk"]["S"])) is not None
            ]
            for name, keys in wanted.items()
        }
        return json.dumps({"Responses": found, "UnprocessedKeys": {}}).encode()

    def _update(self, request: Mapping[str, Any]) -> None:
        key = request["Key"]
        item = self._items.get(key["pk"]["S"], {}).get(key["sk"]["S"], dict(key))
        assignments, _, gone = request["UpdateExpression"].removeprefix("SET ").partition(" REMOVE ")
        names, values = request["ExpressionAttributeNames"], request["ExpressionAttributeValues"]
        if ":seen" in values and item["version"] != values[":seen"]:
            raise AssertionError("the benchmark's writes conflict")
        for assignment in assignments.split(", "):
            name, _, value = assignment.partition(" = ")
            item[names[name]] = values[value]
        item.pop(gone, None)
        self._put(item)

    def _put(self, item: dict[str, Any]) -> None:
        pk = item["pk"]["S"]
        self._items.setdefault(pk, {})[item["sk"]["S"]] = item
        items = [self._items[pk][sk] for sk in sorted(self._items[pk])]
        answer = {"Count": len(items), "Items": items, "ScannedCount": len(items)}
        self._queries[pk] = json.dumps(answer, separators=(",", ":")).encode()
