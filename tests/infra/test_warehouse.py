"""The deployed lake: what is landed fits the schema that Firehose writes by, and Athena finds the merged tables."""

import json
from collections.abc import Mapping
from typing import Any

import boto3
import duckdb
import pytest
from botocore.stub import ANY, Stubber
from ministack.services import firehose, glue

from infra.deploy import mount_table_buckets
from shared.domain.decision_rows import lake_row as decision_row
from shared.domain.event_catalogue import STANDARD
from shared.domain.events import Event, EventItem, Page
from shared.domain.ingestion import take_in
from shared.domain.items import Item
from shared.domain.items import lake_row as item_row
from shared.domain.lake_tables import TABLES
from shared.domain.landing import Sender, event_rows, failed_rows
from shared.domain.ledger import Ledger
from shared.domain.orders import Order, OrderLine
from shared.domain.orders import lake_row as order_row
from shared.edge.bodies import write
from tests.factories import NOW, cart, decided, session

EVENT = Event(
    "e-1",
    "add_to_cart",
    NOW,
    seq=4,
    page=Page("product", "/p/1"),
    currency="EUR",
    value=2590,
    items=(EventItem("sku-1", 1, 2590, "food", None),),
    params={"ratio": 0.5, "name": "פ"},
)
TAKEN = take_in(Ledger(), "tab-1", (EVENT, Event("e-2", "nonsense", NOW)), allowed=True, now=NOW, catalogue=STANDARD)
SENDER = Sender(session(), "tab-1", STANDARD.version, NOW)
ORDER = Order("o-1", "EUR", (OrderLine("l-1", "sku-1", 2, 2590),), 5180, session_id="s-0")
LANDED = {
    "events": event_rows(TAKEN.fresh, SENDER)[0],
    "failed": failed_rows(TAKEN.refused, ['{"event_name":"nonsense"}'], SENDER)[0],
    "orders": write(order_row(ORDER, visitor_id="v-1", discount=0, now=NOW)).encode(),
    "items": write(item_row(Item("sku-1", 2590, "EUR", tags=("new",)), NOW)).encode(),
    "decisions": write(decision_row(decided(cart(16000)), "v-1")).encode(),
}


def resources(template: Mapping[str, Any], kind: str) -> list[dict[str, Any]]:
    return [each["Properties"] for each in template["Resources"].values() if each["Type"] == kind]


def stream_of(template: Mapping[str, Any], table: str) -> dict[str, Any]:
    (found,) = (
        each["ExtendedS3DestinationConfiguration"]
        for each in resources(template, "AWS::KinesisFirehose::DeliveryStream")
        if each["ExtendedS3DestinationConfiguration"]["Prefix"].startswith(f"landing/{table}/")
    )
    return found


@pytest.mark.parametrize("table", TABLES)
def test_what_lands_is_parquet_in_the_columns_of_the_deployed_schema(prod, table, tmp_path):
    (described,) = (
        each["TableInput"] for each in resources(prod, "AWS::Glue::Table") if each["TableInput"]["Name"] == table
    )
    glue._tables[f"microlift_prod_landing/{table}"] = described
    conversion = stream_of(prod, table)["DataFormatConversionConfiguration"]
    conversion["SchemaConfiguration"]["TableName"] = table
    row = json.loads(LANDED[table])

    (tmp_path / "landed.parquet").write_bytes(firehose._convert_to_parquet(conversion, LANDED[table] + b"\n"))

    answer = duckdb.sql(f"SELECT * FROM '{tmp_path}/landed.parquet'")  # noqa: S608 - a path of ours
    kept = dict(zip(answer.columns, answer.fetchall()[0], strict=True))
    assert list(kept) == [column.name for column in TABLES[table].columns]
    assert row.keys() <= kept.keys()
    assert {name: kept[name] for name in row} == row


def test_a_merged_table_is_begun_with_what_never_changes_and_cut_by_day(prod):
    tables = {each["TableName"]: each["IcebergMetadata"] for each in resources(prod, "AWS::S3Tables::Table")}

    fields = {
        name: [field["Name"] for field in each["IcebergSchema"]["SchemaFieldList"]] for name, each in tables.items()
    }
    assert fields == {
        "events": ["event_id", "day"],
        "failed": ["failed_id", "day"],
        "orders": ["order_id", "day"],
        "items": ["item_id", "changed_at", "day"],
        "decisions": ["decision_id", "day"],
        "erased": ["id", "erased_at"],
    }
    cuts = [each["IcebergPartitionSpec"]["Fields"] for name, each in tables.items() if name != "erased"]
    assert {cut["Name"] for (cut,) in cuts} == {"day"}
    assert "IcebergPartitionSpec" not in tables["erased"]


def test_a_question_has_a_limit_and_its_answer_is_encrypted_and_soon_gone(prod):
    (group,) = resources(prod, "AWS::Athena::WorkGroup")
    settings = group["WorkGroupConfiguration"]
    (lake,) = (each for each in resources(prod, "AWS::S3::Bucket"))
    lives = {
        each["Prefix"]: each["ExpirationInDays"] for each in lake["LifecycleConfiguration"]["Rules"] if "Prefix" in each
    }

    assert settings["BytesScannedCutoffPerQuery"] == 100 * 2**30
    assert settings["EnforceWorkGroupConfiguration"] is True
    assert settings["ResultConfiguration"]["EncryptionConfiguration"] == {"EncryptionOption": "SSE_S3"}
    assert lives["athena/"] == 1


def test_table_buckets_are_shown_to_athena_once():
    client = boto3.client("glue", region_name="eu-south-1")
    with Stubber(client) as stubber:
        stubber.add_client_error("get_catalog", "EntityNotFoundException")
        stubber.add_response("create_catalog", {}, {"Name": "s3tablescatalog", "CatalogInput": ANY})
        stubber.add_response("get_catalog", {"Catalog": {"Name": "s3tablescatalog"}})

        assert mount_table_buckets(client, "123456789012")
        assert not mount_table_buckets(client, "123456789012")
