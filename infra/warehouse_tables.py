"""The warehouse's tables: the merged ones, of Iceberg, and those of what has landed, of Parquet."""

from collections.abc import Iterable

from aws_cdk import Stack
from aws_cdk import aws_glue as glue
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_s3tables as s3tables
from constructs import Construct

from infra.lake import LANDING
from shared.domain.lake_tables import DAY, LakeTable

NAMESPACE = "microlift"
SNAPSHOT_HOURS = 24

_ICEBERG = {"string": "string", "bigint": "long"}
_ERASED = {"id": "string", "erased_at": "bigint"}


def seeds(tables: Iterable[LakeTable]) -> list[tuple[str, dict[str, str]]]:
    """Return each Iceberg table with the few columns that never change; the merge adds all others.

    A template that changed a table's columns would replace the table by an empty one.
    """
    keyed = [
        (each.name, {column.name: column.type for column in each.columns if column.name in each.key}) for each in tables
    ]
    return [*((name, key | {DAY: "date"}) for name, key in keyed), ("erased", _ERASED)]


def iceberg(
    scope: Construct,
    tables: s3tables.CfnTableBucket,
    namespace: s3tables.CfnNamespace,
    name: str,
    columns: dict[str, str],
) -> s3tables.CfnTable:
    fields = [
        s3tables.CfnTable.SchemaFieldProperty(id=number, name=column, type=_ICEBERG.get(kind, kind), required=False)
        for number, (column, kind) in enumerate(columns.items(), start=1)
    ]
    by_day = s3tables.CfnTable.IcebergPartitionFieldProperty(
        name=DAY, source_id=len(fields), transform="identity", field_id=1000
    )
    made = s3tables.CfnTable(
        scope,
        f"{name.capitalize()}Table",
        table_bucket_arn=tables.attr_table_bucket_arn,
        namespace=NAMESPACE,
        table_name=name,
        open_table_format="ICEBERG",
        iceberg_metadata=s3tables.CfnTable.IcebergMetadataProperty(
            iceberg_schema=s3tables.CfnTable.IcebergSchemaProperty(schema_field_list=fields),
            iceberg_partition_spec=(
                s3tables.CfnTable.IcebergPartitionSpecProperty(fields=[by_day], spec_id=0) if DAY in columns else None
            ),
        ),
        compaction=s3tables.CfnTable.CompactionProperty(status="enabled", target_file_size_mb=128),
        snapshot_management=s3tables.CfnTable.SnapshotManagementProperty(
            status="enabled", max_snapshot_age_hours=SNAPSHOT_HOURS, min_snapshots_to_keep=1
        ),
    )
    made.add_resource_dependency(namespace)
    return made


def parquet(
    scope: Construct, table: LakeTable, database: glue.CfnDatabase, name: str, lake: s3.Bucket
) -> glue.CfnTable:
    """Return a table of what has landed, by the hour of its arrival; Firehose writes Parquet by these columns."""
    location = f"s3://{lake.bucket_name}/{LANDING}{table.name}/"
    made = glue.CfnTable(
        scope,
        f"{table.name.capitalize()}Landing",
        catalog_id=Stack.of(scope).account,
        database_name=name,
        table_input=glue.CfnTable.TableInputProperty(
            name=table.name,
            description=table.description,
            table_type="EXTERNAL_TABLE",
            parameters={
                "classification": "parquet",
                "EXTERNAL": "TRUE",
                "projection.enabled": "true",
                "projection.hour.type": "date",
                "projection.hour.format": "yyyy/MM/dd/HH",
                "projection.hour.range": "NOW-8DAYS,NOW+1HOUR",
                "projection.hour.interval": "1",
                "projection.hour.interval.unit": "HOURS",
                "storage.location.template": f"{location}${{hour}}/",
            },
            partition_keys=[glue.CfnTable.ColumnProperty(name="hour", type="string")],
            storage_descriptor=glue.CfnTable.StorageDescriptorProperty(
                location=location,
                input_format="org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
                output_format="org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
                serde_info=glue.CfnTable.SerdeInfoProperty(
                    serialization_library="org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"
                ),
                columns=[
                    glue.CfnTable.ColumnProperty(name=column.name, type=column.type, comment=column.description)
                    for column in table.columns
                ],
            ),
        ),
    )
    made.add_resource_dependency(database)
    return made
