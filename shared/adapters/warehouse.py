"""The warehouse: the lake's merged tables, in Iceberg by Athena on AWS, in Parquet by DuckDB on the local stage.

Both do the same: ``merge`` takes in what has landed, ``erase`` forgets shoppers, ``rows`` answers questions about the
tables of ``shared.domain.lake_tables``, ``merged_at`` tells how fresh they are, ``dialect`` in whose SQL to ask.
Of ``merge`` and ``erase`` one runs at a time: who calls them holds a lease of ``lease_ms``.
"""

from typing import TYPE_CHECKING, Any

from shared.adapters.lake_files import LakeFiles

if TYPE_CHECKING:
    from shared.adapters.athena_warehouse import AthenaWarehouse
    from shared.adapters.duckdb_warehouse import DuckDbWarehouse


def warehouse_of(settings: Any) -> "AthenaWarehouse | DuckDbWarehouse":
    """Return the warehouse that the function's settings name; nothing is asked for before it is used."""
    files = LakeFiles(lambda: settings.lake_bucket)
    if settings.warehouse == "duckdb":
        from shared.adapters.duckdb_warehouse import DuckDbWarehouse  # noqa: PLC0415 - not for a Lambda's cold start

        return DuckDbWarehouse(files)
    from shared.adapters.athena_warehouse import AthenaWarehouse  # noqa: PLC0415 - as above

    return AthenaWarehouse(
        files,
        workgroup=settings.athena_workgroup,
        catalog=settings.lake_catalog,
        database=settings.lake_database,
        landing=settings.landing_database,
    )
