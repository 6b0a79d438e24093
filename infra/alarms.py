"""What wakes somebody: errors, throttles, dead letters, a stream behind, slow carts, dead rules, parked rows."""

from collections.abc import Mapping

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.declarations import Function
from infra.stages import Stage

FIVE_MINUTES = Duration.minutes(5)


def failures(line: Function, function: lambda_.Function) -> cloudwatch.MathExpression:
    """Crashes as Lambda counts them, and what a handler could only answer with a 500, which it counts itself."""
    faults = cloudwatch.Metric(
        namespace="Microlift",
        metric_name="Faults",
        dimensions_map={"service": "microlift", "function": line.name},
        statistic="Sum",
        period=FIVE_MINUTES,
    )
    return cloudwatch.MathExpression(
        expression="FILL(errors, 0) + FILL(faults, 0)",
        using_metrics={"errors": function.metric_errors(period=FIVE_MINUTES), "faults": faults},
        period=FIVE_MINUTES,
        label=f"{line.name} failures",
    )


def unloadable() -> cloudwatch.Metric:
    """Rule sets that a function could not read or load, whichever: the shop went on with another version."""
    return cloudwatch.Metric(
        namespace="Microlift",
        metric_name="RuleSetFaults",
        dimensions_map={"service": "microlift"},
        statistic="Sum",
        period=FIVE_MINUTES,
    )


def create(
    scope: Construct,
    stage: Stage,
    lines: tuple[Function, ...],
    made: Mapping[str, lambda_.Function],
    dead: Mapping[str, sqs.Queue],
) -> None:
    own = Construct(scope, "Alarms")
    topic = sns.Topic(own, "Topic", enforce_ssl=True)
    if stage.alarm_mail:
        topic.add_subscription(subscriptions.EmailSubscription(stage.alarm_mail))

    def alarm(name: str, metric: cloudwatch.IMetric, above: float, periods: int = 1) -> None:
        cloudwatch.Alarm(
            own,
            name,
            metric=metric,
            threshold=above,
            evaluation_periods=periods,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        ).add_alarm_action(actions.SnsAction(topic))

    for line in lines:
        function = made[line.name]
        alarm(f"{line.name}-errors", failures(line, function), 0)
        alarm(f"{line.name}-throttles", function.metric_throttles(period=FIVE_MINUTES), 0)
        if line.p99_ms:
            slow = function.metric_duration(statistic="p99", period=FIVE_MINUTES)
            alarm(f"{line.name}-p99", slow, line.p99_ms, periods=3)
        if line.follows_table:
            behind = function.metric("IteratorAge", statistic="Maximum", period=Duration.minutes(1))
            alarm(f"{line.name}-behind", behind, Duration.minutes(1).to_milliseconds(), periods=3)
    alarm("rule-sets", unloadable(), 0)
    # Whatever comes to be landed later is what the lake did not take at once.
    alarm("lake-refuses", made["land_parked"].metric_invocations(statistic="Sum", period=FIVE_MINUTES), 0)
    for name, queue in dead.items():
        waiting = queue.metric_approximate_number_of_messages_visible(statistic="Maximum", period=FIVE_MINUTES)
        alarm(f"{name}-dead-letters", waiting, 0)
