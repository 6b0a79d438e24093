"""The AWS resources that the functions expect, made in moto as the stack deploys them."""

import json
from functools import cache
from typing import Any

import boto3

from shared.domain.lake_tables import TABLES
from shared.store import schema
from tests.factories import KEYS

QUEUES = ("backtest", "erasure", "export", "failed_replay", "lake_merge", "parked", "recheck", "reminder")


@cache
def client(service: str) -> Any:
    """Return the one client of ``service``: building one takes longer than most tests."""
    return boto3.client(service)


def create_resources() -> None:
    """Create the table, the queues, the delivery streams with their bucket, the mail sender and the keys."""
    client("dynamodb").create_table(**table_definition("microlift"))
    for name in QUEUES:
        client("sqs").create_queue(QueueName=name)
    client("secretsmanager").create_secret(Name="microlift-keys", SecretString=json.dumps({"root": "r"} | KEYS))
    client("sesv2").create_email_identity(EmailIdentity="shop@shop.example")
    client("s3").create_bucket(Bucket="lake", CreateBucketConfiguration={"LocationConstraint": "eu-south-1"})
    for name in TABLES:
        client("firehose").create_delivery_stream(
            DeliveryStreamName=f"microlift-{name}",
            S3DestinationConfiguration={
                "RoleARN": "arn:aws:iam::123456789012:role/lake",
                "BucketARN": "arn:aws:s3:::lake",
                "Prefix": f"landing/{name}/",
            },
        )


def table_definition(name: str) -> dict[str, Any]:
    """Return what DynamoDB is told to create the table of ``shared.store.schema``."""
    return {
        "TableName": name,
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": _key_schema(schema.PARTITION_KEY, schema.SORT_KEY),
        "AttributeDefinitions": [
            {"AttributeName": attribute, "AttributeType": kind} for attribute, kind in schema.ATTRIBUTE_TYPES.items()
        ],
        "GlobalSecondaryIndexes": [
            {
                "IndexName": schema.DUE_INDEX,
                "KeySchema": _key_schema(schema.DUE_PARTITION_KEY, schema.DUE_SORT_KEY),
                "Projection": {"ProjectionType": schema.DUE_PROJECTION},
            }
        ],
    }


def messages(queue: str) -> list[dict[str, Any]]:
    """Return the messages in ``queue``, delayed ones included, oldest first, each as its JSON."""
    from moto.backends import get_backend

    backend = get_backend("sqs")["123456789012"]["eu-south-1"]
    return [json.loads(message.body) for message in backend.queues[queue]._messages]


def lake_rows(table: str = "events") -> list[dict[str, Any]]:
    """Return the rows that were handed to a table's delivery stream."""
    lake = client("s3")
    rows: list[dict[str, Any]] = []
    pages = lake.get_paginator("list_objects_v2").paginate(Bucket="lake", Prefix=f"landing/{table}/")
    for entry in pages.search("Contents || `[]`"):
        body = lake.get_object(Bucket="lake", Key=entry["Key"])["Body"].read().decode()
        rows += [json.loads(line) for line in body.splitlines()]
    return rows


def _key_schema(partition: str, sort: str) -> list[dict[str, str]]:
    return [{"AttributeName": partition, "KeyType": "HASH"}, {"AttributeName": sort, "KeyType": "RANGE"}]
