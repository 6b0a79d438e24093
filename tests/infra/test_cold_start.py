"""A cold start loads what the function needs: the shopper waits for everything else."""

import json
import os
import subprocess
import sys

import pytest

from tests.benchmarks.cold import ENVIRONMENT, HOT, LIBRARIES, ROOT

# What each would cost a start, and why it is not needed.
BLOCKED = {
    "asyncio": "60 ms; nothing here waits for two things at once",
    "aws_lambda_powertools": "30 ms; Logger and Metrics wait for the first failure, and the rest has no use here",
    "aws_xray_sdk": "tracing is the platform's",
    "boto3": "40 ms; shared.clients makes botocore's clients without it",
    "cryptography": "HS256 is in the standard library; not in the layer",
    "http.server": "nobody listens here",
    "httpx": "a tool's, not in the layer",
    "jsonschema": "the edge parses by TypeAdapter; not in the layer",
    "moto": "the tests' alone",
    "pydantic.v1": "150 ms, for models of another age",
    "requests": "not in the layer",
    "s3transfer": "as boto3, which loads it",
    "sqlite3": "the table is DynamoDB",
    "unittest": "the tests' alone",
}

# Small parts of the standard library that rule sets and tokens need and the libraries happen not to.
OURS = {"_strptime"}


def loaded(code: str) -> set[str]:
    environment = {"PATH": os.environ.get("PATH", os.defpath), "PYTHONPATH": str(ROOT), **ENVIRONMENT}
    told = "\nimport json, sys\nprint(json.dumps(list(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code + told], env=environment, cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.fixture(scope="module")
def libraries() -> set[str]:
    return loaded(LIBRARIES)


@pytest.mark.parametrize("name", HOT)
def test_a_hot_function_starts_with_its_own_modules_and_its_libraries(name, libraries):
    modules = loaded(f"import functions.{name}.handler")

    beyond = {module for module in modules - libraries if not module.startswith(("functions", "shared"))}
    assert beyond <= OURS
    assert {each: BLOCKED[each] for each in BLOCKED if each in modules} == {}


def test_what_the_dashboard_polls_waits_for_no_report_from_the_lake():
    modules = loaded("import functions.report_insights.handler")

    assert modules & {"duckdb", "ibis", "sqlglot"} == set()
