"""A real log through the real stack: nothing is lost, and what comes of it does not depend on chance."""

import csv
import gzip
import json
from argparse import Namespace
from pathlib import Path

import pytest

from infra import local, replay

SAMPLE = Path(__file__).parents[2] / "docs" / "samples" / "rees46_oct2019.csv.gz"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """The sample's shoppers with a cart who come first, one of their rows twice, and one row that cannot be sent."""
    with gzip.open(SAMPLE, "rt") as text:
        header, *rows = csv.reader(text)
    with_cart = dict.fromkeys(row[1] for row in rows if row[3] == "add_to_cart")
    chosen = [row for row in rows if row[1] in list(with_cart)[:20]]
    path = tmp_path / "log.csv"
    with path.open("w", newline="") as text:
        csv.writer(text).writerows([header, *chosen, chosen[-1], ["never", *chosen[-1][1:]]])
    return path


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever runs on this machine is left in peace: each replay starts its own stack."""
    monkeypatch.setattr(local, "find", lambda: None)


def replayed(log: Path, report: Path, limit: int | None = None) -> dict[str, object]:
    assert replay.main(Namespace(file=log, speed=None, limit=limit, report=report)) == 0
    return json.loads(report.read_text())


def test_two_fresh_stacks_say_the_same_of_one_log(log, alone, tmp_path):
    first = replayed(log, tmp_path / "first.json")
    second = replayed(log, tmp_path / "second.json")

    assert first.pop("timing")["latency_ms"].keys() >= {"cart", "clock", "events", "open_session"}
    second.pop("timing")
    assert first == second
    assert first["complete"]
    assert (first["duplicates"], first["rejected"]) == (1, {"bad_ts": 1})
    assert first["lake"] == {"events": first["accepted"], "failed": 0, "events_added": first["accepted"]}
    assert first["carts"] >= 20
    assert first["decisions_by_rule"]["high_value"] > 0


def test_the_same_log_again_adds_nothing_to_the_lake(log, monkeypatch, tmp_path):
    with local.stack() as running:
        monkeypatch.setattr(local, "find", lambda: running)
        first = replayed(log, tmp_path / "first.json", limit=60)
        second = replayed(log, tmp_path / "second.json", limit=60)

    assert first["lake"] == {"events": 60, "failed": 0, "events_added": 60}
    assert second["accepted"] == 60
    assert second["lake"] == {"events": 60, "failed": 0, "events_added": 0}
