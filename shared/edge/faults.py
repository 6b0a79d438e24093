"""Our own failures: each is logged with its trace, and counted for the alarms.

Through Powertools' Logger and Metrics, which are loaded when the first failure happens: a start does not wait for them.
"""

from functools import cache
from typing import Any


def log_fault(message: str, error: Exception, function: str) -> None:
    """Log what ``function`` caught, with its trace, and count it as a fault."""
    _logger().error(message, function=function, exc_info=error)
    count("Faults", function)


def rule_set_failed(label: str, error: Exception) -> None:
    """Log why the rule set ``label`` could not be had, and count it for the alarm that all functions share."""
    _logger().error("rule_set_failed", ruleset=label, exc_info=error)
    metrics = _metrics()
    metrics.add_metric(name="RuleSetFaults", unit="Count", value=1)
    metrics.flush_metrics()


def count(metric: str, function: str) -> None:
    """Add one to ``metric`` of ``function``."""
    metrics = _metrics()
    metrics.add_dimension(name="function", value=function)
    metrics.add_metric(name=metric, unit="Count", value=1)
    metrics.flush_metrics()


@cache
def _logger() -> Any:
    from aws_lambda_powertools import Logger  # noqa: PLC0415 - see above

    return Logger()


@cache
def _metrics() -> Any:
    from aws_lambda_powertools import Metrics  # noqa: PLC0415 - see above

    return Metrics()
