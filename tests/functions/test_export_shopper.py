"""Export: everything that is kept of a shopper in one document, and nothing of anybody else."""

import json
from typing import Any

import pytest

from shared.adapters import shopper_rows
from shared.domain import exports
from shared.domain.consent import Consent
from shared.domain.exports import SECTIONS
from shared.domain.ledger import Ledger, Outcome
from tests.aws import client, messages
from tests.factories import DAY, GRANTED, HOUR, KEYS, NOW, session
from tests.requests import http
from tests.shoppers import Shop

EMPTY = dict.fromkeys(SECTIONS, 0)


@pytest.fixture
def shop(table: Any, clock: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return Shop(table)


def documents() -> list[str]:
    return [each["Key"] for each in client("s3").list_objects_v2(Bucket="lake", Prefix="exports/").get("Contents", [])]


def test_every_section_is_there_with_what_is_kept(shop: Shop) -> None:
    shop.land()
    shop.land("b", visitor_id="v-2")

    job = shop.export(visitor_id="v-1")

    assert (job["status"], job["receipt"]) == ("done", None)
    assert job["export"]["counts"] == EMPTY | {
        "profiles": 1,
        "customers": 1,
        "sessions": 2,
        "wishes": 1,
        "reminders": 2,
        "orders": 1,
        "decisions": 5,
        "lake_events": 1,
        "lake_failed": 1,
        "lake_decisions": 1,
        "lake_orders": 1,
    }
    assert {name: len(job["document"][name]) for name in SECTIONS} == job["export"]["counts"]


def test_the_document_says_what_it_is_and_how_far_it_goes(shop: Shop) -> None:
    document = shop.export(customer_id="customer-1")["document"]

    assert [document[name] for name in ("format", "version", "generated_at", "about", "lake_as_of")] == [
        "microlift-shopper",
        1,
        NOW,
        {"visitor_ids": [], "customer_ids": ["customer-1"]},
        NOW,
    ]


def test_it_reads_as_what_the_shopper_did(shop: Shop) -> None:
    shop.land()

    document = shop.export(visitor_id="v-1")["document"]

    profile, customer, order = document["profiles"][0], document["customers"][0], document["orders"][0]
    assert profile["consent_history"] == [{"at": NOW, "consent": dict.fromkeys(profile["consent"], "granted")}]
    assert (customer["contact"]["email"], customer["visitor_ids"]) == ("ada@example.com", ["v-1"])
    assert (order["order"]["order_id"], order["order"]["total"]) == ("o-1", 3500)
    assert document["wishes"] == [{"visitor_id": "v-1", "item_id": "sku-9", "added_at": NOW, "price": 990}]
    assert document["sessions"][0]["cart"]["cart"]["lines"][0]["unit_price"] == 3500
    assert [each["sequence"] for each in document["decisions"]] == [1, 2, 3, 1, 2]
    assert document["decisions"][0]["totals"][0] == {"type": "subtotal", "amount": 7000}
    event = document["lake_events"][0]
    assert (event["params"], event["items"][0]["item_id"]) == ({"method": "email"}, "sku-1")


def test_no_proof_no_hash_and_no_connection_is_in_it(shop: Shop) -> None:
    shop.land()

    text = json.dumps(shop.export(visitor_id="v-1")["document"])

    assert [word for word in ("token", "cart_hash", "digest", "submitted", "asker", '"seen"') if word in text] == []


def test_the_latest_outcomes_are_in_it(shop: Shop) -> None:
    seen = Ledger(outcomes=(Outcome("no_such", NOW, "unknown_event", "$.event_name", NOW),))
    shop.sessions.save_ledger(seen, session(consent=GRANTED), 0, NOW)

    document = shop.export(visitor_id="v-1")["document"]

    assert document["sessions"][0]["events"]["latest"][0]["code"] == "unknown_event"


def test_somebody_unknown_gets_an_empty_document(shop: Shop) -> None:
    job = shop.export(visitor_id="v-9")

    assert (job["status"], job["export"]["counts"]) == ("done", EMPTY)


def test_more_rows_than_one_answer_holds_come_once_each(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shopper_rows, "AT_ONCE", 2)
    shop.land("a")
    shop.land("b")
    shop.land("c", ts=NOW + 1)
    shop.land("d")
    shop.land("e", ts=NOW - 1)

    document = shop.export(visitor_id="v-1")["document"]

    assert [row["event_id"] for row in document["lake_events"]] == ["e-e", "e-a", "e-b", "e-d", "e-c"]


def test_the_document_waits_for_the_lake_and_then_makes_do(shop: Shop, clock: Any) -> None:
    job_id = shop.ask_export(visitor_id="v-1")

    assert shop.write(messages("export")[0]) == []
    assert messages("export")[1] == {"job_id": job_id, "looks": 1}
    assert shop.job(job_id)[1]["status"] == "running"
    shop.write({"job_id": job_id, "looks": exports.MOST_LOOKS})

    assert shop.job(job_id)[1]["document"]["lake_as_of"] is None
    assert messages("lake_merge") == [{"erase": None}]


def test_a_link_is_good_for_a_quarter_of_an_hour_from_each_look(shop: Shop, clock: Any) -> None:
    job = shop.export(visitor_id="v-1")
    clock.move(NOW + HOUR)

    later = shop.job(job["job_id"])[1]["export"]

    assert job["export"]["expires_at"] == NOW + 15 * 60_000
    assert later["expires_at"] == NOW + HOUR + 15 * 60_000
    assert f"/exports/{job['job_id']}.json?" in later["url"]
    assert later["gone_by"] == NOW + 7 * DAY


def test_a_large_document_is_only_linked(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shop.teller, "INLINE_BYTES", 10)

    job = shop.export(visitor_id="v-1")

    assert (job["document"], job["export"]["url"] is None) == (None, False)


def test_the_server_key_sees_that_it_is_done_and_not_what_is_in_it(shop: Shop) -> None:
    job_id = shop.export(visitor_id="v-1")["job_id"]
    asked = http("GET /v1/jobs/{job_id}", proof=KEYS["server_key"], path={"job_id": job_id})

    job = json.loads(shop.teller.handler(asked, None)["body"])

    assert (job["status"], job["document"], job["export"]["url"]) == ("done", None, None)


def test_one_that_does_not_fit_fails_and_leaves_nothing(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    from functions.export_shopper import document

    monkeypatch.setattr(document, "MOST_BYTES", 100)
    job_id = shop.ask_export(visitor_id="v-1")
    shop.merge()

    failures = [len(shop.write(messages("export")[0])) for _ in range(5)]

    assert failures == [1, 1, 1, 1, 0]
    assert (shop.job(job_id)[1]["status"], documents()) == ("failed", [])


def test_runs_that_die_without_a_word_end_as_failed(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*_: Any) -> None:
        raise SystemExit

    monkeypatch.setattr(shop.exporter.files, "put", die)
    job_id = shop.ask_export(visitor_id="v-1")
    shop.merge()
    for _ in range(4):
        with pytest.raises(SystemExit):
            shop.write(messages("export")[0])

    shop.write(messages("export")[0])

    assert shop.job(job_id)[1]["status"] == "failed"


def test_a_message_that_comes_twice_changes_nothing(shop: Shop) -> None:
    job = shop.export(visitor_id="v-1")

    shop.write(messages("export")[0])

    assert shop.job(job["job_id"])[1]["document"] == job["document"]


def test_a_document_stays_when_the_answer_that_it_is_done_was_lost(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    end = shop.exporter.exports._end

    def twice(*arguments: Any, **options: Any) -> bool:
        end(*arguments, **options)
        return end(*arguments, **options)

    monkeypatch.setattr(shop.exporter.exports, "_end", twice)
    job = shop.export(visitor_id="v-1")

    assert job["status"] == "done"
    assert documents() == [f"exports/{job['job_id']}.json"]


def test_the_finished_job_names_nobody(shop: Shop) -> None:
    shop.export(visitor_id="v-1")

    items = shop.table.client.scan(
        TableName="microlift", FilterExpression="attribute_exists(#e)", ExpressionAttributeNames={"#e": "export"}
    )["Items"]
    assert [set(item) for item in items] == [
        {"pk", "sk", "kind", "status", "created_at", "finished_at", "export", "expires_at"}
    ]


def test_an_erasure_takes_the_exports_with_it(shop: Shop) -> None:
    exported = shop.export(visitor_id="v-1")

    _, job = shop.ask(customer_id="customer-1")
    shop.work()

    assert documents() == []
    later = shop.job(exported["job_id"])[1]
    assert (later["status"], later["reason"], later["document"]) == ("failed", "the shopper was erased", None)
    assert shop.job(job["job_id"])[1]["receipt"]["deleted"]["exports"] == 1
    assert shop.left() == ["order#o-1/state"]


def test_an_erasure_while_an_export_is_written_leaves_no_document(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    put = shop.exporter.files.put

    def meanwhile(*arguments: Any) -> None:
        shop.ask(visitor_id="v-1")
        shop.deliver(messages("erasure")[0])
        put(*arguments)

    monkeypatch.setattr(shop.exporter.files, "put", meanwhile)
    job = shop.export(visitor_id="v-1")

    assert (job["status"], documents()) == ("failed", [])


def test_a_document_of_a_run_that_broke_goes_when_its_shopper_was_erased(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = shop.exporter.files.put

    def broken(*arguments: Any) -> None:
        shop.ask(visitor_id="v-1")
        shop.work()
        put(*arguments)
        raise OSError("the container is gone")

    job_id = shop.ask_export(visitor_id="v-1")
    shop.merge()
    with monkeypatch.context() as breaking:
        breaking.setattr(shop.exporter.files, "put", broken)
        assert shop.write(messages("export")[0]) != []
    assert documents() != []

    shop.write(messages("export")[0])

    assert (shop.job(job_id)[1]["status"], documents()) == ("failed", [])


def test_after_an_erasure_nothing_is_left_to_export(shop: Shop) -> None:
    shop.land()
    shop.merge()
    shop.ask(visitor_id="v-1")
    shop.work()

    assert shop.export(visitor_id="v-1")["export"]["counts"] == EMPTY
    assert shop.export(customer_id="customer-1")["export"]["counts"] == EMPTY


def test_what_was_never_consented_to_is_not_there_to_export(shop: Shop) -> None:
    shop.visitors.consented("v-3", Consent(), NOW)

    document = shop.export(visitor_id="v-3")["document"]

    assert [document[name] for name in SECTIONS if name != "profiles"] == [[]] * (len(SECTIONS) - 1)
    assert document["profiles"][0]["consent"] == dict.fromkeys(document["profiles"][0]["consent"], "denied")


def test_the_logs_name_nobody(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    shop.export(visitor_id="v-1")

    logged = capsys.readouterr().out
    assert '"function":"export_shopper"' in logged
    assert [word for word in ("v-1", "customer-1", "ada@") if word in logged] == []
