"""Rule sets as they are published: versions that are never written again, and the pointer at the one that serves.

Publishing is one transaction over version, pointer and draft, each as it was seen: of two publishers one wins, and no
number is given twice. What a version needs in parts is written before, and named by nobody until then.
Access patterns: ``pointer``, ``version``, its ``document`` and ``rules``, ``history``, ``publish``, ``move``.
"""

from typing import Any

from pydantic_core import from_json

from shared.domain.rules.editions import Changes, Pointer, PublishConflictError, Version
from shared.domain.rules.model import RuleSet
from shared.store.batches import Pause, read_all
from shared.store.contents import ContentStore, Written
from shared.store.rule_contents import (
    DEFAULT,
    RuleContents,
    code_mark,
    packaged,
    partition,
    pointer_key,
    pointer_of,
    titled,
    version_key,
)
from shared.store.table import Attributes, Packed, Table, key, number

_VERSION = Packed(Version)


class RuleVersions:
    """Reads and writes the versions of rule sets and the pointer at the one that serves."""

    def __init__(self, table: Table, pause: Pause) -> None:
        """``pause`` waits before attempt number n at the rest of a batch."""
        self._table = table
        self._pause = pause
        self._contents = RuleContents(table, pause)
        self._parts = ContentStore(table, pause)

    def pointer(self, name: str) -> Pointer:
        """Return which version serves; raise ``NotFoundError`` when the rule set never had one."""
        items = read_all(self._table, [pointer_key(name)], self._pause)
        return pointer_of(name, items[0] if items else None)

    def version(self, name: str, version: int) -> Version:
        """Return what is known of a version; raise ``NotFoundError`` when there is none."""
        if (name, version) == (DEFAULT, 1):
            return first()
        return _VERSION.unpack(self._contents.header(name, version)["state"]["B"])

    def document(self, name: str, version: int) -> dict[str, Any]:
        """Return the document of a version.

        Raises ``NotFoundError`` when there is no such version, ``StateError`` when something of it is missing.
        """
        if (name, version) == (DEFAULT, 1):
            return titled(from_json(packaged()), name, version)
        return titled(from_json(self._contents.document(name, self._contents.header(name, version))), name, version)

    def rules(self, name: str, version: int, currency: str, time_zone: str) -> RuleSet:
        """Return the rule set of a version as the containers load it, and raise what they would."""
        return self._contents.rules(name, version, currency, time_zone)

    def history(self, name: str) -> list[Version]:
        """Return every version, the latest first."""
        pages = self._table.client.get_paginator("query").paginate(
            TableName=self._table.name,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :versions)",
            ExpressionAttributeValues={":pk": {"S": partition(name)}, ":versions": {"S": "v#"}},
            ConsistentRead=True,
            ScanIndexForward=False,
        )
        found = [_VERSION.unpack(item["state"]["B"]) for page in pages for item in page["Items"]]
        return [*found, first()] if name == DEFAULT else found

    def put_artefact(self, name: str, content_id: str, artefact: bytes) -> Written:
        """Write a prebuilt artefact, which nothing names until ``publish`` does."""
        return self._parts.put(partition(name), content_id, artefact)

    def publish(
        self, name: str, version: Version, document: Written, artefact: Written | None, *, seen: Pointer, then: Pointer
    ) -> None:
        """Write ``version``, move the pointer from ``seen`` to ``then``, and take the draft's document over.

        Raises ``PublishConflictError`` when pointer or draft are not as they were seen.
        """
        item = version_key(name, version.version) | {
            "state": {"B": _VERSION.pack(version)},
            **document.named("document"),
            **(artefact.named("artefact") | {"code": {"S": code_mark()}} if artefact else {}),
        }
        draft = {
            "TableName": self._table.name,
            "Key": key(partition(name), "draft"),
            "UpdateExpression": "REMOVE document_id, document_parts, author, saved_at, report",
            "ConditionExpression": "revision = :seen AND document_id = :content",
            "ExpressionAttributeValues": {
                ":seen": number(version.revision or 0),
                ":content": {"S": document.content_id},
            },
        }
        put = {"TableName": self._table.name, "Item": item, "ConditionExpression": "attribute_not_exists(pk)"}
        try:
            # botocore sends a token of its own with it: a repeat after a lost answer is not a second publication.
            self._table.client.transact_write_items(
                TransactItems=[{"Put": put}, {"Put": self._moved(name, seen, then)}, {"Update": draft}]
            )
        except self._table.client.exceptions.TransactionCanceledException as cancelled:
            if artefact:
                self._parts.delete(partition(name), artefact.content_id, artefact.parts)
            raise PublishConflictError("somebody else saved, published or rolled back at this moment") from cancelled

    def move(self, name: str, *, seen: Pointer, then: Pointer) -> None:
        """Let another version serve; raise ``PublishConflictError`` when the pointer is not as it was seen."""
        try:
            self._table.client.put_item(**self._moved(name, seen, then))
        except self._table.client.exceptions.ConditionalCheckFailedException:
            # Our own write may have been the one that won, its answer lost on the way.
            if self.pointer(name) != then:
                raise PublishConflictError("somebody else published or rolled back at this moment") from None

    def _moved(self, name: str, seen: Pointer, then: Pointer) -> dict[str, Any]:
        item: Attributes = pointer_key(name) | {
            "version": number(then.version),
            "latest": number(then.latest),
            "trail": {"L": [number(each) for each in then.trail]},
            "since": number(then.since or 0),
            "moves": number(then.moves),
        }
        put = {"TableName": self._table.name, "Item": item}
        if not seen.moves:
            return put | {"ConditionExpression": "attribute_not_exists(pk)"}
        values = {":seen": number(seen.moves)}
        return put | {"ConditionExpression": "moves = :seen", "ExpressionAttributeValues": values}


def first() -> Version:
    """Return version 1 of ``default``, which is packaged."""
    return Version(1, "Microlift", None, None, len(from_json(packaged())["rules"]), Changes())
