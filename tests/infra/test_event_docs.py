"""The page about events says what the code does."""

import re
from pathlib import Path

from infra import contract
from shared.domain.event_catalogue import STANDARD

ROOT = Path(__file__).parents[2]
PAGE = contract.EVENTS.read_text(encoding="utf-8")


def test_the_committed_page_is_what_the_code_says():
    assert contract.events() == PAGE, "python3 dev.py contract writes it anew"


def test_every_event_of_the_catalogue_has_its_row():
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \| ([`\w., ]*) \|$", PAGE, flags=re.MULTILINE)

    assert {name: stage for name, stage, _ in rows if stage not in ("yes", "no")} == {
        each.name: each.stage for each in STANDARD.types.values()
    }


def test_every_alias_stands_beside_its_event():
    rows = re.findall(r"^\| `(\w+)` \| \w+ \| ([`\w., ]*) \|$", PAGE, flags=re.MULTILINE)
    told = {name: tuple(re.findall("`([^`]+)`", aliases)) for name, aliases in rows}

    assert [each.name for each in STANDARD.types.values() if told[each.name] != each.aliases] == []


def test_every_reason_of_ours_to_reject_an_event_is_explained():
    sources = ["shared/domain/ingestion.py", "shared/edge/deliveries.py", "shared/domain/event_catalogue/checking.py"]
    text = "".join((ROOT / source).read_text(encoding="utf-8") for source in sources)
    ours = re.findall(r'(?:Rejected\(index, event\.event_id, |FieldError\((?:path|f?"[^"]*"), )"(\w+)"', text)

    assert set(ours) == {
        "unknown_event", "ts_out_of_range", "seq_conflict",
        "parameter_type", "parameter_range", "parameter_name", "too_many_parameters",
    }  # fmt: skip
    assert [code for code in ours if f"| `{code}` |" not in PAGE] == []
