"""The fact catalogue: everything that a rule can ask, each with its type, unit and source (mission A2).

*Families* have a fact for every name there is: one for each event of the event catalogue, one for each that a shop may
register of its own, one for each day.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from shared.domain.event_catalogue.custom import PREFIX
from shared.domain.event_catalogue.standard import STANDARD
from shared.domain.facts.fact import DAY_MS, Fact, FactType, Observation, Value
from shared.domain.facts.of_cart import CART_FACTS
from shared.domain.facts.of_clock import CLOCK_FACTS, DAYS_UNTIL, of_day
from shared.domain.facts.of_customer import CUSTOMER_FACTS
from shared.domain.facts.of_events import EVENTS, of_event
from shared.domain.facts.of_line import LINE_FACTS
from shared.domain.facts.of_session import SESSION_FACTS

__all__ = ["DAY_MS", "FACTS", "FAMILIES", "Fact", "FactType", "Family", "Observation", "Value", "find", "names"]


@dataclass(frozen=True, slots=True)
class Family:
    """Facts whose names begin with ``prefix``; ``line`` is theirs in the catalogue, ``member`` makes the one asked for.

    ``member`` is given what follows the prefix, and returns ``None`` when there is no such fact.
    """

    prefix: str
    line: Fact
    member: Callable[[str], Fact | None]


def _line(example: str, member: Callable[[str], Fact | None], name: str, meaning: str) -> Fact:
    fact = member(example)
    assert fact is not None
    return replace(fact, name=name, meaning=meaning)


def _of_own(event_name: str) -> Fact | None:
    return of_event(PREFIX + event_name)


FAMILIES = (
    Family(
        EVENTS,
        _line("view_item", of_event, f"{EVENTS}<event>", "how often that event of the event catalogue was accepted"),
        of_event,
    ),
    Family(
        EVENTS + PREFIX,
        _line("gift_wrap", _of_own, f"{EVENTS}{PREFIX}<event>", "how often that event of the shop's own was accepted"),
        _of_own,
    ),
    Family(
        DAYS_UNTIL,
        _line(
            "12-24",
            of_day,
            f"{DAYS_UNTIL}<day>",
            "days until the next 24 December (`12-24`), or until that of one year (`2026-12-24`; none once it is past)",
        ),
        of_day,
    ),
)


class _Catalogue(dict[str, Fact]):
    """Every fact by name. A family's are made when they are asked for, and not listed."""

    def __missing__(self, name: str) -> Fact:
        for family in FAMILIES:
            if name.startswith(family.prefix):
                fact = family.member(name.removeprefix(family.prefix))
                if fact:
                    return fact
        raise KeyError(name)


FACTS: Mapping[str, Fact] = _Catalogue(
    {fact.name: fact for fact in (*CART_FACTS, *SESSION_FACTS, *CUSTOMER_FACTS, *CLOCK_FACTS, *LINE_FACTS)}
)


def find(name: str) -> Fact | None:
    """Return the fact ``name``, or ``None`` when there is none."""
    try:
        return FACTS[name]
    except KeyError:
        return None


def names() -> tuple[str, ...]:
    """Return the names that can be written down: every fact, and every event's count, but not every day's."""
    return (*FACTS, *(EVENTS + event_name for event_name in STANDARD.types))
