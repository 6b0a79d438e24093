"""Each benchmark runs and writes figures of the agreed form. Whether they are good is no test's matter."""

import json
import subprocess
import sys
from argparse import Namespace

import pytest

from tests.benchmarks import __main__ as bench
from tests.benchmarks import backtest, cold, deciding, report, rules
from tests.benchmarks.prices import Batch, per_million
from tests.benchmarks.report import bounded, compared

ROW = {"case", "unit", "ours", "base", "base_name", "ratio", "goal", "met"}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(report, "FOLDER", tmp_path)
    return tmp_path


def test_a_cold_start_is_measured(folder):
    cold.run(rounds=1, hot=("authorize_socket",))

    document = json.loads((folder / "cold.json").read_text())
    assert (document["name"], document["rounds"], len(document["rows"])) == ("cold", 1, 1)
    assert set(document["rows"][0]) == ROW


def test_a_decision_is_measured_beside_its_calls(tmp_path):
    # In a process of its own: here the functions speak to moto.
    code = "import pathlib, sys; from tests.benchmarks import evaluate, report; "
    code += "report.FOLDER = pathlib.Path(sys.argv[1]); evaluate.run(rounds=2)"

    subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=cold.ROOT, check=True, capture_output=True)

    document = json.loads((tmp_path / "evaluate.json").read_text())
    assert [row["case"] for row in document["rows"]] == ["5-line cart over HTTP", "5-line cart over WebSocket"]
    assert set(document["rows"][0]) == ROW


def test_taking_events_in_is_measured_and_priced(tmp_path):
    # In a process of its own: here the functions speak to moto.
    code = "import pathlib, sys; from tests.benchmarks import ingest, report; "
    code += "report.FOLDER = pathlib.Path(sys.argv[1]); ingest.run(rounds=2)"

    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], cwd=cold.ROOT, check=True, capture_output=True, text=True
    )

    document = json.loads((tmp_path / "ingest.json").read_text())
    assert [(row["case"], row["goal"]) for row in document["rows"]] == [("batches of 500", 3.0)]
    assert [size["events"] for size in document["sizes"]] == [500, 20, 1]
    assert "USD per million events" in done.stdout


def test_a_million_events_cost_what_their_calls_bytes_and_time_cost():
    batch = Batch(events=500, cpu_ms=5, memory_mb=1769, lake_bytes=250_000, read_bytes=5_000, written_bytes=9_000)

    assert per_million(batch) == {
        "requests": 0.002,
        "lambda": 0.0018,
        "writes": 0.0112,
        "reads": 0.0005,
        "firehose": 0.0236,
        "logs": 0.0007,
        "total": 0.0398,
    }


def test_deciding_by_rules_is_measured_and_drawn(folder, tmp_path):
    picture = tmp_path / "rules.svg"

    rules.run(1, rules.CASES[:1], alone=True, picture=picture)

    document = json.loads((folder / "rules.json").read_text())
    assert [row["case"] for row in document["rows"]] == [
        "12 rules, winners",
        "12 rules, whole decision",
        "explaining code run by 100 decisions that nobody asks about",
    ]
    assert all(set(row) == ROW for row in document["rows"])
    assert set(document["engines"]["12 rules"]) == {"ours", "whole", "by_hand", "generated", "generated_first"}
    assert "Microlift, whole decision" in picture.read_text()


def test_explaining_costs_nothing_when_nobody_asks():
    assert deciding.explaining(20) == 0


def test_a_ratio_is_the_median_of_the_pairs():
    row = compared("a case", "ms", [2.0, 9.0, 4.0], [1.0, 1.0, 4.0], "the base", 1.9)

    assert (row.ours, row.base, row.ratio, row.met) == (4.0, 1.0, 2.0, False)


def test_a_single_figure_is_held_against_its_bound():
    assert bounded("p99", "ms", 80.0, 100.0).met
    assert not bounded("p99", "ms", 100.1, 100.0).met


def test_a_benchmark_that_does_not_exist_is_refused_by_name(capsys):
    assert bench.main(Namespace(name="speed")) == 2
    assert "evaluate, cold, socket" in capsys.readouterr().err


def test_a_back_test_is_measured(folder):
    backtest.run(carts=30, rounds=1)

    document = json.loads((folder / "backtest.json").read_text())
    assert [row["case"] for row in document["rows"]] == ["30 carts x 100 rules, both sides", "one cart"]
