"""Words of a rule set that the shop never told us: items, tags, brands, categories that none has, unknown events."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from shared.domain.errors import FieldError
from shared.domain.event_catalogue.custom import is_custom

# Which kind of word a fact is compared with.
_KINDS = {
    "cart.items": "items",
    "line.item_id": "items",
    "cart.tags": "tags",
    "line.tags": "tags",
    "cart.brands": "brands",
    "line.brand": "brands",
    "cart.categories": "categories",
    "line.category": "categories",
}
_ONE = {"items": "item", "tags": "tag", "brands": "brand", "categories": "category", "events": "event"}
# Counts of events of the shop's own; a packaged event that is misspelt is no fact, and an error.
_OWN_EVENTS = "session.events."


@dataclass(frozen=True, slots=True)
class Known:
    """What the shop sells and which events it registered, as far as it told us; ``None``: nobody knows."""

    items: frozenset[str] | None = None
    tags: frozenset[str] | None = None
    brands: frozenset[str] | None = None
    categories: frozenset[str] | None = None
    events: frozenset[str] | None = None


def strangers(document: Mapping[str, Any], known: Known) -> Iterator[FieldError]:
    """Return a warning for each word of a valid ``document`` that is not ``known``."""
    for path, kind, word in words(document):
        there_are = getattr(known, kind)
        if there_are is not None and word not in there_are:
            close = get_close_matches(word, there_are, 1)
            route = "/v1/events/catalogue/" + word if kind == "events" else "/v1/items"
            way_out = f"did you mean '{close[0]}'?" if close else f"tell it by PUT {route} first, or take it out"
            yield FieldError(path, f"unknown_{_ONE[kind]}", f"no {_ONE[kind]} of the shop is '{word}'; {way_out}")


def has_words(document: Mapping[str, Any]) -> bool:
    """Return whether the document names anything that ought to be the shop's."""
    return next(words(document), None) is not None


def named_items(document: Mapping[str, Any]) -> frozenset[str]:
    """Return the ids of all items that the document names."""
    return frozenset(word for _, kind, word in words(document) if kind == "items")


def words(document: Any, path: str = "$") -> Iterator[tuple[str, str, str]]:
    """Return (path, kind, word) of every word that ought to be the shop's."""
    if isinstance(document, list):
        for n, each in enumerate(document):
            yield from words(each, f"{path}[{n}]")
    if not isinstance(document, Mapping):
        return
    fact = document.get("fact")
    if isinstance(fact, str) and fact in _KINDS and document.get("op") not in ("exists", "starts_with"):
        for at, word in _each(document.get("value"), f"{path}.value"):
            yield at, _KINDS[fact], word
    if isinstance(fact, str) and fact.startswith(_OWN_EVENTS) and is_custom(fact.removeprefix(_OWN_EVENTS)):
        yield f"{path}.fact", "events", fact.removeprefix(_OWN_EVENTS)
    if isinstance(document.get("tags"), list):
        for at, word in _each(document["tags"], f"{path}.tags"):
            yield at, "tags", word
    if isinstance(item_id := document.get("item_id"), str):
        yield f"{path}.item_id", "items", item_id
    for name, value in document.items():
        if isinstance(value, Mapping | list) and name not in ("tags", "title", "text"):
            yield from words(value, f"{path}.{name}")


def _each(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    for n, word in enumerate(value if isinstance(value, list) else ()):
        if isinstance(word, str):
            yield f"{path}[{n}]", word
