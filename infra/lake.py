"""The lake: rows go through Firehose to S3, as lines of JSON by table and hour of their arrival."""

from aws_cdk import Duration
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kinesisfirehose as firehose
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.stages import Stage
from infra.store import removal
from shared.domain.lake_tables import TABLES

LANDING = "landing/"
LANDING_DAYS = 7
ERRORS = "errors/"
ERROR_DAYS = 30


def bucket(scope: Construct, stage: Stage) -> s3.Bucket:
    """Return the lake's bucket. Not versioned: an old version would outlive a shopper's erasure."""
    return s3.Bucket(
        scope,
        "Lake",
        encryption=s3.BucketEncryption.S3_MANAGED,
        block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
        enforce_ssl=True,
        object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
        removal_policy=removal(stage),
        lifecycle_rules=[
            s3.LifecycleRule(id="landing", prefix=LANDING, expiration=Duration.days(LANDING_DAYS)),
            s3.LifecycleRule(id="errors", prefix=ERRORS, expiration=Duration.days(ERROR_DAYS)),
            s3.LifecycleRule(id="uploads", abort_incomplete_multipart_upload_after=Duration.days(1)),
        ],
    )


def streams(scope: Construct, lake: s3.Bucket) -> dict[str, firehose.CfnDeliveryStream]:
    """Return a delivery stream for each of the lake's tables.

    They need no log group: each delivers again for a day, then writes to ``errors/``.
    """
    role = iam.Role(scope, "EventStreamRole", assumed_by=iam.ServicePrincipal("firehose.amazonaws.com"))
    policy = iam.Policy(scope, "EventStreamPolicy", roles=[role])
    policy.add_statements(
        iam.PolicyStatement(
            actions=["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
            resources=[lake.bucket_arn],
        ),
        iam.PolicyStatement(
            actions=["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"],
            resources=[lake.arn_for_objects(f"{LANDING}*"), lake.arn_for_objects(f"{ERRORS}*")],
        ),
    )
    return {name: stream(scope, name, lake, role, policy) for name in TABLES}


def stream(
    scope: Construct, table: str, lake: s3.Bucket, role: iam.Role, policy: iam.Policy
) -> firehose.CfnDeliveryStream:
    made = firehose.CfnDeliveryStream(
        scope,
        f"{table.capitalize()}Stream",
        delivery_stream_type="DirectPut",
        delivery_stream_encryption_configuration_input=(
            firehose.CfnDeliveryStream.DeliveryStreamEncryptionConfigurationInputProperty(key_type="AWS_OWNED_CMK")
        ),
        extended_s3_destination_configuration=firehose.CfnDeliveryStream.ExtendedS3DestinationConfigurationProperty(
            bucket_arn=lake.bucket_arn,
            role_arn=role.role_arn,
            prefix=f"{LANDING}{table}/!{{timestamp:yyyy/MM/dd/HH}}/",
            error_output_prefix=f"{ERRORS}{table}/!{{firehose:error-output-type}}/!{{timestamp:yyyy/MM/dd/HH}}/",
            compression_format="GZIP",
            buffering_hints=firehose.CfnDeliveryStream.BufferingHintsProperty(interval_in_seconds=60, size_in_m_bs=16),
        ),
    )
    made.node.add_dependency(policy)
    return made
