"""The replay command says plainly why it does not start."""

from argparse import Namespace
from pathlib import Path

import pytest

from infra import local, replay

SAMPLE = Path(__file__).parents[2] / "docs" / "samples" / "rees46_oct2019.csv.gz"


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"file": Path("nowhere.csv")}, "nowhere.csv cannot be read"),
        ({"file": Path(__file__)}, "lacks the columns"),
        ({"speed": 0.0}, "above 0"),
        ({"limit": 0}, "above 0"),
        ({"report": Path(__file__).parent}, "cannot be written"),
        ({"report": Path(__file__) / "report.json"}, "cannot be written"),
    ],
)
def test_what_cannot_be_replayed_is_refused_in_a_sentence(given, why, capsys):
    arguments = {"file": SAMPLE, "speed": None, "limit": None, "report": None} | given

    assert replay.main(Namespace(**arguments)) == 1
    assert why in capsys.readouterr().err


def test_a_stack_that_is_up_is_found_and_one_that_is_gone_is_not(tmp_path, monkeypatch):
    monkeypatch.setattr(local, "RUNNING", tmp_path / "running.json")
    addresses = dict.fromkeys(("api", "socket", "storefront", "dashboard", "mailbox"), "http://127.0.0.1:9/")
    with local.socket.create_server(("127.0.0.1", 0)) as listener:
        emulator = f"http://127.0.0.1:{listener.getsockname()[1]}"
        running = local.Running(**addresses, emulator=emulator, outputs={})

        with local.announced(running):
            assert local.find() == running
        assert local.find() is None

    local.RUNNING.write_text("{}")
    assert local.find() is None
