"""What our own failures leave for the alarms."""

import json

import pytest

from shared.edge.faults import rule_set_failed


def test_a_rule_set_that_cannot_be_loaded_is_counted_once_for_all_functions(capsys: pytest.CaptureFixture[str]) -> None:
    rule_set_failed("default@3", RuntimeError("a part is missing"))

    # The line of the log goes to whatever standard output was when the first failure was logged.
    (metric,) = (json.loads(each) for each in capsys.readouterr().out.splitlines() if '"_aws"' in each)
    (described,) = metric["_aws"]["CloudWatchMetrics"]
    assert (described["Namespace"], described["Dimensions"]) == ("Microlift", [["service"]])
    assert metric["RuleSetFaults"] == [1.0]
