"""What Athena is told to do is SQL of its own: Trino's grammar finds no fault with it."""

import pytest

from shared.adapters import athena_sql as sql
from shared.domain.event_catalogue.custom import CustomEvents
from shared.domain.lake_tables import EVENTS, FAILED, ITEMS, ORDERS, TABLES, LakeTable
from shared.domain.lake_work import typed_by
from tests.factories import DAY, NOW
from tests.trino import faults

PLACES = sql.Places("s3tablescatalog/microlift-dev", "microlift", "microlift_dev_landing")
TYPED = typed_by(CustomEvents(columns={"Odd 'name\"": ("text", ""), "custom_depth": ("integer", "")}))


def merging(table: LakeTable) -> str:
    return sql.merge(table, TYPED, table.merged(TYPED), PLACES, since=NOW - DAY, now=NOW)


def test_the_grammar_knows_a_fault_when_it_sees_one() -> None:
    wrong = merging(EVENTS).replace("WHEN NOT MATCHED", "WHEN NEVER MATCHED")

    assert faults(merging(EVENTS), wrong)[0] == []
    assert faults(wrong)[0] != []


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_every_table_is_merged_in_trinos_words(table: LakeTable) -> None:
    assert faults(merging(table)) == [[]]


@pytest.mark.parametrize("table", [EVENTS, FAILED, ORDERS], ids=lambda table: table.name)
def test_shoppers_are_forgotten_in_trinos_words(table: LakeTable) -> None:
    erased = {"v-1": NOW, "s-'1": NOW + 1}

    assert faults(
        sql.remember(erased, PLACES),
        sql.count_of(table, erased, PLACES),
        sql.forget(table, erased, PLACES),
        sql.no_more_remember(PLACES, NOW),
    ) == [[], [], [], []]


def test_an_item_is_merged_so() -> None:
    assert merging(ITEMS) == (
        'MERGE INTO "s3tablescatalog/microlift-dev"."microlift"."items" AS kept USING ('
        'SELECT fresh."item_id" AS "item_id", fresh."changed_at" AS "changed_at", fresh."price" AS "price",'
        ' fresh."currency" AS "currency", fresh."stock" AS "stock", fresh."category" AS "category",'
        ' fresh."brand" AS "brand", fresh."tags" AS "tags", fresh."margin_floor" AS "margin_floor",'
        ' CAST(from_unixtime(fresh."changed_at" / 1000, \'UTC\') AS date) AS "day" FROM ('
        'SELECT *, row_number() OVER (PARTITION BY "item_id", "changed_at" ORDER BY "changed_at") AS delivery'
        ' FROM "awsdatacatalog"."microlift_dev_landing"."items"'
        ' WHERE "hour" >= \'2026/11/21/09\' AND "item_id" IS NOT NULL AND "changed_at" IS NOT NULL'
        ") AS fresh WHERE fresh.delivery = 1) AS landed"
        ' ON kept."item_id" = landed."item_id" AND kept."changed_at" = landed."changed_at"'
        " AND kept.day BETWEEN landed.day - INTERVAL '2' DAY AND landed.day + INTERVAL '2' DAY"
        " AND kept.day >= DATE '2026-10-20'"
        ' WHEN NOT MATCHED THEN INSERT ("item_id", "changed_at", "price", "currency", "stock", "category", "brand",'
        ' "tags", "margin_floor", "day") VALUES (landed."item_id", landed."changed_at", landed."price",'
        ' landed."currency", landed."stock", landed."category", landed."brand", landed."tags",'
        ' landed."margin_floor", landed."day")'
    )


def test_a_new_column_is_added_in_hives_words() -> None:
    assert sql.add_columns("events", {"p_depth": "bigint", "missing": "array<string>"}) == (
        "ALTER TABLE `events` ADD COLUMNS (`p_depth` bigint, `missing` array<string>)"
    )


def test_an_order_keeps_its_row_and_an_event_goes() -> None:
    order, event = (sql.forget(table, {"v-1": NOW}, PLACES) for table in (ORDERS, EVENTS))

    assert order.startswith('UPDATE "s3tablescatalog/microlift-dev"."microlift"."orders" SET session_id = NULL')
    assert event.startswith('DELETE FROM "s3tablescatalog/microlift-dev"."microlift"."events" WHERE')
