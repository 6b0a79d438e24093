"""Least privilege, as IAM would enforce it: a function calls on the table only what its catalog line grants."""

import sys
from types import FrameType
from typing import Any

from infra import catalog
from shared.edge.function import Function
from shared.store.table import Table

# A transaction is granted by the actions in it.
_INSIDE_TRANSACTIONS = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
}

# PartiQL is granted by its verbs, and here only questions are asked in it.
_SPOKEN = {"ExecuteStatement": "PartiQLSelect"}

_watched: set[int] = set()
ungranted: list[str] = []
used: set[tuple[str, str]] = set()


def watch() -> None:
    """Note every call that a function makes on the table from now on, and which of them nobody granted."""
    for name, module in list(sys.modules.items()):
        if name.startswith("functions.") and name.endswith(".handler"):
            for value in vars(module).values():
                table = value if isinstance(value, Table) else getattr(value, "_table", None)
                if isinstance(table, Table) and id(table.client) not in _watched:
                    _watched.add(id(table.client))
                    table.client.meta.events.register("provide-client-params.dynamodb", _note)


def _note(params: dict[str, Any], model: Any, **_: Any) -> None:
    function = _calling_function()
    if function is None:
        return
    line = catalog.function(function)
    operations = [_SPOKEN.get(model.name, model.name)]
    if model.name == "TransactWriteItems":
        operations = [_INSIDE_TRANSACTIONS[kind] for item in params["TransactItems"] for kind in item]
    granted = line.index if "IndexName" in params else line.table
    for operation in operations:
        used.add((function, operation))
        if operation not in granted:
            ungranted.append(f"{function} calls {operation}, which infra/catalog.py does not grant")


def _calling_function() -> str | None:
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        caller = frame.f_locals.get("self")
        if frame.f_code is Function.__call__.__code__ and isinstance(caller, Function):
            return caller.name
        frame = frame.f_back
    return None
