"""Land what waited: rows that the lake did not take when they came (queue ``parked``)."""

from shared.adapters.lake import Lake
from shared.domain.parked import ParkedRows
from shared.edge.clock import pause
from shared.edge.function import Function
from shared.edge.settings import settings

lake = Lake(settings.lake_stream, pause)

handler = Function("land_parked")


@handler.queue(ParkedRows)
def land(parked: ParkedRows, now: int) -> None:
    """Land the rows; when the lake does not take them yet, the queue brings them again."""
    lake.put(parked.table, parked.lines.encode().splitlines())
