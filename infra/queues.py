"""The queues with their dead-letter queues, and the schedules that send into some of them.

A schedule sends to a queue and not to a function, so that a firing that meets a throttle waits instead of being lost.
"""

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_scheduler_targets as targets
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.catalog import QUEUES
from infra.declarations import Queue
from infra.stages import Stage

KEPT = Duration.days(14)


def dead_letters(scope: Construct, name: str) -> sqs.Queue:
    return sqs.Queue(scope, name, encryption=sqs.QueueEncryption.SQS_MANAGED, enforce_ssl=True, retention_period=KEPT)


def create(scope: Construct, line: Queue) -> tuple[sqs.Queue, sqs.Queue]:
    """Return a queue of the catalog and its dead-letter queue."""
    own = Construct(scope, pascal(line.name))
    dead = dead_letters(own, "DeadLetters")
    queue = sqs.Queue(
        own,
        "Queue",
        encryption=sqs.QueueEncryption.SQS_MANAGED,
        enforce_ssl=True,
        visibility_timeout=Duration.seconds(line.visibility_s),
        dead_letter_queue=sqs.DeadLetterQueue(queue=dead, max_receive_count=line.max_receives),
    )
    return queue, dead


def source(line: Queue, queue: sqs.IQueue) -> sources.SqsEventSource:
    return sources.SqsEventSource(
        queue,
        batch_size=line.batch_size,
        max_concurrency=line.max_concurrency,
        report_batch_item_failures=True,
    )


def schedule(scope: Construct, queues: dict[str, sqs.Queue], stage: Stage) -> sqs.Queue:
    """Create a schedule for each queue that has a rate; return the dead-letter queue of firings that failed."""
    own = Construct(scope, "Schedules")
    group = scheduler.ScheduleGroup(own, "Group", removal_policy=RemovalPolicy.DESTROY)
    dead = dead_letters(own, "DeadLetters")
    for line in QUEUES:
        every = line.every_locally if stage.local and line.every_locally else line.every
        if every:
            scheduler.Schedule(
                own,
                pascal(line.name),
                description=f"Feeds {line.feeds}.",
                schedule=scheduler.ScheduleExpression.expression(every),
                schedule_group=group,
                target=targets.SqsSendMessage(
                    queues[line.name],
                    dead_letter_queue=dead,
                    input=scheduler.ScheduleTargetInput.from_object({"sweep": line.feeds}),
                ),
            )
    return dead


def pascal(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))
