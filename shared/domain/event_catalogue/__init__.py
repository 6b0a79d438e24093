"""The event catalogue: every micro-conversion that is known, what it carries, and what it tells (mission B1, B2)."""

from shared.domain.event_catalogue.catalogue import Catalogue
from shared.domain.event_catalogue.checking import checked, missing
from shared.domain.event_catalogue.event_type import Category, EventType, Parameter, ParameterType, Purpose, Stage
from shared.domain.event_catalogue.standard import STANDARD

__all__ = [
    "STANDARD",
    "Catalogue",
    "Category",
    "EventType",
    "Parameter",
    "ParameterType",
    "Purpose",
    "Stage",
    "checked",
    "missing",
]
