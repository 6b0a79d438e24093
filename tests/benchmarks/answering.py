"""AWS's place in the benchmark of the ingestion: every call is answered inside the client, as soon as it is worded.

So what the client does to word a call counts, and what it takes to send it and to read the answer does not.
"""

from typing import Any

from botocore.awsrequest import AWSResponse

OK = AWSResponse("", 200, {}, None)
FINE = {"ResponseMetadata": {"HTTPStatusCode": 200}}


class Answering:
    """Answers Query with ``items`` and everything else with success; keeps the calls that were made."""

    def __init__(self, *clients: Any) -> None:
        self.items: list[dict[str, Any]] = []
        self.calls: list[tuple[Any, str, dict[str, Any]]] = []
        for client in clients:
            service = client.meta.service_model.service_name
            client.meta.events.register_first(f"before-call.{service}", self._answer)
            client.meta.events.register(f"provide-client-params.{service}", Noting(self.calls, client))

    def _answer(self, model: Any, **_: Any) -> tuple[AWSResponse, dict[str, Any]]:
        return OK, {**FINE, "Items": self.items} if model.name == "Query" else FINE


class Noting:
    """Notes the calls of one client."""

    def __init__(self, calls: list[tuple[Any, str, dict[str, Any]]], client: Any) -> None:
        self._calls, self._client = calls, client

    def __call__(self, params: dict[str, Any], model: Any, **_: Any) -> None:
        self._calls.append((self._client, model.name, params))
