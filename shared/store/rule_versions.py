"""Rule sets: ``ruleset#<name>`` with ``active`` (which version serves), ``draft``, and ``v#000012`` for each version.

Documents and their prebuilt artefacts lie beside them in parts (``contents.py``), written before anything names them. A
version is never written again. Publishing is one transaction over version, pointer and draft, each as it was seen: of
two publishers one wins, and no number is given twice. Version 1 of ``default`` is packaged and has no item.
Access patterns: ``pointer``, ``load`` one version, ``history``, ``publish``, ``move`` the pointer.
"""

import json
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic_core import from_json, to_json

import shared.domain
from shared.domain.errors import NotFoundError
from shared.domain.rules.editions import Changes, Document, Pointer, PublishConflictError, Version
from shared.store.batches import Pause, read_all
from shared.store.contents import ContentStore
from shared.store.table import Attributes, Packed, Table, key, number, plain

DEFAULT = "default"

_VERSION = Packed(Version)
_FILE = Path(shared.domain.__file__).parent / "rulesets" / "default.json"


@dataclass(frozen=True, slots=True)
class Written:
    """A content that was put: its id and how many parts it has."""

    content_id: str
    parts: int


@dataclass(frozen=True, slots=True)
class Loaded:
    """A version as stored. ``document`` is JSON text; ``artefact`` is ``None`` for the packaged one."""

    version: Version
    document: bytes
    artefact: bytes | None


class RuleVersions:
    """Reads and writes the versions of rule sets and the pointer at the one that serves."""

    def __init__(self, table: Table, pause: Pause) -> None:
        """``pause`` waits before attempt number n at the rest of a batch."""
        self._table = table
        self._pause = pause
        self._contents = ContentStore(table, pause)

    def pointer(self, name: str) -> Pointer:
        """Return which version serves; raise ``NotFoundError`` when the rule set never had one."""
        items = read_all(self._table, [key(_pk(name), "active")], self._pause)
        return pointer_of(name, items[0] if items else None)

    def load(self, name: str, version: int) -> Loaded:
        """Return a version with its document.

        Raises ``NotFoundError`` when there is none, ``StateError`` when something of it is missing.
        """
        if (name, version) == (DEFAULT, 1):
            return packaged()
        items = read_all(self._table, [key(_pk(name), _sk(version))], self._pause)
        if not items:
            raise NotFoundError(f"the rule set {name}@{version} is not kept")
        stored = items[0]
        document = self._content(name, stored, "document")
        artefact = self._content(name, stored, "artefact") if "artefact_id" in stored else None
        return Loaded(_VERSION.unpack(stored["state"]["B"]), zlib.decompress(document), artefact)

    def history(self, name: str) -> list[Version]:
        """Return every version, the latest first."""
        pages = self._table.client.get_paginator("query").paginate(
            TableName=self._table.name,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :versions)",
            ExpressionAttributeValues={":pk": {"S": _pk(name)}, ":versions": {"S": "v#"}},
            ConsistentRead=True,
            ScanIndexForward=False,
        )
        found = [_VERSION.unpack(item["state"]["B"]) for page in pages for item in page["Items"]]
        return [*found, packaged().version] if name == DEFAULT else found

    def put_artefact(self, name: str, content_id: str, artefact: bytes) -> Written:
        """Write a prebuilt artefact, which nothing names until ``publish`` does."""
        return Written(content_id, self._contents.put(_pk(name), content_id, artefact))

    def publish(
        self, name: str, version: Version, document: Written, artefact: Written | None, *, seen: Pointer, then: Pointer
    ) -> None:
        """Write ``version``, move the pointer from ``seen`` to ``then``, and take the draft's document over.

        Raises ``PublishConflictError`` when pointer or draft are not as they were seen.
        """
        item = key(_pk(name), _sk(version.version)) | {
            "state": {"B": _VERSION.pack(version)},
            **_named("document", document),
            **(_named("artefact", artefact) if artefact else {}),
        }
        draft = {
            "TableName": self._table.name,
            "Key": key(_pk(name), "draft"),
            "UpdateExpression": "REMOVE document_id, document_parts, author, saved_at, report",
            "ConditionExpression": "revision = :seen AND document_id = :content",
            "ExpressionAttributeValues": {
                ":seen": number(version.revision or 0),
                ":content": {"S": document.content_id},
            },
        }
        put = {"TableName": self._table.name, "Item": item, "ConditionExpression": "attribute_not_exists(pk)"}
        self._transact([{"Put": put}, {"Put": self._moved(name, seen, then)}, {"Update": draft}])

    def move(self, name: str, *, seen: Pointer, then: Pointer) -> None:
        """Let another version serve; raise ``PublishConflictError`` when the pointer is not as it was seen."""
        try:
            self._table.client.put_item(**self._moved(name, seen, then))
        except self._table.client.exceptions.ConditionalCheckFailedException:
            # Our own write may have been the one that won, its answer lost on the way.
            if self.pointer(name) != then:
                raise PublishConflictError("somebody else published or rolled back at this moment") from None

    def _moved(self, name: str, seen: Pointer, then: Pointer) -> dict[str, Any]:
        item = key(_pk(name), "active") | {
            "version": number(then.version),
            "latest": number(then.latest),
            "trail": {"L": [number(each) for each in then.trail]},
            "since": number(then.since or 0),
            "moves": number(then.moves),
        }
        if not seen.moves:
            return {"TableName": self._table.name, "Item": item, "ConditionExpression": "attribute_not_exists(pk)"}
        return {
            "TableName": self._table.name,
            "Item": item,
            "ConditionExpression": "moves = :seen",
            "ExpressionAttributeValues": {":seen": number(seen.moves)},
        }

    def _transact(self, writes: list[dict[str, Any]]) -> None:
        try:
            self._table.client.transact_write_items(TransactItems=writes)
        except self._table.client.exceptions.TransactionCanceledException as cancelled:
            raise PublishConflictError("somebody else saved, published or rolled back at this moment") from cancelled

    def _content(self, name: str, stored: Attributes, kind: str) -> bytes:
        content_id, parts = stored[f"{kind}_id"]["S"], int(stored[f"{kind}_parts"]["N"])
        return self._contents.load(_pk(name), content_id, parts)


@cache
def packaged() -> Loaded:
    """Return version 1 of ``default``, which is in the code and serves until the shop publishes its own."""
    document = _FILE.read_bytes()
    rules = len(json.loads(document)["rules"])
    return Loaded(Version(1, "Microlift", None, None, rules, Changes()), document, None)


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
    """Return the key of the pointer."""
    return key(_pk(name), "active")


def compressed(document: Document) -> bytes:
    """Return ``document`` as it is stored."""
    return zlib.compress(to_json(document))


def opened(text: bytes) -> dict[str, Any]:
    """Return the document in JSON text."""
    return from_json(text)


def _named(kind: str, written: Written) -> Attributes:
    return {f"{kind}_id": {"S": written.content_id}, f"{kind}_parts": number(written.parts)}


def _sk(version: int) -> str:
    return f"v#{version:06}"


def _pk(name: str) -> str:
    return f"ruleset#{name}"
