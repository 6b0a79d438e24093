"""The page about events says what the code does."""

import re
from pathlib import Path

from infra import contract
from shared.domain.catalogue import ALIASES, EVENT_STAGES

ROOT = Path(__file__).parents[2]
PAGE = contract.EVENTS.read_text(encoding="utf-8")


def test_the_committed_page_is_what_the_code_says():
    assert contract.events() == PAGE, "python3 dev.py contract writes it anew"


def test_every_event_of_the_catalogue_has_its_row():
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \| ([`\w, ]*) \|$", PAGE, flags=re.MULTILINE)

    assert {name: stage for name, stage, _ in rows if stage not in ("yes", "no")} == EVENT_STAGES


def test_every_alias_stands_beside_its_event():
    rows = re.findall(r"^\| `(\w+)` \| \w+ \| `(\w+)` \|$", PAGE, flags=re.MULTILINE)

    assert {alias: name for name, alias in rows} == ALIASES


def test_every_reason_of_ours_to_reject_an_event_is_explained():
    sources = [ROOT / "shared/domain/ingestion.py", ROOT / "shared/edge/deliveries.py"]
    text = "".join(source.read_text(encoding="utf-8") for source in sources)
    ours = re.findall(r'(?:Rejected\(index, event\.event_id, |FieldError\(path, )"(\w+)"', text)

    assert set(ours) == {"unknown_event", "ts_out_of_range", "seq_conflict", "parameter_type"}
    assert [code for code in ours if f"| `{code}` |" not in PAGE] == []
