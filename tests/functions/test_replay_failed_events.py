"""Events that were rejected come in after a repair, once, with the time they were received."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from shared.domain.event_catalogue import EventType, Parameter
from shared.domain.event_catalogue.custom import CustomEvents
from tests.aws import client, lake_rows, messages
from tests.factories import DAY, KEYS, NOW
from tests.requests import http, queued

SPIN = {"event_name": "custom_spin", "ts": NOW - 60_000, "params": {"speed": 3}}


class Desk:
    def __init__(self) -> None:
        from functions.merge_lake import handler as merging
        from functions.replay_failed_events import handler as replaying
        from functions.show_job import handler as showing

        self.merging, self.replaying, self.showing = merging, replaying, showing

    def reject(self, number: int, code: str, event: Any, received_at: int = NOW) -> None:
        row = {"failed_id": f"f-{number}", "received_at": received_at, "session_id": "s-1", "visitor_id": "v-1"}
        row |= {"bot": False, "source": "tab-1", "index": 0, "code": code}
        row["event"] = event if isinstance(event, str) else json.dumps({"event_id": f"e-{number}"} | event)
        client("s3").put_object(Bucket="lake", Key=f"landing/failed/f-{number}", Body=json.dumps(row).encode())

    def merge(self) -> None:
        assert self.merging.handler(queued({"sweep": "merge_lake"}), None) == {"batchItemFailures": []}

    def register(self) -> None:
        speed = Parameter("integer", description="How fast.", example=3)
        spin = EventType("custom_spin", "engagement", "interest", description="A wheel.", parameters={"speed": speed})
        custom = CustomEvents(1, {"custom_spin": spin}, {"speed": ("integer", "")})
        self.merging.custom_events.change(lambda _: custom)

    def ask(self, **period: Any) -> tuple[int, dict[str, Any]]:
        request = http("POST /v1/events/failed/replays", period, proof=KEYS["admin_key"])
        answer = self.replaying.handler(request, None)
        return answer["statusCode"], json.loads(answer["body"])

    def replay(self, **period: Any) -> dict[str, Any]:
        """Ask, carry out, merge, and return the job."""
        _, job = self.ask(**period)
        message = messages("failed_replay")[-1]
        assert self.replaying.handler(queued(message, message), None) == {"batchItemFailures": []}
        self.land()
        self.merge()
        request = http("GET /v1/jobs/{job_id}", proof=KEYS["admin_key"], path={"job_id": job["job_id"]})
        return json.loads(self.showing.handler(request, None)["body"])

    def land(self) -> None:
        """Put what went to the stream where the emulated Firehose of the local stage would."""
        rows = "".join(json.dumps(row) + "\n" for row in lake_rows("events"))
        client("s3").put_object(Bucket="lake", Key="landing/events/replayed", Body=rows.encode())

    def events(self) -> list[dict[str, Any]]:
        columns = "event_id, event_name, stage, ts, received_at, source, p_speed"
        return self.merging.warehouse.rows(f"SELECT {columns} FROM events ORDER BY event_id")  # noqa: S608 - ours


@pytest.fixture
def desk(clock: Any, table: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return Desk()


def test_what_passes_after_a_repair_is_landed_as_it_was_received(desk: Desk) -> None:
    desk.reject(1, "unknown_event", SPIN)
    desk.reject(2, "unknown_event", SPIN | {"event_name": "custom_other"})
    desk.merge()
    desk.register()

    job = desk.replay()

    assert (job["kind"], job["status"]) == ("failed_replay", "done")
    assert job["report"] == {"read": 2, "landed": 1, "failing": {"unknown_event": 1}}
    assert desk.events() == [
        {
            "event_id": "e-1",
            "event_name": "custom_spin",
            "stage": "interest",
            "ts": NOW - 60_000,
            "received_at": NOW,
            "source": "tab-1",
            "p_speed": 3,
        }
    ]


def test_a_second_replay_adds_nothing(desk: Desk) -> None:
    desk.reject(1, "unknown_event", SPIN)
    desk.merge()
    desk.register()
    desk.replay()

    assert desk.replay()["report"]["landed"] == 1
    assert len(desk.events()) == 1


def test_what_no_catalogue_can_repair_is_left(desk: Desk) -> None:
    desk.reject(1, "seq_conflict", SPIN | {"event_name": "view_item"})
    desk.reject(2, "parameter_type", '{"event_id": "e-2", "event_name": "vi')
    desk.reject(3, "unknown_event", SPIN | {"event_name": "view_item", "ts": NOW - 31 * DAY})
    desk.merge()

    report = desk.replay()["report"]

    assert report == {
        "read": 3,
        "landed": 0,
        "failing": {"seq_conflict": 1, "ts_out_of_range": 1, "unreadable": 1},
    }


def test_only_the_period_and_the_code_that_were_asked_for(desk: Desk) -> None:
    desk.reject(1, "unknown_event", SPIN, received_at=NOW - 2 * DAY)
    desk.reject(2, "unknown_event", SPIN)
    desk.reject(3, "parameter_type", SPIN)
    desk.merge()
    desk.register()

    report = desk.replay(code="unknown_event", **{"from": NOW - DAY, "to": NOW})["report"]

    assert report["read"] == 1
    assert desk.replay(code="unknown_event", **{"from": NOW - 3 * DAY})["report"]["read"] == 2


@pytest.mark.parametrize(
    ("period", "path"),
    [({"to": NOW + 1}, "$.to"), ({"from": NOW, "to": NOW - 1}, "$.from"), ({"code": "seq_conflict"}, "$.code")],
)
def test_a_period_that_makes_no_sense_is_refused(desk: Desk, period: dict[str, Any], path: str) -> None:
    status, problem = desk.ask(**period)

    assert (status, problem["errors"][0]["path"]) == (422, path)
