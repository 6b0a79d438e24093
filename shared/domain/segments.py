"""Segments: the groups of shoppers that a session belongs to, by its decision and its events (mission C6).

``high_intent``, ``high_value``, ``dormant`` and ``tender`` are the profile rules that hold; the others are read off
events and customer.
"""

from collections.abc import Callable, Iterable

PROFILES = ("high_intent", "high_value", "dormant", "tender")
MANY_VIEWS = 5
MANY_CHECKOUTS = 2


def segments(
    counted: Callable[[str], int], held: Iterable[str], *, prime: bool = False, tier: str | None = None
) -> tuple[str, ...]:
    """Return the names of the session's segments, in alphabetical order; a session may be in several or none.

    ``counted`` tells how often an event happened, ``held`` names the rules that hold, ``prime`` and ``tier`` are the
    customer's.
    """
    found = set(held).intersection(PROFILES)
    if counted("view_item") >= MANY_VIEWS and not counted("add_to_cart"):
        found.add("window_shopper")
    if counted("begin_checkout") >= MANY_CHECKOUTS and not counted("purchase"):
        found.add("repeated_checkout")
    if prime:
        found.add("prime")
    if (tier or "").lower() == "vip":
        found.add("vip")
    return tuple(sorted(found))
