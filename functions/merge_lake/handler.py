"""Take what has landed into the lake's tables, and forget shoppers there: every hour, and when somebody asks.

First of all it forgets those who withdrew their consent since the last time.

It is the lake's one writer: who comes while it is at work waits a little. A merge then leaves the rest to the next one,
an erasure comes again by the queue. A run that breaks keeps its lease until that is over, since what it asked Athena
for may still be at work.
"""

import secrets

from shared.adapters.warehouse import warehouse_of
from shared.domain.errors import BusyError
from shared.domain.lake_tables import TABLES
from shared.domain.lake_work import LEASE, LakeWork, typed_by
from shared.edge.clock import pause, real_now
from shared.edge.function import Function
from shared.edge.settings import settings
from shared.store.event_catalogue import CustomEventStore
from shared.store.leases import LeaseStore
from shared.store.table import Table
from shared.store.withdrawals import WithdrawalStore

WAITS = 12

table = Table(settings.table_name)
leases = LeaseStore(table)
custom_events = CustomEventStore(table, pause)
withdrawals = WithdrawalStore(table)
warehouse = warehouse_of(settings)

handler = Function("merge_lake")


@handler.queue(LakeWork)
def work(message: LakeWork, now: int) -> None:
    """Forget who withdrew and whom the message names, then merge every table.

    Raises ``BusyError`` while another writer is at work.
    """
    holder = secrets.token_hex(8)
    if not _take(holder):
        if message.erase is None:
            return
        raise BusyError("another writer is at work in the lake")
    typed = typed_by(custom_events.load())
    withdrawn = withdrawals.waiting()
    named = dict.fromkeys(message.erase.ids, message.erase.at) if message.erase else {}
    if forgotten := withdrawn | named:
        warehouse.erase(forgotten, typed, now)
        withdrawals.done(withdrawn)
    for each in TABLES.values():
        warehouse.merge(each, typed, now)
    warehouse.note_merged(now)
    leases.free(LEASE, holder)


def _take(holder: str) -> bool:
    for attempt in range(WAITS):
        if leases.take(LEASE, holder, real_now(), warehouse.lease_ms):
            return True
        pause(attempt)
    return False
