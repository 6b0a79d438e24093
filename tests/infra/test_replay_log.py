"""What a replay makes of the rows of a log, and of files that are none."""

import csv
import gzip
from pathlib import Path

import duckdb
import pytest

from infra.replaying.log import LogError, Row, survey

HEADER = "ts,user_id,session_id,event_name,item_id,category,brand,price,quantity"
GOOD = "1569888000000,u1,s1,add_to_cart,a,food,acme,35.79,2"
ROOT = Path(__file__).parents[2]


def rows(folder: Path, *lines: str, header: str = HEADER) -> list[Row | str]:
    path = folder / "log.csv"
    path.write_text("\n".join([header, *lines]) + "\n")
    return list(survey(path, None).rows())


def test_a_row_becomes_the_event_that_a_storefront_would_have_sent(tmp_path):
    (row,) = rows(tmp_path, GOOD)

    assert row.event("EUR") == {
        "event_id": row.event_id,
        "event_name": "add_to_cart",
        "ts": 1569888000000,
        "currency": "EUR",
        "value": 7158,
        "items": [{"item_id": "a", "price": 3579, "category": "food", "brand": "acme", "quantity": 2}],
    }


def test_exact_repeats_carry_one_event_id_and_nothing_else_does(tmp_path):
    found = rows(tmp_path, GOOD, GOOD, GOOD.replace("acme", "other"))

    assert found[0].event_id == found[1].event_id
    assert found[0].event_id != found[2].event_id


def test_a_column_beyond_the_contract_tells_rows_apart_and_travels_as_a_parameter(tmp_path):
    header = f"{HEADER},content_id"

    first, second = rows(tmp_path, f"{GOOD},7", f"{GOOD},8", header=header)

    assert first.event_id != second.event_id
    assert first.event("EUR")["params"] == {"content_id": "7"}


@pytest.mark.parametrize(
    ("cell", "spelled", "reason"),
    [
        ("1569888000000", "yesterday", "bad_ts"),
        ("1569888000000", "-5", "bad_ts"),
        ("1569888000000", "", "bad_ts"),
        ("s1", "", "missing_session_id"),
        ("add_to_cart", " ", "missing_event_name"),
        ("35.79", "-1", "bad_price"),
        ("35.79", "inf", "bad_price"),
        ("35.79", "cheap", "bad_price"),
        ("35.79", "1e12", "bad_price"),
        (",2", ",0", "bad_quantity"),
        (",2", ",1.5", "bad_quantity"),
        (",2", ",2,left over", "wrong_columns"),
        (",35.79,2", "", "wrong_columns"),
    ],
)
def test_a_row_that_cannot_be_sent_is_refused_for_a_named_reason(tmp_path, cell, spelled, reason):
    assert rows(tmp_path, GOOD.replace(cell, spelled)) == [reason]


@pytest.mark.parametrize("spelled", ["", "NaN", "null"])
def test_a_missing_price_or_quantity_is_no_reason_to_refuse(tmp_path, spelled):
    (row,) = rows(tmp_path, GOOD.replace("35.79,2", f"{spelled},{spelled}"))

    assert (row.price, row.quantity) == (None, 1)


def test_prices_round_half_up_to_the_cent(tmp_path):
    assert [row.price for row in rows(tmp_path, GOOD.replace("35.79", "0.005"), GOOD.replace("35.79", "35.794"))] == [
        1,
        3579,
    ]


def test_rows_out_of_order_are_played_in_order_and_ties_as_they_stand(tmp_path):
    late, early, tie = GOOD.replace("8000000", "8000009"), GOOD, GOOD.replace(",a,", ",b,")

    assert [(row.ts % 10, row.item_id) for row in rows(tmp_path, late, early, tie)] == [(0, "a"), (0, "b"), (9, "a")]


def test_quoted_text_and_a_byte_order_mark_are_read_as_csv_means_them(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text(f'{HEADER}\n1,u1,s1,view_item,"a, ""b""\nc",🍞,,,\n', encoding="utf-8-sig")

    (row,) = survey(path, None).rows()

    assert (row.item_id, row.category) == ('a, "b"\nc', "🍞")


def test_a_field_beyond_all_measure_costs_its_row_and_no_other(tmp_path):
    huge = GOOD.replace("acme", "x" * (csv.field_size_limit() + 1))

    found = rows(tmp_path, huge, GOOD)

    assert found[0] == "unreadable"
    assert isinstance(found[1], Row)


def test_gzip_and_parquet_give_the_rows_that_csv_gives(tmp_path):
    plain = rows(tmp_path, GOOD)
    (tmp_path / "log.csv.gz").write_bytes(gzip.compress(f"{HEADER}\n{GOOD}\n".encode()))
    duckdb.read_csv(tmp_path / "log.csv").write_parquet(str(tmp_path / "log.parquet"))

    assert list(survey(tmp_path / "log.csv.gz", None).rows()) == plain
    assert list(survey(tmp_path / "log.parquet", None).rows()) == plain


def test_a_limit_takes_the_first_rows_of_the_file(tmp_path):
    (tmp_path / "log.csv").write_text(f"{HEADER}\n{GOOD}\n{GOOD}\n{GOOD}\n")

    assert survey(tmp_path / "log.csv", 2).count == 2


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "lacks the columns ts, user_id, session_id, event_name"),
        (b"time,user\n1,2\n", "lacks the columns"),
        (f"{HEADER}\n".encode(), "has no rows"),
        (f"{HEADER},ts\n".encode(), "names a column twice"),
        (b"\x1f\x8b not gzip", "cannot be read"),
        (gzip.compress(f"{HEADER}\n{GOOD}\n".encode(), mtime=0)[:-12], "cannot be read"),
        (b"PAR1 not parquet", r"cannot be read: [^\n]+$"),
    ],
)
def test_a_file_that_is_no_log_is_refused_with_the_reason(tmp_path, content, why):
    path = tmp_path / "log"
    path.write_bytes(content)

    with pytest.raises(LogError, match=why):
        survey(path, None)


def test_a_file_that_is_not_there_is_refused_with_the_reason(tmp_path):
    with pytest.raises(LogError, match="cannot be read"):
        survey(tmp_path / "nowhere.csv", None)


def test_the_sample_in_the_docs_is_small_and_every_row_of_it_is_good():
    sample = ROOT / "docs" / "samples" / "rees46_oct2019.csv.gz"

    log = survey(sample, None)

    assert sample.stat().st_size < 40_000
    assert log.in_order
    assert [row for row in log.rows() if isinstance(row, str)] == []


def test_a_price_is_read_in_the_minor_unit_of_the_shops_currency(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text("ts,user_id,session_id,event_name,item_id,price\n1,u,s,view_item,i,1250.5\n")

    prices = [next(survey(path, None, digits).rows()).price for digits in (0, 2, 3)]

    assert prices == [1251, 125050, 1250500]
