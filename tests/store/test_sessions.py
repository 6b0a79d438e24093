"""What is written beside a session's state, so that others may follow it."""

from shared.domain.ledger import Ledger, Tally
from shared.store.schema import FOLLOWED_ATTRIBUTE
from shared.store.sessions import SessionStore
from shared.store.table import key
from tests.factories import GRANTED, NOW, session


def is_followed(table, ledger, **changes):
    """Return whether the stream is to follow the events of a session."""
    sessions, state = SessionStore(table, print), session(consent=GRANTED, **changes)
    sessions.create(state, NOW)
    sessions.save_ledger(ledger, state, 0, NOW)
    item = table.client.get_item(TableName=table.name, Key=key("session#s-0", "events"))["Item"]
    return FOLLOWED_ATTRIBUTE in item


def test_events_that_the_rules_ask_of_are_followed(table):
    scrolled = Ledger({"scroll": Tally(1, NOW, NOW)}, {}, b"trace")

    assert is_followed(table, scrolled, awaited=("scroll", "view_item"))


def test_events_that_no_rule_asks_of_are_left_alone(table):
    scrolled = Ledger({"scroll": Tally(1, NOW, NOW)}, {}, b"trace")

    assert not is_followed(table, scrolled)
