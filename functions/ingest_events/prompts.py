"""Session rules in the path of the events: what is due is claimed by one write, then pushed to the session's sockets.

Loaded when the first event of a session with a socket comes in: nobody else's cold start waits for the rule engine.
A crash between the claim and the push loses what was to be shown, and shows nothing twice.
"""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace

from functions.ingest_events.stores import sessions, table
from shared.adapters.sockets import Sockets
from shared.domain.errors import BusyError, SessionGoneError
from shared.domain.intent import intent_of
from shared.domain.interventions import Shown
from shared.domain.ledger import Ledger
from shared.domain.prompting import asked, prompt
from shared.domain.scarcity import FACTS as SCARCITY
from shared.domain.scarcity import scarcity, wished
from shared.domain.session import Observed
from shared.domain.state import Session
from shared.edge.bodies import write
from shared.edge.clock import pause, real_now
from shared.edge.faults import rule_set_failed
from shared.edge.settings import settings
from shared.store.items import ItemStore
from shared.store.rulesets import RuleSets
from shared.store.session_items import Loaded
from shared.store.sockets import SocketStore

items = ItemStore(table, pause, real_now, settings.cached_ms)
sockets = Sockets(lambda: settings.socket_endpoint)
listening = SocketStore(table)
rule_sets = RuleSets(
    table, settings.shop_currency, settings.shop_time_zone, pause=pause, clock=real_now, report=rule_set_failed
)


def prompt_shopper(seen: Loaded, ledger: Ledger, event_names: Collection[str], now: int) -> None:
    """Claim and push what these events bring about in the session that was ``seen``; its ledger is ``ledger`` by now.

    Without anything to show or to wait for, nothing is read or written.
    """
    rules = rule_sets.active()
    facts = asked(seen.session, rules, event_names)
    if not facts:
        return

    def step(found: Loaded) -> tuple[Session, tuple[tuple[Shown, ...], tuple[str, ...]]]:
        session, events = found.session, found.ledger
        scarce = scarcity(items.known(wished(events))) if facts & SCARCITY else {}
        intent = intent_of(events, articles=session.cart.quantity if session.cart else None)
        observed = Observed({**events.facts, **scarce}, intent, carts=rule_sets.carts())
        claimed, shown = prompt(session, observed, rules, now, event_names)
        return claimed, (shown, found.sockets)

    # Events are counted whatever comes of them: who is too busy to be shown something is shown nothing.
    with suppress(BusyError, SessionGoneError):
        shown, connections = sessions.change(seen.session.session_id, step, now, first=replace(seen, ledger=ledger))
        for each in shown:
            frame = write({"type": "intervention", "intervention": each})
            for gone in sockets.push_all(connections, frame):
                listening.drop(seen.session.session_id, gone)
