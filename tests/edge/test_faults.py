"""Failures of our own: answered, logged with their trace, counted for the alarms."""

import json

from shared.domain.errors import BusyError
from shared.edge.function import Function

REQUEST = {"version": "2.0", "routeKey": "GET /", "headers": {}, "requestContext": {"requestId": "r-1"}}


def function_that_raises(error):
    failing = Function("failing")

    @failing.http("GET /", reply=None, callers=("public",))
    def answer(call):
        raise error

    @failing.stream
    def follow(change, now):
        raise error

    return failing


def lines(capsys):
    """Return what was printed, but for the fault itself: the Logger keeps the output of the test that made it."""
    printed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return [line for line in printed if line.get("level") != "ERROR"]


def test_a_crash_is_answered_logged_and_counted(capsys, caplog):
    answer = function_that_raises(ZeroDivisionError("of all things"))(REQUEST, None)

    counted, line = lines(capsys)
    assert answer["statusCode"] == 500
    assert "of all things" not in answer["body"]
    assert caplog.messages == ["unforeseen"]
    assert "ZeroDivisionError: of all things" in caplog.text
    assert (counted["Faults"], counted["function"]) == ([1.0], "failing")
    assert line["message"] == "internal"


def test_a_record_that_fails_is_delivered_again_and_counted(capsys, caplog):
    record = {"dynamodb": {"SequenceNumber": "7"}}

    answer = function_that_raises(ZeroDivisionError("of all things"))({"Records": [record]}, None)

    counted, line = lines(capsys)
    assert answer == {"batchItemFailures": [{"itemIdentifier": "7"}]}
    assert caplog.messages == ["record_failed"]
    assert (counted["Faults"], line["message"]) == ([1.0], "failed")


def test_a_refusal_for_want_of_capacity_is_counted_as_no_fault(capsys):
    answer = function_that_raises(BusyError("later"))(REQUEST, None)

    counted, line = lines(capsys)
    assert answer["headers"]["retry-after"] == "1"
    assert ("Faults" in counted, counted["Busy"]) == (False, [1.0])
    assert line["message"] == "busy"
