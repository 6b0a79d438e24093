"""The lake: rows go through Firehose to S3, as Parquet by table and hour of their arrival."""

from collections.abc import Mapping

from aws_cdk import Duration, Stack
from aws_cdk import aws_glue as glue
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kinesisfirehose as firehose
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.stages import Stage
from infra.store import removal
from shared.domain.lake_tables import TABLES

Streams = dict[str, firehose.CfnDeliveryStream]
Conversion = firehose.CfnDeliveryStream.DataFormatConversionConfigurationProperty

LANDING = "landing/"
LANDING_DAYS = 7
ERRORS = "errors/"
ERROR_DAYS = 30
EXPORTS = "exports/"
EXPORT_DAYS = 7
RESULTS = "athena/"
RESULT_DAYS = 1


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
            s3.LifecycleRule(id="exports", prefix=EXPORTS, expiration=Duration.days(EXPORT_DAYS)),
            s3.LifecycleRule(id="results", prefix=RESULTS, expiration=Duration.days(RESULT_DAYS)),
            s3.LifecycleRule(id="uploads", abort_incomplete_multipart_upload_after=Duration.days(1)),
        ],
    )


def streams(scope: Construct, lake: s3.Bucket, landed: Mapping[str, glue.CfnTable]) -> Streams:
    """Return a delivery stream for each of the lake's tables, which writes Parquet by the table's columns.

    They need no log group: each delivers again for a day, then writes to ``errors/``. Without a table (``landed``), as
    on the local stage, a stream writes the lines as they came: converting would take the emulator 35 ms a record.
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
    databases = sorted({table.database_name for table in landed.values()})
    names = ["catalog", *(f"database/{each}" for each in databases)]
    names += [f"table/{each}/{table}" for each in databases for table in landed]
    if landed:
        policy.add_statements(
            iam.PolicyStatement(
                actions=["glue:GetTable", "glue:GetTableVersion", "glue:GetTableVersions"],
                resources=[Stack.of(scope).format_arn(service="glue", resource=name) for name in names],
            )
        )
    return {name: stream(scope, name, lake, role, policy, landed.get(name)) for name in TABLES}


def stream(
    scope: Construct, table: str, lake: s3.Bucket, role: iam.Role, policy: iam.Policy, landed: glue.CfnTable | None
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
            # Parquet is compressed inside. 64 MB is the least that a stream which converts may gather.
            compression_format="UNCOMPRESSED",
            buffering_hints=firehose.CfnDeliveryStream.BufferingHintsProperty(interval_in_seconds=300, size_in_m_bs=64),
            data_format_conversion_configuration=to_parquet(role, landed) if landed else None,
        ),
    )
    made.node.add_dependency(policy, *([landed] if landed else []))
    return made


def to_parquet(role: iam.Role, landed: glue.CfnTable) -> Conversion:
    return Conversion(
        enabled=True,
        input_format_configuration=firehose.CfnDeliveryStream.InputFormatConfigurationProperty(
            deserializer=firehose.CfnDeliveryStream.DeserializerProperty(
                open_x_json_ser_de=firehose.CfnDeliveryStream.OpenXJsonSerDeProperty(case_insensitive=False)
            )
        ),
        output_format_configuration=firehose.CfnDeliveryStream.OutputFormatConfigurationProperty(
            serializer=firehose.CfnDeliveryStream.SerializerProperty(
                parquet_ser_de=firehose.CfnDeliveryStream.ParquetSerDeProperty(compression="SNAPPY")
            )
        ),
        schema_configuration=firehose.CfnDeliveryStream.SchemaConfigurationProperty(
            catalog_id=Stack.of(landed).account,
            region=Stack.of(landed).region,
            database_name=landed.database_name,
            table_name=landed.ref,
            role_arn=role.role_arn,
            version_id="LATEST",
        ),
    )
