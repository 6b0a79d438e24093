"""What cdk-nag finds and we keep, each with its reason."""

from typing import Final

from aws_cdk import Acknowledgment, Stack, Validations

CONNECTIONS: Final = (
    "arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<SocketApiAB7361AA>/v1/POST/@connections/*"
)

EVERYWHERE: Final = {
    "AwsSolutions-L1": "Python 3.13 is the version that the requirements are locked, compiled and tested for.",
    "Serverless-LambdaLatestVersion": "As AwsSolutions-L1.",
    "Serverless-LambdaTracing": (
        "The tracer alone costs 300 ms of a cold start, over our whole budget; one log line per call tells the same."
    ),
    "Serverless-LambdaDLQ": (
        "Nothing invokes asynchronously: APIs wait for the answer, queues and the stream have dead-letter queues."
    ),
    "Serverless-LambdaEventSourceMappingDestination": (
        "A queue as a source takes no destination: its redrive policy names the dead-letter queue. The stream has one."
    ),
    "AwsSolutions-APIG4": (
        "Keys and session tokens are verified in our edge code, the same locally and deployed: a JWT authorizer wants "
        "OIDC, and a Lambda authorizer would double the calls. Sockets are authorised on $connect."
    ),
}

ASKS_THE_LAKE: Final = {
    "AwsSolutions-IAM5[Resource::<WarehouseTablesEDD08A1E.TableBucketARN>/table/*]": (
        "S3 Tables names a table by an id that only it knows; the bucket holds nothing but the lake's tables."
    ),
    "AwsSolutions-IAM5[Resource::<Lake5F1B88EA.Arn>/athena/*]": (
        "Athena names a question's answer itself; the grant is held to the prefix of answers."
    ),
}

WRITES_THE_LAKE: Final = ASKS_THE_LAKE | {
    "AwsSolutions-IAM5[Resource::<Lake5F1B88EA.Arn>/landing/*]": (
        "Firehose names what has landed itself; the grant is held to the prefix it delivers to."
    ),
}

EXPORTS: Final = {
    "AwsSolutions-IAM5[Resource::<Lake5F1B88EA.Arn>/exports/*]": (
        "An export bears its job's id; the grant is held to the prefix of exports."
    ),
}

PUSHES: Final = {
    f"AwsSolutions-IAM5[Resource::{CONNECTIONS}]": (
        "A connection's id is not known before it connects: the grant is held to this API's stage and to POST."
    ),
}

AT: Final = {
    "EvaluateCart/Role": PUSHES,
    "IngestEvents/Role": PUSHES,
    "EraseShopper/Role": WRITES_THE_LAKE | EXPORTS,
    "ExportShopper/Role": ASKS_THE_LAKE | EXPORTS,
    "ShowJob/Role": EXPORTS,
    "MergeLake/Role": WRITES_THE_LAKE,
    "ReplayFailedEvents/Role": ASKS_THE_LAKE,
    "ReportInsights/Role": ASKS_THE_LAKE,
    "Lake": {
        "AwsSolutions-S1": "Only Firehose writes and only the analytics job reads: CloudTrail tells who else tried."
    },
    "EventStreamPolicy": {
        "AwsSolutions-IAM5[Resource::<Lake5F1B88EA.Arn>/landing/*]": (
            "Firehose names its objects itself; it is held to the prefix it delivers to."
        ),
        "AwsSolutions-IAM5[Resource::<Lake5F1B88EA.Arn>/errors/*]": "As for landing/.",
    },
    "FollowSessions/Role": {
        "AwsSolutions-IAM5[Resource::*]": "ListStreams knows no resource.",
        **PUSHES,
    },
    "Secret": {
        "AwsSolutions-SMG4": (
            "Keys are printed into the shop's pages and servers, so that they can only be rotated together with those: "
            "by hand, one at a time, by naming the key in the secret (docs/operations.md)."
        )
    },
    "SocketStage": {
        "AwsSolutions-APIG1": (
            "Access logs of WebSockets need a role set for the whole account, which is not this stack's to take; each "
            "frame is logged by its handler."
        ),
        "Serverless-APIGWAccessLogging": "As AwsSolutions-APIG1.",
    },
}

DEAD_LETTERS: Final = {
    "AwsSolutions-SQS3": "It is the dead-letter queue: letters wait for a person, and an alarm tells of them.",
    "Serverless-SQSRedrivePolicy": "As AwsSolutions-SQS3.",
}


def acknowledge(stack: Stack) -> None:
    at = {"": EVERYWHERE} | AT
    for construct in stack.node.find_all():
        path = construct.node.path.removeprefix(stack.node.path).removeprefix("/")
        reasons = DEAD_LETTERS if path.endswith("DeadLetters") else at.get(path, {})
        for rule, reason in reasons.items():
            Validations.of(construct).acknowledge(Acknowledgment(id=rule, reason=reason))
