"""The table and the sessions in it, by one client for all of this function."""

from shared.edge.clock import pause
from shared.edge.settings import settings
from shared.store.sessions import SessionStore
from shared.store.table import Table

table = Table(settings.table_name)
sessions = SessionStore(table, pause)
