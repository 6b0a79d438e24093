"""The page about events says what the code does."""

import re
import sys
from pathlib import Path

import pytest

from infra import contract
from shared.domain.event_catalogue import STANDARD

ROOT = Path(__file__).parents[2]
PAGE = contract.EVENTS.read_text(encoding="utf-8")


@pytest.mark.skipif(sys.version_info < contract.READS_TYPED_DICTS, reason="written by Python 3.12 or newer")
def test_the_committed_page_is_what_the_code_says():
    assert contract.events() == PAGE, "python3 dev.py contract writes it anew"


ROWS = [
    [cell.strip() for cell in row.strip("|").split("|")]
    for row in re.findall(r"^\| `\w+` (?:\|[^|\n]*){6}\|$", PAGE, flags=re.MULTILINE)
]


def words(cell):
    return re.findall("`([^`]+)`", cell)


def test_every_event_of_the_catalogue_has_its_row():
    assert {words(name)[0]: stage for name, stage, *_ in ROWS} == {
        each.name: each.stage for each in STANDARD.types.values()
    }


def test_every_parameter_and_every_other_name_stands_beside_its_event():
    told = {words(row[0])[0]: (words(row[4]), words(row[6])) for row in ROWS}

    assert told == {each.name: ([*each.parameters], [*each.aliases]) for each in STANDARD.types.values()}


def test_every_parameter_is_explained():
    explained = re.findall(r"^\| `(\w+)` (?:\|[^|\n]*){5}\|$", PAGE, flags=re.MULTILINE)

    assert explained == sorted(STANDARD.parameters())


def test_every_reason_of_ours_to_reject_an_event_is_explained():
    sources = ["shared/domain/ingestion.py", "shared/edge/deliveries.py", "shared/domain/event_catalogue/checking.py"]
    text = "".join((ROOT / source).read_text(encoding="utf-8") for source in sources)
    ours = re.findall(r'(?:Rejected\(index, event\.event_id, |FieldError\((?:path|f?"[^"]*"), )"(\w+)"', text)

    assert set(ours) == {
        "unknown_event", "ts_out_of_range", "seq_conflict", "string_unicode",
        "parameter_type", "parameter_range", "parameter_name", "too_many_parameters",
    }  # fmt: skip
    assert [code for code in ours if f"| `{code}` |" not in PAGE] == []
