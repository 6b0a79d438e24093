"""A Lambda function of ours: routes declared beside the code that answers them, and one log line per invocation.

handler = Function("evaluate_cart")

@handler.http("POST /v1/carts/{cart_id}/evaluation", body=Cart, reply=Decision, callers=("session",))
def evaluate(cart: Cart, call: Call) -> Decision: ...

@handler.socket("cart.update", frame=CartUpdate, reply_type="decision", reply=Decision)
def update(frame: CartUpdate, caller: Caller, now: int) -> dict[str, Decision]: ...

@handler.queue(Recheck)
def recheck(message: Recheck, now: int) -> None: ...
"""

from collections.abc import Callable, Mapping
from typing import Any

from shared.edge import clock
from shared.edge.bodies import Reader, adapter, read, request_id_of
from shared.edge.callers import Caller, Kind
from shared.edge.faults import count, log_fault
from shared.edge.http import MAX_BYTES, HttpRoute, problem_of, problem_response
from shared.edge.keys import key_ring
from shared.edge.log import write_line
from shared.edge.problems import INTERNAL, Problem
from shared.edge.socket import SocketRoute, reply

Answer = Callable[..., Any]


class Function:
    """What AWS calls: finds the route by the event's shape, answers, and logs once."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.http_routes: dict[str, HttpRoute] = {}
        self.socket_routes: dict[str, SocketRoute] = {}
        self._raw: Answer | None = None
        self._message: tuple[type, Answer] | None = None
        self._record: Answer | None = None
        self._cold = True

    def http(
        self,
        key: str,
        *,
        reply: Any,
        callers: tuple[Kind, ...],
        body: type | None = None,
        status: int = 200,
        max_bytes: int = MAX_BYTES,
        beacon: bool = False,
        wrap: str | None = None,
        reader: Reader = read,
        query: Mapping[str, str] | None = None,
        lapsed: bool = False,
    ) -> Callable[[Answer], Answer]:
        """Declare an HTTP route, answered with ``status`` and what the decorated function returns.

        ``beacon``: the token may stand in a ``text/plain`` body. ``wrap``: a bare list stands for the object that has
        it as this member. ``reader`` turns the text of the body into what the decorated function takes. ``query``: what
        each parameter of the query string means; only the published contract reads it. ``lapsed``: a session's token is
        taken though it has expired, and the decorated function says what for.
        """

        def declare(answer: Answer) -> Answer:
            route = HttpRoute(key, body, reply, callers, status, max_bytes, beacon, wrap, answer, reader, query, lapsed)
            self.http_routes[key] = route
            if body:
                adapter(body)
            return answer

        return declare

    def socket(
        self, key: str, *, frame: type, reply_type: str, reply: Any, reader: Reader = read
    ) -> Callable[[Answer], Answer]:
        """Declare a socket action, answered with a ``reply_type`` frame of the members that the function returns."""

        def declare(answer: Answer) -> Answer:
            self.socket_routes[key] = SocketRoute(key, frame, reply_type, reply, answer, reader)
            adapter(frame)
            return answer

        return declare

    def queue(self, message: type) -> Callable[[Answer], Answer]:
        """Declare what to do with each SQS message; one that raises is delivered again, then parked."""

        def declare(answer: Answer) -> Answer:
            self._message = (message, answer)
            return answer

        return declare

    def stream(self, answer: Answer) -> Answer:
        """Declare what to do with each record of the table's stream, in order; one that raises is delivered again."""
        self._record = answer
        return answer

    def raw(self, answer: Answer) -> Answer:
        """Declare the answer to an event of another shape, such as an authorizer's or a connection's."""
        self._raw = answer
        return answer

    def __call__(self, event: Mapping[str, Any], context: Any) -> Any:
        """Return what AWS expects for ``event``."""
        started, now = clock.started(), clock.now()
        line: dict[str, Any] = {"function": self.name, "cold": self._cold}
        self._cold = False
        try:
            return self._dispatch(event, now, line)
        finally:
            line["ms"] = clock.elapsed_ms(started)
            write_line(line.pop("outcome", "failed"), line)

    def _dispatch(self, event: Mapping[str, Any], now: int, line: dict[str, Any]) -> Any:
        if "Records" in event:
            return self._deliver(event["Records"], now, line)
        request = event.get("requestContext", {})
        line["request"] = request.get("requestId")
        if event.get("version") == "2.0":
            return self._http(event, now, line)
        if request.get("eventType") == "MESSAGE":
            return self._socket(event, now, line)
        if self._raw is None:
            raise LookupError(f"{self.name} has no route for this event")
        answer = self._raw(event, now)
        line["outcome"] = "ok"
        return answer

    def _http(self, event: Mapping[str, Any], now: int, line: dict[str, Any]) -> dict[str, Any]:
        try:
            route = self.http_routes[event["routeKey"]]
            answer, caller = route.run(event, key_ring.current, now)
        except Exception as error:  # noqa: BLE001 - the edge must answer; _problem logs what it caught
            return problem_response(self._problem(error, line))
        self._note(line, caller)
        return answer

    def _socket(self, event: Mapping[str, Any], now: int, line: dict[str, Any]) -> dict[str, Any]:
        routes = self.socket_routes
        try:
            # A frame's action may be a name of the gateway's own, such as $connect.
            route = routes.get(event["requestContext"]["routeKey"]) or routes["$default"]
            answer, caller = route.run(event, now)
        except Exception as error:  # noqa: BLE001 - the edge must answer; _problem logs what it caught
            return reply(self._problem(error, line).frame(request_id_of(event.get("body") or "")))
        self._note(line, caller)
        return answer

    def _deliver(self, records: list[Mapping[str, Any]], now: int, line: dict[str, Any]) -> dict[str, Any]:
        """Carry out each record; a stream stops at the first failure, since its order matters, a queue goes on."""
        failures: list[dict[str, str]] = []
        for record in records:
            from_stream = "dynamodb" in record
            try:
                if from_stream and self._record:
                    self._record(record["dynamodb"], now)
                elif self._message:
                    shape, answer = self._message
                    answer(adapter(shape).validate_json(record["body"]), now)
            except Exception as error:  # noqa: BLE001 - the record is delivered again; log_fault logs what it caught
                log_fault("record_failed", error, self.name)
                identifier = record["dynamodb"]["SequenceNumber"] if from_stream else record["messageId"]
                failures.append({"itemIdentifier": identifier})
                if from_stream:
                    break
        line |= {"outcome": "failed" if failures else "ok", "records": len(records)}
        return {"batchItemFailures": failures}

    def _problem(self, error: Exception, line: dict[str, Any]) -> Problem:
        problem = problem_of(error)
        if problem is None:
            log_fault("unforeseen", error, self.name)
            problem = INTERNAL
        elif problem.status == 429:
            count("Busy", self.name)
        line["outcome"] = problem.code
        return problem

    @staticmethod
    def _note(line: dict[str, Any], caller: Caller) -> None:
        line["outcome"] = "ok"
        if caller.session_id:
            line["session"] = caller.session_id
