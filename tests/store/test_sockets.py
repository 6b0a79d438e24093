from typing import Any

import pytest

from shared.store.sessions import SessionStore
from shared.store.sockets import SocketStore
from tests.factories import NOW, session


def no_pause(attempt: int) -> None:
    raise AssertionError(f"nothing here is tried again, not even once: {attempt}")


@pytest.fixture
def sessions(table: Any) -> SessionStore:
    return SessionStore(table, no_pause)


@pytest.fixture
def sockets(table: Any) -> SocketStore:
    return SocketStore(table)


def test_a_session_listens_on_every_tab_that_connected_and_did_not_leave(
    sessions: SessionStore, sockets: SocketStore
) -> None:
    sessions.create(session(), NOW)

    for tab in ("tab-1", "tab-2", "tab-2"):
        sockets.add("s-0", tab)
    for tab in ("tab-1", "tab-1"):
        sockets.drop("s-0", tab)

    assert sessions.load("s-0").sockets == ("tab-2",)


def test_a_tab_that_comes_or_goes_is_no_conflict_with_a_change_of_the_cart(
    sessions: SessionStore, sockets: SocketStore
) -> None:
    sessions.create(session(), NOW)
    seen = sessions.load("s-0")

    sockets.add("s-0", "tab-1")

    assert sessions.save(session(locale="it"), seen.version, NOW)
    assert sessions.load("s-0").sockets == ("tab-1",)


def test_a_session_that_is_gone_gets_no_sockets(table: Any, sockets: SocketStore) -> None:
    sockets.add("s-0", "tab-1")
    sockets.drop("s-0", "tab-1")

    assert table.client.scan(TableName="microlift")["Count"] == 0
