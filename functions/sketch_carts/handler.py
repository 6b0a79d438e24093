"""Every hour: add the carts that were left to the sketch of what the shop's carts come to.

Jobs may overlap, repeat or be missed: of two at once one counts, and the next goes on where the last one ended.
"""

from shared.domain.sketches import Hourly, settled_until, started
from shared.edge.clock import pause
from shared.edge.function import Function
from shared.edge.settings import settings
from shared.store.activity import ActivityStore
from shared.store.sketches import SketchStore
from shared.store.table import Table

table = Table(settings.table_name)
activity = ActivityStore(table, pause)
sketches = SketchStore(table)

handler = Function("sketch_carts")


@handler.queue(Hourly)
def sketch(_: Hourly, now: int) -> None:
    """Count the carts of the sessions that ended since the last time."""
    seen = sketches.load()
    before, until = seen or started(now), settled_until(now)
    if before.until < until:
        left = activity.carts_left(before.until, until)
        sketches.save(before.grown((cart.subtotal for cart in left), until), seen)
