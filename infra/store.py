"""What a stage holds: the table, the lake that events land in, the secret, the queues."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aws_cdk import RemovalPolicy
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_kinesisfirehose as firehose
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.stages import Stage
from shared.store import schema

if TYPE_CHECKING:
    from infra.warehouse import Warehouse

ATTRIBUTE_TYPES = {"S": dynamodb.AttributeType.STRING, "N": dynamodb.AttributeType.NUMBER}


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """What functions may be granted."""

    table: dynamodb.Table
    secret: secretsmanager.Secret
    queues: Mapping[str, sqs.Queue]
    streams: Mapping[str, firehose.CfnDeliveryStream]
    """By the lake's table that they land."""
    lake: s3.Bucket
    warehouse: "Warehouse | None"
    """The local stage has none: it keeps the merged tables in the lake's bucket."""
    socket_url: str
    socket_endpoint: str


def removal(stage: Stage) -> RemovalPolicy:
    return RemovalPolicy.RETAIN if stage.keeps_what_it_holds else RemovalPolicy.DESTROY


def table(scope: Construct, stage: Stage) -> dynamodb.Table:
    made = dynamodb.Table(
        scope,
        "Table",
        partition_key=attribute(schema.PARTITION_KEY),
        sort_key=attribute(schema.SORT_KEY),
        billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
        stream=dynamodb.StreamViewType[schema.STREAM_VIEW],
        time_to_live_attribute=schema.TTL_ATTRIBUTE,
        point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
            point_in_time_recovery_enabled=True
        ),
        deletion_protection=stage.keeps_what_it_holds,
        removal_policy=removal(stage),
    )
    made.add_global_secondary_index(
        index_name=schema.DUE_INDEX,
        partition_key=attribute(schema.DUE_PARTITION_KEY),
        sort_key=attribute(schema.DUE_SORT_KEY),
        projection_type=dynamodb.ProjectionType[schema.DUE_PROJECTION],
    )
    return made


def attribute(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=ATTRIBUTE_TYPES[schema.ATTRIBUTE_TYPES[name]])


def secret(scope: Construct) -> secretsmanager.Secret:
    """Return the stage's one secret: a root, from which every key is derived unless the JSON names it itself."""
    return secretsmanager.Secret(
        scope,
        "Secret",
        description="Microlift's root secret; a key that the JSON names itself is taken as it is.",
        generate_secret_string=secretsmanager.SecretStringGenerator(
            secret_string_template="{}",  # noqa: S106 - an empty JSON object
            generate_string_key="root",
            password_length=64,
            exclude_punctuation=True,
        ),
    )
