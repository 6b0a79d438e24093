"""The warehouse: what has landed as Glue tables, the merged tables in S3 Tables, and the workgroup that asks both.

S3 Tables keeps Iceberg tables and looks after them: it compacts small files, and lets snapshots and what nobody refers
to go. Athena finds a table bucket as a catalog of the account's ``s3tablescatalog``, which is one for all table buckets
of an account and a region: so it is none of a stack's, and ``dev.py deploy`` makes it where it is missing.
"""

from dataclasses import dataclass

from aws_cdk import RemovalPolicy, Stack
from aws_cdk import aws_athena as athena
from aws_cdk import aws_glue as glue
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_s3tables as s3tables
from constructs import Construct

from infra.lake import LANDING, RESULTS
from infra.stages import Stage
from infra.store import removal
from infra.warehouse_tables import NAMESPACE, iceberg, parquet, seeds
from shared.domain.lake_tables import TABLES

CATALOG = "s3tablescatalog"
SCAN_LIMIT_BYTES = 100 * 2**30
"""A question that would read more is stopped; at 5 dollars a terabyte it has cost 50 cents by then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Warehouse:
    """Where the tables are, as functions are told and granted it."""

    bucket: s3.Bucket
    workgroup: str
    tables: s3tables.CfnTableBucket
    landing: str
    landed: dict[str, glue.CfnTable]

    @property
    def told(self) -> dict[str, str]:
        """What a function is told of it."""
        return {
            "ATHENA_WORKGROUP": self.workgroup,
            "LAKE_CATALOG": f"{CATALOG}/{self.tables.table_bucket_name}",
            "LAKE_DATABASE": NAMESPACE,
            "LANDING_DATABASE": self.landing,
        }


def create(scope: Construct, stage: Stage, lake: s3.Bucket) -> Warehouse:
    """Create the warehouse of a deployed stage; the local one keeps its tables in the lake's bucket."""
    own = Construct(scope, "Warehouse")
    tables = s3tables.CfnTableBucket(
        own,
        "Tables",
        table_bucket_name=f"microlift-{stage.name}",
        encryption_configuration=s3tables.CfnTableBucket.EncryptionConfigurationProperty(sse_algorithm="AES256"),
        unreferenced_file_removal=s3tables.CfnTableBucket.UnreferencedFileRemovalProperty(
            status="Enabled", unreferenced_days=1, noncurrent_days=1
        ),
    )
    namespace = s3tables.CfnNamespace(
        own, "Namespace", namespace=NAMESPACE, table_bucket_arn=tables.attr_table_bucket_arn
    )
    kept = [tables, namespace, *(iceberg(own, tables, namespace, name, key) for name, key in seeds(TABLES.values()))]
    for each in kept:
        each.apply_removal_policy(removal(stage))
    name = f"microlift_{stage.name}_landing"
    database = glue.CfnDatabase(
        own,
        "Landing",
        catalog_id=Stack.of(scope).account,
        database_input=glue.CfnDatabase.DatabaseInputProperty(name=name, description="What has landed in the lake."),
    )
    landed = {each.name: parquet(own, each, database, name, lake) for each in TABLES.values()}
    workgroup = f"microlift-{stage.name}"
    group = athena.CfnWorkGroup(
        own,
        "Workgroup",
        name=workgroup,
        description="Microlift's questions to its lake.",
        recursive_delete_option=not stage.keeps_what_it_holds,
        work_group_configuration=athena.CfnWorkGroup.WorkGroupConfigurationProperty(
            enforce_work_group_configuration=True,
            publish_cloud_watch_metrics_enabled=True,
            bytes_scanned_cutoff_per_query=SCAN_LIMIT_BYTES,
            engine_version=athena.CfnWorkGroup.EngineVersionProperty(selected_engine_version="Athena engine version 3"),
            result_configuration=athena.CfnWorkGroup.ResultConfigurationProperty(
                output_location=f"s3://{lake.bucket_name}/{RESULTS}",
                # With a key of KMS's, Athena could not write to S3 Tables.
                encryption_configuration=athena.CfnWorkGroup.EncryptionConfigurationProperty(
                    encryption_option="SSE_S3"
                ),
            ),
        ),
    )
    group.apply_removal_policy(RemovalPolicy.DESTROY)
    return Warehouse(bucket=lake, workgroup=workgroup, tables=tables, landing=name, landed=landed)


def statements(held: Warehouse, *, writes: bool) -> list[iam.PolicyStatement]:
    """Return what a function may do to ask the merged tables, or to change them."""
    stack = Stack.of(held.tables)

    def arn(service: str, resource: str) -> str:
        return stack.format_arn(service=service, resource=resource)

    name = held.tables.table_bucket_name
    glued = [
        arn("glue", "catalog"),
        arn("glue", f"catalog/{CATALOG}"),
        arn("glue", f"catalog/{CATALOG}/{name}"),
        arn("glue", f"database/{CATALOG}/{name}/{NAMESPACE}"),
        *(arn("glue", f"table/{CATALOG}/{name}/{NAMESPACE}/{table}") for table, _ in seeds(TABLES.values())),
    ]
    tables = held.tables.attr_table_bucket_arn
    reads = ["GetNamespace", "GetTable", "GetTableBucket", "GetTableData", "GetTableMetadataLocation"]
    found = [
        statement(
            "athena",
            ["GetQueryExecution", "GetQueryResults", "StartQueryExecution"],
            [arn("athena", f"workgroup/{held.workgroup}")],
        ),
        statement("glue", ["GetCatalog", "GetDatabase", "GetTable"], glued),
        statement("s3tables", reads, [tables, f"{tables}/table/*"]),
        statement("s3", ["GetBucketLocation", "ListBucket"], [held.bucket.bucket_arn]),
        statement(
            "s3", ["GetObject", "PutObject", "AbortMultipartUpload"], [held.bucket.arn_for_objects(f"{RESULTS}*")]
        ),
        statement("s3", ["GetObject"], [held.bucket.arn_for_objects("lake/merged.json")]),
    ]
    if writes:
        landed = [
            arn("glue", f"database/{held.landing}"),
            *(arn("glue", f"table/{held.landing}/{table}") for table in TABLES),
        ]
        found += [
            statement("athena", ["StopQueryExecution"], [arn("athena", f"workgroup/{held.workgroup}")]),
            statement("glue", ["GetDatabase", "GetPartitions", "GetTable"], landed),
            statement("glue", ["UpdateTable"], glued),
            statement("s3tables", ["PutTableData", "UpdateTableMetadataLocation"], [f"{tables}/table/*"]),
            statement("s3", ["GetObject"], [held.bucket.arn_for_objects(f"{LANDING}*")]),
            statement("s3", ["PutObject"], [held.bucket.arn_for_objects("lake/merged.json")]),
        ]
    return found


def statement(service: str, actions: list[str], resources: list[str]) -> iam.PolicyStatement:
    return iam.PolicyStatement(actions=[f"{service}:{action}" for action in actions], resources=resources)


def statements_here(lake: s3.Bucket, *, writes: bool) -> list[iam.PolicyStatement]:
    """Return the same for the local stage, whose merged tables are Parquet in the lake's bucket."""
    places = [lake.arn_for_objects("lake/*")]
    found = [statement("s3", ["ListBucket"], [lake.bucket_arn]), statement("s3", ["GetObject"], places)]
    if writes:
        places += [lake.arn_for_objects(f"{LANDING}*")]
        found.append(statement("s3", ["DeleteObject", "GetObject", "PutObject"], places))
    return found
