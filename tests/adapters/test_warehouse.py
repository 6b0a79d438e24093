"""Which warehouse a function gets, and what it costs to have it."""

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

from shared.adapters.athena_warehouse import AthenaWarehouse
from shared.adapters.duckdb_warehouse import DuckDbWarehouse
from shared.adapters.warehouse import warehouse_of

ROOT = Path(__file__).parents[2]
ATHENA = {
    "warehouse": "athena",
    "lake_bucket": "lake",
    "athena_workgroup": "microlift-dev",
    "lake_catalog": "s3tablescatalog/microlift-dev",
    "lake_database": "microlift",
    "landing_database": "microlift_dev_landing",
}
LOADED = f"""
import sys
from types import SimpleNamespace
from shared.adapters.warehouse import warehouse_of
warehouse_of(SimpleNamespace(**{ATHENA!r}))
print("duckdb" in sys.modules)
"""


def test_a_deployed_function_gets_athena_and_the_local_stage_duckdb() -> None:
    here = SimpleNamespace(warehouse="duckdb", lake_bucket="lake")

    assert isinstance(warehouse_of(SimpleNamespace(**ATHENA)), AthenaWarehouse)
    assert isinstance(warehouse_of(here), DuckDbWarehouse)


def test_a_deployed_function_never_loads_duckdb() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED], cwd=ROOT, capture_output=True, text=True, check=True, env={"PYTHONPATH": "."}
    )

    assert done.stdout.strip() == "False"
