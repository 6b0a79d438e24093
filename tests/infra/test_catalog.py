"""One list of what exists: the catalog, the folders, the samples and the README say the same."""

import ast
import re
import sys
from pathlib import Path

import pytest

from infra import catalog
from infra.declarations import Function, Queue

ROOT = Path(__file__).parents[2]
NAMES = sorted(function.name for function in catalog.FUNCTIONS)


def folders(name: str) -> list[str]:
    return sorted(each.name for each in (ROOT / name).iterdir() if each.is_dir() and each.name[0] not in "._")


def test_every_function_has_a_folder_and_every_folder_a_function():
    assert folders("functions") == NAMES


def test_every_function_has_samples_and_every_sample_a_function():
    assert folders("events") == NAMES


def test_the_readme_lists_every_function():
    table = re.findall(r"^\| `([a-z_]+)` \|", (ROOT / "README.md").read_text(), flags=re.MULTILINE)

    assert sorted(set(table) & set(NAMES)) == NAMES


def test_every_sample_has_a_reply():
    samples = {path for path in (ROOT / "events").glob("*/*.json") if not path.name.endswith(".reply.json")}

    assert [path for path in sorted(samples) if not path.with_suffix(".reply.json").exists()] == []


def test_a_queue_feeds_a_function_that_exists_and_is_sent_to_by_one_or_by_a_schedule():
    sent_to = {queue for function in catalog.FUNCTIONS for queue in function.sends_to}

    assert {queue.feeds for queue in catalog.QUEUES} <= set(NAMES)
    assert sent_to | {queue.name for queue in catalog.QUEUES if queue.every} == {queue.name for queue in catalog.QUEUES}


@pytest.mark.parametrize("queue", catalog.QUEUES, ids=lambda queue: queue.name)
def test_a_message_stays_hidden_six_times_as_long_as_its_function_may_take(queue: Queue):
    assert queue.visibility_s == 6 * catalog.function(queue.feeds).timeout_s


@pytest.mark.parametrize("function", catalog.FUNCTIONS, ids=lambda function: function.name)
def test_a_function_is_told_what_its_handler_reads_and_no_more(function: Function):
    folder = ROOT / "functions" / function.name
    handler = "".join(path.read_text() for path in folder.glob("*.py"))
    read = {name.upper() for name in re.findall(r"\bsettings\.([a-z_]+)", handler)} - {
        "CACHED_MS",
        "CLOCK_PATH",
        "LAKE_STREAM",
    }
    read = {"ALLOWED_ORIGINS" if name == "ORIGINS" else name for name in read}

    told = set(function.settings)
    told |= {"TABLE_NAME"} if function.table or function.index else set()
    told |= {"SOCKET_ENDPOINT"} if function.pushes else set()
    told |= {"MAIL_SENDER"} if function.mails else set()
    told |= {"LAKE_BUCKET"} if function.exports else set()
    told |= {f"{name.upper()}_QUEUE_URL" for name in function.sends_to}
    told |= {f"{name.upper()}_FUNCTION" for name in function.invokes}

    assert read == told
    asks = "warehouse_of(settings)" in handler
    assert asks == (function.reads_warehouse or function.writes_warehouse)
    landed = {table for path in folder.glob("*.py") for table in re.findall(r"put\(\s*\"(\w+)\"", path.read_text())}
    if function.name == "land_parked":
        landed = {table for each in catalog.FUNCTIONS if "parked" in each.sends_to for table in each.writes_lake}
    assert landed == set(function.writes_lake)


def test_no_two_functions_share_a_route():
    http = [route for function in catalog.FUNCTIONS for route in function.http]
    socket = [route for function in catalog.FUNCTIONS for route in function.socket]

    assert len(http) == len(set(http))
    assert len(socket) == len(set(socket))


def test_the_domain_imports_the_standard_library_alone():
    allowed = sys.stdlib_module_names | {"annotated_types", "shared"}
    imported = {
        name.split(".")[0]
        for path in (ROOT / "shared" / "domain").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }

    assert imported - allowed == set()


def test_handlers_load_by_every_python_that_runs_the_local_stack():
    # By 3.11, pydantic takes a TypedDict of typing_extensions alone.
    theirs = [path for path in (ROOT / "functions").rglob("*.py") if "TypedDict" in path.read_text()]

    assert [
        path.parent.name for path in theirs if "from typing_extensions import TypedDict" not in path.read_text()
    ] == []
