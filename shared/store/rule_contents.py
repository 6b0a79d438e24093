"""Rule sets as every function reads them: ``ruleset#<name>`` / ``active`` (which version serves) and ``v#000012``.

A version names its document and its prebuilt artefact, which lie beside it in parts (``contents.py``). Version 1 of
``default`` is packaged and has no item. Access patterns: ``load`` one version; the keys of the others.
"""

import zlib
from functools import cache
from pathlib import Path

from pydantic_core import from_json

import shared.domain
from shared.domain.errors import NotFoundError
from shared.domain.rules.editions import Pointer
from shared.domain.rules.model import RuleSet
from shared.domain.rules.reading import parse_rule_set
from shared.store.batches import Pause, read_all
from shared.store.contents import ContentStore
from shared.store.table import Attributes, Table, key, plain

DEFAULT = "default"

_FILE = Path(shared.domain.__file__).parent / "rulesets" / "default.json"


class RuleContents:
    """Reads versions: what is written there never changes."""

    def __init__(self, table: Table, pause: Pause) -> None:
        """``pause`` waits before attempt number n at the rest of a batch."""
        self._table = table
        self._pause = pause
        self._contents = ContentStore(table, pause)

    def load(self, name: str, version: int) -> tuple[bytes, bytes | None]:
        """Return a version's document, as JSON text, and its artefact, if it has one.

        Raises ``NotFoundError`` when there is no such version, ``StateError`` when something of it is missing.
        """
        if (name, version) == (DEFAULT, 1):
            return packaged(), None
        return self.opened(name, self.header(name, version))

    def header(self, name: str, version: int) -> Attributes:
        """Return the item of a version; raise ``NotFoundError`` when there is none."""
        items = read_all(self._table, [version_key(name, version)], self._pause)
        if not items:
            raise NotFoundError(f"the rule set {name}@{version} is not kept")
        return items[0]

    def opened(self, name: str, header: Attributes) -> tuple[bytes, bytes | None]:
        """Return the document and the artefact that a version's item names."""
        document = zlib.decompress(self._content(name, header, "document"))
        return document, self._content(name, header, "artefact") if "artefact_id" in header else None

    def _content(self, name: str, header: Attributes, kind: str) -> bytes:
        return self._contents.load(partition(name), header[f"{kind}_id"]["S"], int(header[f"{kind}_parts"]["N"]))


def built(document: bytes, artefact: bytes | None, label: str, currency: str, time_zone: str) -> RuleSet:
    """Return the rule set of a version; raise ``RuleSetError`` when its document does not validate."""
    name, _, version = label.rpartition("@")
    titled = from_json(document) | {"name": name, "version": int(version)}
    return parse_rule_set(titled, currency=currency, time_zone=time_zone)


@cache
def packaged() -> bytes:
    """Return the document of version 1 of ``default``, which serves until the shop publishes its own."""
    return _FILE.read_bytes()


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
