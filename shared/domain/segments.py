"""Segments: the groups of shoppers that a session belongs to, by its decision and its events (mission C6).

``high_intent``, ``high_value``, ``dormant`` and ``tender`` are the profile rules that hold; the others are read off
events and customer.
"""

from shared.domain.decisions import Verdict
from shared.domain.ledger import Ledger
from shared.domain.session import Customer

PROFILES = ("high_intent", "high_value", "dormant", "tender")
MANY_VIEWS = 5
MANY_CHECKOUTS = 2


def segments(ledger: Ledger, verdict: Verdict | None, customer: Customer | None) -> tuple[str, ...]:
    """Return the names of the session's segments, in alphabetical order; a session may be in several or none."""
    held = {rule.id for rule in verdict.held} if verdict else set()
    found = held.intersection(PROFILES)
    if ledger.count("view_item") >= MANY_VIEWS and not ledger.count("add_to_cart"):
        found.add("window_shopper")
    if ledger.count("begin_checkout") >= MANY_CHECKOUTS and not ledger.count("purchase"):
        found.add("repeated_checkout")
    if customer and customer.prime:
        found.add("prime")
    if customer and (customer.tier or "").lower() == "vip":
        found.add("vip")
    return tuple(sorted(found))
