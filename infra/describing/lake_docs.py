"""The tables of ``docs/lake.md`` that the code writes: every table of the lake and its columns."""

from collections.abc import Mapping

from shared.domain.lake_tables import DAY, TABLES, LakeTable, TypedColumn

BEGIN = "<!-- tables: written by `python3 dev.py contract`; changes made here by hand are lost -->"
END = "<!-- end of tables -->"


def renewed(page: str, section: str) -> str:
    """Return ``page`` with ``section`` between its marks."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{section}\n\n{END}{after}"


def section(typed: tuple[TypedColumn, ...], descriptions: Mapping[str, str]) -> str:
    """Return a table for each of the lake's, and one of the typed columns; ``descriptions`` are the parameters'."""
    columns = [
        f"| `{column.name}` | {column.type} | {' / '.join(descriptions[name] for name in column.parameters)} |"
        for column in typed
    ]
    parameters = "\n".join(["| column | type | what it says |", "|---|---|---|", *columns])
    intro = (
        "`events` has besides a column for each parameter of the catalogue, and of the shop's own events. It is null\n"
        "where an event lacks the parameter, where it came before the column, and where a value is of another type;\n"
        "`params` has them all."
    )
    return "\n\n".join([*map(_table, TABLES.values()), f"### The parameters of events\n\n{intro}\n\n{parameters}"])


def _table(table: LakeTable) -> str:
    rows = [f"| `{column.name}` | {_type(column.type)} | {column.description} |" for column in table.columns]
    rows.append(f"| `{DAY}` | date | The UTC date of `{table.at}`; the table is cut by it. |")
    key = " and ".join(f"`{name}`" for name in table.key)
    head = f"### {table.name}\n\n{table.description} One row for each {key}."
    return "\n".join([head, "", "| column | type | what it says |", "|---|---|---|", *rows])


def _type(kind: str) -> str:
    return f"`{kind}`" if "<" in kind else kind
