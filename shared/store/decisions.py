"""Decisions: ``decision#<id>`` / ``state`` holds the basis of one, from which it is decided anew. Kept 30 days.

The id is derived from session and sequence, and only the expiry depends on the moment of writing, so a decision may be
recorded any number of times. Access patterns: ``record`` (by the table's stream), ``load`` by id.
"""

from shared.domain import answers
from shared.domain.decisions import Basis
from shared.domain.errors import NotFoundError
from shared.store.table import Packed, Table, key, number

KEPT_S = 30 * 86_400

_BASIS = Packed(Basis)


class DecisionStore:
    """Reads and writes what decisions were made of."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def record(self, basis: Basis, now: int) -> None:
        """Keep the basis of a verdict, grants and interventions included."""
        item = key(_pk(answers.decision_id(basis.session_id, basis.sequence)))
        item |= {"state": {"B": _BASIS.pack(basis)}, "expires_at": number(now // 1000 + KEPT_S)}
        self._table.client.put_item(TableName=self._table.name, Item=item)

    def load(self, decision_id: str, now: int) -> Basis:
        """Return the basis of a decision; raise ``NotFoundError`` when there is none, or not any more at ``now``."""
        item = self._table.client.get_item(
            TableName=self._table.name, Key=key(_pk(decision_id)), ConsistentRead=True
        ).get("Item")
        if item is None or int(item["expires_at"]["N"]) <= now // 1000:
            raise NotFoundError("there is no such decision; one is kept for 30 days, and readable 2 s after its answer")
        return _BASIS.unpack(item["state"]["B"])


def _pk(decision_id: str) -> str:
    return f"decision#{decision_id}"
