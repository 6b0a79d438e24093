"""Every hour: hand the wishes made a day ago to the sender, one message each.

Sweeps may overlap, repeat or be missed: the sender claims each reminder, and the next sweep finds what this one left.
"""

from shared.adapters.queue import Queue
from shared.domain.reminders import Sweep, sorted_out
from shared.edge.clock import pause
from shared.edge.function import Function
from shared.edge.settings import settings
from shared.store.reminder_lists import ReminderLists
from shared.store.reminders import ReminderStore
from shared.store.table import Table

table = Table(settings.table_name)
reminders = ReminderStore(table)
lists = ReminderLists(table, pause)
queue = Queue(lambda: settings.reminder_queue_url)

handler = Function("remind_wishlists")


@handler.queue(Sweep)
def sweep(_: Sweep, now: int) -> None:
    """Send a message for each reminder that is due; a claim that nobody settled becomes ``unknown``."""
    for due in lists.due_before("wishlist", now):
        waiting, lost = sorted_out(due, now)
        queue.send_all(waiting)
        for reminder in lost:
            reminders.close(reminder, "unknown", "never_confirmed", now)
