"""Rule sets as every function reads them: ``ruleset#<name>`` / ``active`` (which version serves) and ``v#000012``.

A version names its document and its prebuilt artefact, which lie beside it in parts (``contents.py``). Version 1 of
``default`` is packaged and has no item. Access patterns: ``rules`` of one version, its
``header`` and ``document``; the keys of the others.
"""

import zlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pydantic_core import from_json

import shared.domain
from shared.domain.engine import artefact
from shared.domain.errors import NotFoundError
from shared.domain.rules.editions import Pointer
from shared.domain.rules.model import RuleSet
from shared.domain.rules.reading import parse_rule_set
from shared.store.batches import Pause, read_all
from shared.store.contents import ContentStore
from shared.store.table import Attributes, StateError, Table, key, plain

DEFAULT = "default"

_FILE = Path(shared.domain.__file__).parent / "rulesets" / "default.json"


class RuleContents:
    """Reads versions: what is written there never changes."""

    def __init__(self, table: Table, pause: Pause) -> None:
        """``pause`` waits before attempt number n at the rest of a batch."""
        self._table = table
        self._pause = pause
        self._contents = ContentStore(table, pause)

    def rules(self, name: str, version: int, currency: str, time_zone: str) -> RuleSet:
        """Return the rule set of a version: from its artefact, which takes milliseconds, else from its document.

        Raises ``NotFoundError`` when there is no such version, ``StateError`` when something of it is missing,
        ``RuleSetError`` when its document does not validate.
        """
        if (name, version) == (DEFAULT, 1):
            return default_rules(currency, time_zone)
        header = self.header(name, version)

        def from_document() -> RuleSet:
            document = titled(from_json(self.document(name, header)), name, version)
            return parse_rule_set(document, currency=currency, time_zone=time_zone)

        if header.get("code", {}).get("S") != code_mark() or "artefact_id" not in header:
            # Worked out by code that may have read or compared otherwise: a deployment came between.
            return from_document()
        try:
            stored = self._content(name, header, "artefact")
            return artefact.load(stored, currency=currency, time_zone=time_zone, otherwise=from_document)
        except (EOFError, IndexError, StateError, TypeError, ValueError, zlib.error):
            # Whatever is wrong with it: the document is what was published.
            return from_document()

    def header(self, name: str, version: int) -> Attributes:
        """Return the item of a version; raise ``NotFoundError`` when there is none."""
        items = read_all(self._table, [version_key(name, version)], self._pause)
        if not items:
            raise NotFoundError(f"the rule set {name}@{version} is not kept")
        return items[0]

    def document(self, name: str, header: Attributes) -> bytes:
        """Return the document that a version's item names, as JSON text."""
        return zlib.decompress(self._content(name, header, "document"))

    def _content(self, name: str, header: Attributes, kind: str) -> bytes:
        return self._contents.load(partition(name), header[f"{kind}_id"]["S"], int(header[f"{kind}_parts"]["N"]))


@cache
def default_rules(currency: str, time_zone: str) -> RuleSet:
    """Return the packaged rule set, version 1 of ``default``."""
    return parse_rule_set(titled(from_json(packaged()), DEFAULT, 1), currency=currency, time_zone=time_zone)


@cache
def packaged() -> bytes:
    """Return the document of version 1 of ``default``, which serves until the shop publishes its own."""
    return _FILE.read_bytes()


@cache
def code_mark() -> str:
    """Return what tells the code that reads and compiles rules from another deployment's: a sum of its sources."""
    domain, total = _FILE.parents[1], 0
    folders = ("conditions", "engine", "event_catalogue", "facts", "rules")
    modules = ("cart", "clocks", "money", "schedules", "windows")
    sources = [domain / f"{name}.py" for name in modules]
    sources += sorted(each for name in folders for each in (domain / name).glob("*.py"))
    for source in sources:
        total = zlib.crc32(source.read_bytes(), total)
    return f"{total:08x}"


def titled(document: Mapping[str, Any], name: str, version: int) -> dict[str, Any]:
    """Return ``document`` with the name and number that its version has."""
    return {"name": name, "version": version} | dict(document) | {"name": name, "version": version}


def pointer_of(name: str, item: Attributes | None) -> Pointer:
    """Return the pointer that an ``active`` item holds; without one version 1 of ``default`` serves."""
    if item is None:
        if name != DEFAULT:
            raise NotFoundError(f"no version of the rule set {name} was published yet")
        return Pointer(1, 1)
    read = plain({attribute: item[attribute] for attribute in ("version", "latest", "since", "moves")})
    trail = tuple(int(each["N"]) for each in item["trail"]["L"])
    return Pointer(read["version"], read["latest"], trail, read["since"], read["moves"])


def pointer_key(name: str) -> Attributes:
    """Return the key of the item that says which version serves."""
    return key(partition(name), "active")


def version_key(name: str, version: int) -> Attributes:
    """Return the key of a version."""
    return key(partition(name), f"v#{version:06}")


def partition(name: str) -> str:
    """Return the partition key of all that belongs to a rule set."""
    return f"ruleset#{name}"
