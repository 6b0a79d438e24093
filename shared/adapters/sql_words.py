"""Names and values as they stand in SQL; DuckDB and Trino quote them alike."""


def quoted(name: str) -> str:
    """Return ``name`` as an identifier."""
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """Return ``value`` as a literal."""
    return "'" + value.replace("'", "''") + "'"
