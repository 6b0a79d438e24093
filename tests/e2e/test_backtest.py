"""A draft tried on a real log's carts, from the replay over the API to the report and through the gate."""

import csv
import gzip
import json
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import shared.domain
from infra import local, replay
from tests.e2e.shopper import by_admin
from tests.e2e.waiting import until

SAMPLE = Path(__file__).parents[2] / "docs" / "samples" / "rees46_oct2019.csv.gz"
DEFAULT = Path(shared.domain.__file__).parent / "rulesets" / "default.json"
SHOPPERS = 25


@pytest.fixture(scope="module")
def replayed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, dict[str, Any]]]:
    """A stack of its own through which the sample's first shoppers with a cart were played, and the replay's report."""
    folder = tmp_path_factory.mktemp("log")
    with gzip.open(SAMPLE, "rt") as text:
        header, *rows = csv.reader(text)
    with_cart = list(dict.fromkeys(row[1] for row in rows if row[3] == "add_to_cart"))[:SHOPPERS]
    with (folder / "log.csv").open("w", newline="") as text:
        csv.writer(text).writerows([header, *(row for row in rows if row[1] in with_cart)])
    with local.stack(port=0) as running, pytest.MonkeyPatch.context() as patch:
        patch.setattr(local, "find", lambda: running)
        asked = Namespace(file=folder / "log.csv", speed=None, limit=None, report=folder / "report.json")
        assert replay.main(asked) == 0
        yield running, json.loads((folder / "report.json").read_text())


def save(stack: Any, **changes: Any) -> int:
    """Save a draft that gives 12 % above 150 euro instead of 20 %, and return its revision."""
    draft = json.loads(DEFAULT.read_text()) | changes
    for rule in draft["rules"]:
        if rule["id"] in {"high_value", "compound"}:
            rule["then"]["discount"]["basis_points"] = 1200
    reply = by_admin(stack, "PUT", "/v1/rulesets/default/draft", json=draft)
    assert reply.status_code == 200, reply.text
    return reply.json()["revision"]


def tried(stack: Any, **period: int) -> dict[str, Any]:
    """Back-test the draft and return the finished job."""
    reply = by_admin(stack, "POST", "/v1/rulesets/default/draft/backtest", json=period)
    assert reply.status_code == 202, reply.text

    def ended() -> dict[str, Any] | None:
        job = by_admin(stack, "GET", f"/v1/jobs/{reply.json()['job_id']}").json()
        return None if job["status"] in {"queued", "running"} else job

    job = until(ended)
    assert job["status"] == "done", job
    return job


def publish(stack: Any) -> tuple[int, Any]:
    reply = by_admin(stack, "POST", "/v1/rulesets/default/publish", json={})
    return reply.status_code, reply.json()


def test_the_replayed_carts_are_decided_anew(replayed):
    stack, played = replayed
    revision = save(stack)

    report = tried(stack)["report"]

    assert report["draft"]["revision"] == revision
    assert report["against"] == "default@1"
    assert report["carts"] >= played["carts_left"] + played["carts_bought"] > 0
    assert 0 < report["cost"]["after"] < report["cost"]["before"]
    high_value = next(each for each in report["rules"] if each["rule"] == "high_value")
    assert high_value["carts_before"] == high_value["carts_after"] > 0
    example = report["examples"][0]
    outcomes = {each["rule"]: each["outcome"] for each in example["after"]["explanation"]}
    assert "applied" in outcomes.values()
    shown = by_admin(stack, "GET", f"/v1/decisions/{example['decision_id']}").json()
    assert shown["totals"] == example["before"]["decision"]["totals"]


def test_what_serves_changes_no_cart(replayed):
    stack, _ = replayed
    reply = by_admin(stack, "PUT", "/v1/rulesets/default/draft", json=json.loads(DEFAULT.read_text()))
    assert reply.status_code == 200, reply.text

    report = tried(stack)["report"]

    assert (report["changed"], report["lost_carts"]) == (0, 0)
    assert report["cost"]["before"] == report["cost"]["after"] > 0


def test_a_gate_refuses_a_dearer_draft_and_lets_a_cheaper_one_serve(replayed):
    stack, _ = replayed
    dearer = json.loads(DEFAULT.read_text())["rules"]
    next(rule for rule in dearer if rule["id"] == "high_value")["then"]["discount"]["basis_points"] = 3000
    reply = by_admin(
        stack,
        "PUT",
        "/v1/rulesets/default/draft",
        json=json.loads(DEFAULT.read_text()) | {"rules": dearer, "gate": {"max_cost_increase": 500}},
    )
    assert reply.status_code == 200, reply.text
    assert publish(stack)[1]["code"] == "backtest_missing"

    assert tried(stack)["report"]["gate"]["reasons"][0]["code"] == "cost_increase"
    status, problem = publish(stack)
    assert (status, problem["code"]) == (422, "publish_gate")

    save(stack, gate={"max_cost_increase": 0})
    tried(stack)
    assert publish(stack)[0] == 200
