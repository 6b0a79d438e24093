"""DynamoDB's place in a benchmark: a table in memory, in a process of its own, reached over loopback HTTP as AWS's is.

So all of boto3 runs, the wire included, and what the table costs is not counted. Conditions are not checked: the
benchmark repeats writes on purpose.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any, Final, Self

HEADERS: Final = (
    b"HTTP/1.1 200 OK\r\ncontent-type: application/x-amz-json-1.0\r\n"
    b"x-amzn-requestid: " + b"A" * 52 + b"\r\ncontent-length: %d\r\n\r\n"
)


class MemoryTable:
    """The process with the table; ``address`` is the endpoint for a client."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen([sys.executable, "-m", __name__], stdout=subprocess.PIPE, text=True)
        assert self._process.stdout
        self.address = self._process.stdout.readline().strip()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()


class Items:
    """What was written, by partition key and sort key; the answer to a Query lies ready as bytes."""

    def __init__(self) -> None:
        self._items: dict[str, dict[str, dict[str, Any]]] = {}
        self._queries: dict[str, bytes] = {}

    def answer(self, operation: str, request: Mapping[str, Any]) -> bytes:
        if operation == "Query":
            return self._queries[request["ExpressionAttributeValues"][":pk"]["S"]]
        if operation == "BatchGetItem":
            return self._found(request["RequestItems"])
        if operation == "UpdateItem":
            self._update(request)
        elif operation == "PutItem":
            self._put(request["Item"])
        elif operation == "BatchWriteItem":
            for each in (each for requests in request["RequestItems"].values() for each in requests):
                self._put(each["PutRequest"]["Item"])
        return b"{}"

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


class Connection(StreamRequestHandler):
    """One kept-alive connection, HTTP/1.1 as far as boto3 speaks it."""

    disable_nagle_algorithm = True
    items = Items()

    def handle(self) -> None:
        while self.rfile.readline():
            headers = {}
            while (line := self.rfile.readline()) not in {b"\r\n", b""}:
                name, _, value = line.partition(b":")
                headers[name.lower()] = value.strip()
            request = json.loads(self.rfile.read(int(headers[b"content-length"])))
            content = self.items.answer(headers[b"x-amz-target"].decode().partition(".")[2], request)
            self.wfile.write(HEADERS % len(content) + content)


def serve() -> None:
    with ThreadingTCPServer(("127.0.0.1", 0), Connection) as server:
        server.daemon_threads = True
        print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    serve()
